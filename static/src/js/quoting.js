// How a quote of a post looks in Markdown: who said it, where that is known, and the words.
export function quoted(post, words) {
  const author = post.querySelector(".post__name a")?.textContent.trim();
  const lines = [...(author ? [`**${author}**`, ""] : []), ...words.trim().split("\n")];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}
