// "Link to this post" is copied, and what a post says goes as a quote into the composer.
import { quoted } from "./quoting.js";

function said(link, words) {
  const before = link.textContent;
  link.textContent = words;
  link.setAttribute("role", "status");
  setTimeout(() => {
    link.textContent = before;
    link.removeAttribute("role");
  }, 4000);
}

function quote(post, area) {
  const before = area.value.trimEnd();
  area.value = `${before}${before && "\n\n"}${quoted(post, post.querySelector(".markdown").innerText)}`;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

// Where there is a form to quote into.
export function offerQuotes() {
  if (!document.querySelector("form[data-composer] textarea")) return;
  for (const button of document.querySelectorAll(".posts [data-quote]")) button.parentElement.hidden = false;
}

export function sharing() {
  const posts = document.querySelector(".posts");
  if (!posts) return;
  const area = document.querySelector("form[data-composer] textarea");
  offerQuotes();
  posts.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-copy]");
    const button = event.target.closest("[data-quote]");
    if (button && area) quote(button.closest(".post"), area);
    if (!link || !navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      said(link, posts.dataset.copied);
    } catch {
      location.assign(link.href);
    }
  });
}
