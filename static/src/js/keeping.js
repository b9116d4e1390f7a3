// What is typed into a composer survives an ended session, a crash or the back button: it is kept in this tab
// until a page says that the post succeeded.
const prefix = "composer:";

export function keepComposers() {
  if (document.querySelector("[data-done=posted]")) {
    Object.keys(sessionStorage).filter(isSent).forEach((sent) => forget(sent.slice(0, -5)));
  }
  for (const form of document.querySelectorAll("form[data-composer]")) {
    const area = form.querySelector("textarea");
    const key = prefix + (form.getAttribute("action") || location.pathname);
    if (!area.value && sessionStorage.getItem(key)) area.value = sessionStorage.getItem(key);
    area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
    form.addEventListener("submit", () => sessionStorage.setItem(`${key}:sent`, "yes"));
  }
}

function isSent(key) {
  return key.startsWith(prefix) && key.endsWith(":sent");
}

function forget(key) {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(`${key}:sent`);
}
