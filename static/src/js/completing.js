// Completing a word from a list of the server: members after @ and tags after # in a text, tags in their field.
// The list is a listbox over what follows; arrow keys move in it, Enter and Tab take, Escape closes. How many there
// are is said politely, since nothing else tells who can't see it.
let count = 0;

export function completing(field, sources, { whole = false } = {}) {
  const list = document.createElement("ul");
  list.className = "names";
  list.id = `names-${(count += 1)}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.form.dataset.suggestions ?? "");
  const status = document.createElement("p");
  status.className = "usa-sr-only";
  status.setAttribute("role", "status");
  field.after(list, status);
  const box = whole ? { role: "combobox", "aria-expanded": "false" } : {}; // a text area stays what it is
  for (const [name, value] of Object.entries({ ...box, "aria-autocomplete": "list", "aria-controls": list.id,
    autocomplete: "off" })) field.setAttribute(name, value);
  let at = -1, found = [], word, timer;

  const close = () => {
    list.hidden = true;
    at = -1;
    status.textContent = "";
    if (whole) field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (next) => {
    at = (next + found.length) % found.length;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const take = (index) => {
    const text = whole ? `${found[index].label}, ` : `${word.sign}${found[index].value} `;
    field.setRangeText(text, word.start, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  function typed() {
    const before = field.value.slice(0, field.selectionStart);
    if (whole) {
      const text = before.split(/[,;]/).pop().trimStart();
      return { sign: "#", start: before.length - text.length, text: text.replace(/^#/, "") };
    }
    const match = /(?:^|[\s(])([@#])([\p{L}\p{N}-]{1,40})$/u.exec(before);
    return match && { sign: match[1], start: before.length - match[2].length - 1, text: match[2] };
  }

  async function look() {
    word = typed();
    const url = word?.text && sources[word.sign];
    if (!url) return close();
    const asked = word.text;
    const answer = await fetch(`${url}?q=${encodeURIComponent(asked)}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected || typed()?.text !== asked || document.activeElement !== field) return;
    ({ found } = await answer.json());
    list.replaceChildren(...found.map((each, index) => {
      const item = document.createElement("li");
      const about = document.createElement("span");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      about.textContent = each.about ? ` ${each.about}` : "";
      item.append(each.label, about);
      return item;
    }));
    if (!found.length) return close();
    at = -1;
    list.hidden = false;
    status.textContent = `${list.getAttribute("aria-label")}: ${found.length}`;
    if (whole) field.setAttribute("aria-expanded", "true");
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const item = event.target.closest("li");
    if (item) take([...list.children].indexOf(item));
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(at < 0 && step < 0 ? found.length - 1 : at + step);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) take(at);
    else return;
    event.preventDefault();
  });
}
