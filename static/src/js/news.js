// A page of a topic that is open asks now and then whether replies came, says so politely, and puts them below
// what is read when they are asked for. Nothing that is on the page moves.
import { offerQuotes } from "./sharing.js";

const often = 45000;

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? "" : answer.text();
}

async function show(place, link) {
  const page = new DOMParser().parseFromString(await fetched(link.href), "text/html");
  const posts = [...page.querySelectorAll(".posts > .post")];
  const fresh = posts.filter((post) => Number(post.id.slice(5)) > Number(place.dataset.after));
  if (!fresh.length) throw new Error("elsewhere"); // on the next page
  document.querySelector(".posts").append(...fresh);
  offerQuotes();
  place.dataset.after = fresh.at(-1).id.slice(5);
  place.replaceChildren();
  const name = fresh[0].querySelector(".post__name");
  name.tabIndex = -1;
  name.focus();
}

export function news() {
  const place = document.querySelector("[data-news]");
  if (!place) return;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const words = await fetched(`${place.dataset.news}?after=${place.dataset.after}`);
      if (place.innerHTML.trim() !== words.trim()) place.innerHTML = words;
    } catch {
      clearInterval(timer); // signed out, or the topic is gone: the next page says so
    }
  };
  const timer = setInterval(ask, Number(place.dataset.often) || often);
  place.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    try {
      await show(place, link);
    } catch {
      location.assign(link.href);
    }
  });
}
