// While a title is typed: what may already answer it, from the server, under the title.
export function similar(form) {
  const title = form.elements.title;
  const list = form.querySelector("[data-similar-list]");
  if (!title || !list || !form.dataset.similar) return;
  let timer, asked;
  const ask = async () => {
    const words = title.value.trim();
    if (words === asked) return;
    asked = words;
    const answer = await fetch(`${form.dataset.similar}?title=${encodeURIComponent(words)}`, { credentials: "same-origin" })
      .catch(() => null);
    if (!answer?.ok || answer.redirected || words !== asked) return;
    const html = await answer.text();
    if (list.innerHTML.trim() !== html.trim()) list.innerHTML = html;
    if (html.trim()) form.elements.seen_similar.value = "yes";
  };
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
  title.addEventListener("change", ask);
}
