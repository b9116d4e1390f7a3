// Checklists of toolkits tick without this; with it the ticks are still there tomorrow, in this browser only.
// A list is forgotten item by item, so an item that an editor deletes leaves nothing that matters.
const keep = (box) => {
  try {
    if (box.checked) localStorage.setItem(box.id, "1");
    else localStorage.removeItem(box.id);
  } catch { /* storage is switched off: the tick lasts as long as the page */ }
};
const kept = (box) => {
  try {
    return localStorage.getItem(box.id) === "1";
  } catch {
    return false;
  }
};

export function checklists() {
  for (const list of document.querySelectorAll("[data-checklist]")) {
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const foot = list.querySelector("[data-checklist-foot]");
    const show = () => (foot.hidden = !boxes.some((box) => box.checked));
    for (const box of boxes) box.checked ||= kept(box);
    show();
    list.addEventListener("change", (event) => {
      keep(event.target);
      show();
    });
    foot.querySelector("button").addEventListener("click", () => {
      for (const box of boxes) {
        box.checked = false;
        keep(box);
      }
      boxes[0].focus(); // the button goes away
      show();
    });
  }
}
