// "Link to this post" is copied, and what a post says goes as a quote into the composer.
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
  const name = post.querySelector(".post__name").lastElementChild?.textContent.trim();
  const text = post.querySelector(".markdown").innerText.trim();
  const lines = [name && `**${name}:**`, ...text.split("\n")].filter((line) => line !== undefined);
  area.value += `${area.value ? "\n\n" : ""}${lines.map((line) => `> ${line}`.trim()).join("\n")}\n\n`;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

export function sharing() {
  const posts = document.querySelector(".posts");
  if (!posts) return;
  const area = document.querySelector("form[data-composer] textarea");
  if (area) for (const button of posts.querySelectorAll("[data-quote]")) button.parentElement.hidden = false;
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
