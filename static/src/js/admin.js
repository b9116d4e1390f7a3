// What Wagtail's own markup leaves unsaid to screen readers in the editors' interface, also of what appears later.
// A field or a form without a name gets the words that are seen beside it.
const FIELDS = "[data-panel] :is(input:not([type=hidden]), textarea, select, .public-DraftEditor-content)";
const FORMS = "main form[role=search]";
const NAMED = "[aria-label], [aria-labelledby]";

const words = (element) => element?.textContent.trim().replace(/\s*\*$/, "");

// In a block the label stands right above; in a panel, and for a block that is one field, the heading is the label.
function besides(field) {
  const label = field.closest("[data-contentpath]")?.querySelector(":scope > .w-field__label");
  const panel = field.closest("[data-panel]");
  return words(label ?? panel.querySelector("[data-panel-heading] label, .c-sf-block__type"));
}

const within = (form) => words(form.querySelector("input:not([type=hidden])")?.labels[0]);

function name(selector, wordsFor) {
  for (const element of document.querySelectorAll(`:is(${selector}):not(${NAMED})`)) {
    const found = !element.labels?.length && wordsFor(element);
    if (found) element.setAttribute("aria-label", found);
  }
}

// Every block is a landmark, and blocks of one kind are landmarks of one name: groups are what they are.
const group = (block) => block.setAttribute("role", "group");

function mend() {
  name(FIELDS, besides);
  name(FORMS, within);
  document.querySelectorAll("section.w-panel--nested:not([role])").forEach(group);
}

new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
mend();
