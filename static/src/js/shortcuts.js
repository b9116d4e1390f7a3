// Keys for who reads a lot. Never in a field, never with Ctrl, Alt or Meta; "?" lists them, and they can be
// switched off: then the list is not on the page, and nothing listens.
const typing = "input, textarea, select, [contenteditable], dialog";

function step(by) {
  const links = [...document.querySelectorAll(".topic-row__title a, .post__name")];
  const now = links.findIndex((link) => link === document.activeElement || link.contains(document.activeElement));
  const next = links[now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by];
  if (!next) return;
  if (!next.matches("a")) next.tabIndex = -1;
  next.focus();
  next.closest(".post, .topic-row").scrollIntoView({ block: "nearest" });
}

const follow = (name) => document.querySelector(`[data-go=${name}]`)?.click();
const keys = {
  j: () => step(1),
  k: () => step(-1),
  u: () => follow("unread"),
  l: () => follow("latest"),
  r: () => document.querySelector("form[data-composer] textarea")?.focus(),
  "/": () => document.querySelector("#site-search")?.focus(),
};

export function shortcuts() {
  const list = document.querySelector("dialog[data-shortcuts]");
  if (!list) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(typing)) return;
    const act = event.key === "?" ? () => list.showModal() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
