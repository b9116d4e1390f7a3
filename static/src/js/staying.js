// Shortly before a session ends a dialog says so. Tabs share one clock, in localStorage: using the site in one
// keeps the others. Before anything is shown or left, the server is asked: the site may be in use elsewhere.
const shared = "staying";
const slack = 1500; // milliseconds past the end, so that the server agrees that it is over

export function staying() {
  const dialog = document.querySelector("dialog[data-staying]");
  if (!dialog?.showModal) return;
  const form = dialog.querySelector("form[action$='/stay/']");
  const warning = dialog.dataset.warning * 1000;
  const language = document.documentElement.lang || "en";
  const relative = new Intl.RelativeTimeFormat(language);
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  let ends = { idle: 0, end: 0 };
  let timer;

  const set = (left) => {
    ends = { idle: Date.now() + left.idle * 1000, end: Date.now() + left.end * 1000 };
    try {
      localStorage.setItem(shared, JSON.stringify(ends));
    } catch { /* storage is switched off: each tab has its own clock */ }
    wait();
  };
  const over = () => Math.min(ends.idle, ends.end);
  const ask = async (method) => {
    const body = method === "POST" ? new FormData(form) : undefined;
    const answer = await fetch(form.action, { method, body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    set(await answer.json());
  };
  const leave = () => location.assign(location.pathname + location.search);

  function wait() {
    clearTimeout(timer);
    const next = dialog.open || Date.now() >= over() - warning ? 1000 : over() - warning - Date.now();
    timer = setTimeout(look, Math.min(next, 2 ** 30));
  }

  async function look() {
    const left = over() - Date.now();
    if (left <= -slack || (left <= warning && !dialog.open)) {
      try {
        await ask("GET");
      } catch (error) {
        if (error.message === "401" || left <= -slack) return leave();
      }
    }
    show();
    wait();
  }

  function show() {
    const left = over() - Date.now();
    if (left > warning) return dialog.open && dialog.close();
    const kind = ends.end <= ends.idle ? "end" : "idle";
    if (dialog.dataset.ended && kind === "end") return; // read, and can't be put off
    for (const part of dialog.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== kind;
    say(kind, Math.max(0, Math.round(left / 1000)));
    if (!dialog.open) dialog.showModal();
  }

  // A reader hears it afresh when the words change: each half minute, not each second.
  function say(kind, seconds) {
    const words = seconds > 60 ? relative.format(Math.ceil(seconds / 60), "minute")
      : relative.format(seconds > 30 ? 60 : seconds > 10 ? 30 : 10, "second");
    for (const [name, text] of [[kind, words], ["last", clock.format(ends.end)]]) {
      const place = dialog.querySelector(`[data-left=${name}]`);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  const stay = async (event) => {
    event.preventDefault();
    if (ends.end <= ends.idle) {
      dialog.dataset.ended = "yes";
      return dialog.close();
    }
    await ask("POST").then(() => dialog.close(), leave);
  };
  form.addEventListener("submit", stay);
  dialog.addEventListener("cancel", stay); // Escape: somebody is there
  dialog.querySelector("form[method=dialog]").addEventListener("submit", stay);
  addEventListener("storage", (event) => {
    if (event.key !== shared || !event.newValue) return;
    ends = JSON.parse(event.newValue);
    show();
    wait();
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  set({ idle: Number(dialog.dataset.idle), end: Number(dialog.dataset.end) });
}
