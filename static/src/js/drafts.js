// What is typed is kept on the server every few seconds, and in this tab when that fails. Words say so.
// When another window has saved something else, both texts are shown, and its reader chooses.
const pause = 3000; // milliseconds without typing

function forgetSent() {
  try {
    for (const sent of Object.keys(sessionStorage).filter((name) => /^draft:.*:sent$/.test(name))) {
      sessionStorage.removeItem(sent);
      sessionStorage.removeItem(sent.slice(0, -5));
    }
  } catch { /* storage is switched off */ }
}

export function drafts(form, area) {
  const { draftUrl, place, person } = form.dataset;
  if (!draftUrl) return;
  const note = form.querySelector("[data-draft]");
  const version = form.elements.draft_version;
  const discard = form.querySelector("[data-discard]");
  const key = `draft:${person}:${place}`; // others may sign in in this tab
  if (document.querySelector("[data-done=posted]")) forgetSent();
  let saved = "unkept" in form.dataset ? "" : state(); // a form that came back is not what the draft says
  let conflict = !form.querySelector("[data-conflict]").hidden;
  let timer, running, leaving;

  function state() {
    return JSON.stringify([...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && !/^(attach|csrf|submission|draft_version|seen_)/.test(name)));
  }

  async function save(keep) {
    clearTimeout(timer);
    if (running || leaving || (conflict && !keep)) return;
    const now = state();
    if (now === saved && !keep) return;
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (name.startsWith("attach")) body.delete(name);
    if (keep) body.set("keep_draft", "1");
    running = new AbortController();
    try {
      const answer = await fetch(draftUrl, { method: "POST", body, credentials: "same-origin", signal: running.signal });
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
      const said = await answer.json();
      if (answer.status === 422) return void (note.textContent = said.said);
      if (said.version !== undefined) version.value = said.version;
      if (answer.status === 409) return differ(said.theirs);
      settle(now, said);
    } catch {
      if (leaving) return;
      note.textContent = form.dataset.unsaved;
      remember();
    } finally {
      running = undefined;
      if (!leaving && !conflict && state() !== now) later();
    }
  }

  function settle(now, said) {
    saved = now;
    conflict = false;
    note.textContent = said.said;
    discard.hidden = !said.version;
    form.querySelector("[data-conflict]").hidden = true;
    try {
      sessionStorage.removeItem(key);
    } catch { /* storage is switched off */ }
  }

  function differ(theirs) {
    conflict = true;
    note.textContent = form.dataset.unsaved;
    const other = form.querySelector("[data-other]");
    form.querySelector("[data-other-text]").textContent = theirs;
    form.querySelector("[data-conflict]").hidden = false;
    other.hidden = !theirs;
    other.open = true;
    form.querySelector("[data-conflict] button").focus();
  }

  // The server can't be reached, or the session has ended: this tab keeps the text.
  function remember() {
    try {
      sessionStorage.setItem(key, area.value);
    } catch { /* storage is switched off */ }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  const kept = () => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  };
  if (!area.value && kept()) area.value = kept();
  if (state() !== saved) later();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    const name = event.submitter?.name;
    if (name === "keep_draft" || name === "save_draft") {
      event.preventDefault();
      return save(name === "keep_draft");
    }
    leaving = true;
    clearTimeout(timer);
    running?.abort();
    remember(); // until a page says that it is posted: the session may have ended
    try {
      sessionStorage.setItem(`${key}:sent`, "yes");
    } catch { /* storage is switched off */ }
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("beforeunload", (event) => {
    if (!leaving && state() !== saved) event.preventDefault();
  });
  addEventListener("pageshow", () => (leaving = false));
}
