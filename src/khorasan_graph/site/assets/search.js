// The search on the first page: every recorded name in every script, compared as the data's own look-up compares them.
// It builds elements from text and nothing else; what it reads is the island of names above it.

const DATA = JSON.parse(document.getElementById("names").textContent);
const MOST_HITS = 30;

// As khorasan_graph.model.names.fold; the table of letters is made from it.
const LETTERS = new Map(Object.entries(DATA.letters));
const PARTICLES = new Set(["e", "i", "al", "el", "ul"]);
const HYPHENATED = /(?<=[\p{L}\p{N}_])-(?:us|ur|ud|un|uz|ut|ush|as|at|ar)-(?=[\p{L}\p{N}_])/gu;

function fold(text) {
  const lowered = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  const bare = lowered.normalize("NFD").replace(/\p{Mn}/gu, "");
  const swapped = Array.from(bare, (letter) => LETTERS.get(letter) ?? letter).join("").replace(HYPHENATED, " ");
  const words = swapped.match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = words.filter((word) => !PARTICLES.has(word));
  return (kept.length ? kept : words).join(" ");
}

/** How well a name fits: 1 the same, 2 begins so, 3 a word of it does, 4 holds it, 5 holds all words; 9 not at all. */
function rank(folded, query, words) {
  if (folded === query) return 1;
  if (folded.startsWith(query)) return 2;
  if (` ${folded}`.includes(` ${query}`)) return 3;
  if (folded.includes(query)) return 4;
  return words.length > 1 && words.every((word) => ` ${folded}`.includes(` ${word}`)) ? 5 : 9;
}

function search(text) {
  const query = fold(text), words = query.split(" ");
  if (!query) return [];
  const found = [];
  DATA.entries.forEach((entry, place) => {
    let best = entry.id === text.trim() ? 0 : 9, name = entry.names[0];
    entry.folded.forEach((folded, number) => {
      const fit = rank(folded, query, words);
      if (fit < best) [best, name] = [fit, entry.names[number]];
    });
    if (best < 9) found.push({ entry, name, best, place });
  });
  // Sources last; then the best fit; of equal ones, who acts before where and what happened.
  const source = (hit) => (hit.entry.rank === 2 ? 1 : 0);
  return found.sort((a, b) => source(a) - source(b) || a.best - b.best || a.entry.rank - b.entry.rank || b.entry.ties - a.entry.ties || a.place - b.place);
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function item({ entry, name }) {
  const line = make("li", {}, make("a", { href: entry.path }, make("bdi", {}, entry.names[0])), " ");
  if (name !== entry.names[0]) line.append(make("span", { class: "meta" }, "as ", make("bdi", {}, name)), " ");
  line.append(make("span", { class: "meta" }, entry.kind));
  return line;
}

const box = document.getElementById("search"), list = document.getElementById("hits"), told = document.getElementById("found");

function show() {
  const hits = search(box.value);
  list.replaceChildren(...hits.slice(0, MOST_HITS).map(item));
  told.textContent = !fold(box.value) ? "" : !hits.length ? "Nothing is recorded under that name." :
    `${hits.length} found${hits.length > MOST_HITS ? `, the best ${MOST_HITS} shown` : ""}. Enter opens the first.`;
}

function fromHash() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked !== null) {
    box.value = asked;
    show();
  }
}

box.addEventListener("input", show);
box.addEventListener("keydown", (event) => {
  const first = list.querySelector("a");
  if (event.key === "Enter" && first) location.href = first.href;
  else if (event.key === "ArrowDown" && first) first.focus();
  else if (event.key === "Escape") {
    box.value = "";
    show();
  } else return;
  event.preventDefault();
});
list.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...list.querySelectorAll("a")];
  const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  (links[next] ?? box).focus();
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
    box.focus();
    event.preventDefault();
  }
});
window.addEventListener("hashchange", fromHash);
fromHash();
