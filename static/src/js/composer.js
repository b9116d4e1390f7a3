// The composer: a Markdown toolbar (arrow keys move along it), a preview that needs no page load, drafts,
// pictures and files, completion, and quoting what is selected in a post.
import { attach } from "./attach.js";
import { completing } from "./completing.js";
import { drafts } from "./drafts.js";
import { quoted } from "./quoting.js";
import { similar } from "./similar.js";

const marks = {
  bold: (text, words) => ["**", text || words[0], "**"],
  code: (text, words) => (text.includes("\n") ? ["```\n", text, "\n```"] : ["`", text || words[0], "`"]),
  link: (text, words) => ["[", text || words[0], "](https://)"],
  quote: (text) => ["> ", lines(text, "> "), ""],
  list: (text) => ["- ", lines(text, "- "), ""],
  table: (text, [heading, cell]) =>
    ["\n\n| ", text || heading, ` | ${heading} |\n| --- | --- |\n| ${cell} | ${cell} |\n`],
};

const ofLines = /quote|list/; // their signs count only where a line begins

function lines(text, sign) {
  return text.split("\n").join(`\n${sign}`);
}

function insert(area, [before, text, after]) {
  const start = area.selectionStart;
  area.focus();
  // execCommand keeps the browser's undo; setRangeText is what replaces it where it is gone.
  if (!document.execCommand?.("insertText", false, before + text + after)) {
    area.setRangeText(before + text + after);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + before.length, start + before.length + text.length);
}

function toolbar(bar, area) {
  const buttons = [...bar.querySelectorAll("button")];
  const reach = (button) => buttons.forEach((each) => (each.tabIndex = each === button ? 0 : -1));
  bar.hidden = false;
  reach(buttons[0]);
  bar.addEventListener("click", (event) => {
    const { mark, words } = event.target.closest("button")?.dataset ?? {};
    if (!mark) return;
    const selected = area.value.slice(area.selectionStart, area.selectionEnd);
    const [before, text, after] = marks[mark](selected, words?.split("|") ?? []);
    const starts = !area.selectionStart || area.value[area.selectionStart - 1] === "\n";
    insert(area, [starts || !ofLines.test(mark) ? before : `\n${before}`, text, after]);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
    reach(next);
    next.focus();
  });
}

async function rendered(form, area) {
  const body = new FormData();
  body.set("body", area.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
  const answer = await fetch(form.dataset.preview, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

function views(form, area) {
  const panel = form.querySelector("[data-preview-panel]");
  const [write, preview] = ["write", "preview"].map((name) => form.querySelector(`[data-view="${name}"]`));
  const bar = form.querySelector("[data-tools]");
  const show = (previewing) => {
    panel.hidden = !previewing;
    area.hidden = previewing;
    bar.hidden = previewing;
    write.setAttribute("aria-pressed", String(!previewing));
    preview.setAttribute("aria-pressed", String(previewing));
  };
  write.hidden = false;
  show(false);
  write.addEventListener("click", () => { show(false); area.focus(); });
  preview.addEventListener("click", async (event) => {
    if (preview.dataset.failed) return; // the second click is an ordinary submit
    event.preventDefault();
    try {
      panel.innerHTML = (await rendered(form, area)) || panel.dataset.empty;
      show(true);
    } catch {
      preview.dataset.failed = "yes";
      preview.click();
    }
  });
}

// Ctrl+Enter posts: the button that is first in the form.
function keys(form, area) {
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[type=submit]"));
  });
}

// What is selected in a post is quoted when its Reply is pressed; the form is on this page already.
function quoting(form, area) {
  const to = form.elements.in_reply_to;
  if (!to) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#composer']");
    const post = link?.closest("article.post");
    const selected = getSelection();
    if (!post || selected.isCollapsed || !post.contains(selected.anchorNode)) return;
    event.preventDefault();
    const quote = quoted(post, selected.toString());
    to.value = post.id.replace("post-", "");
    area.setSelectionRange(area.value.length, area.value.length);
    insert(area, [`${area.value.trim() ? "\n\n" : ""}${quote}`, "", ""]);
    const heading = document.querySelector("[data-reply-to]");
    if (heading) heading.textContent = heading.dataset.replyTo.replace("#", to.value);
    (heading ?? form).scrollIntoView();
  });
}

export function composers() {
  for (const form of document.querySelectorAll("form[data-composer]")) {
    const area = form.querySelector("textarea");
    const bar = form.querySelector("[data-tools]");
    if (!area || !bar) continue;
    toolbar(bar, area);
    if (form.dataset.preview) views(form, area);
    drafts(form, area);
    similar(form);
    attach(form, area, (text) => insert(area, [text, "", ""]));
    const sources = { "@": form.dataset.names, "#": form.dataset.tags };
    if (sources["@"]) completing(area, sources);
    if (sources["#"] && form.elements.tags) completing(form.elements.tags, sources, { whole: true });
    keys(form, area);
    area.setSelectionRange(area.value.length, area.value.length); // who comes back goes on at the end
    quoting(form, area);
  }
}
