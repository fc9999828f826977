// Exact search: pages that hold what was typed, white space aside, above what the theme's search finds.
// Rule: the index is read when somebody goes to the search field; the theme's own results stay as they are.
import { found } from "./exact-find.js";

const input = document.querySelector('[data-md-component="search-query"]');
const results = document.querySelector('[data-md-component="search-result"]');
const { base } = JSON.parse(document.getElementById("__config").textContent);
const home = new URL(`${base}/`, location).href;
const MOST = 6;
const hits = document.createElement("ol");
let index = null;

// Shaped like the theme's results, whose styles and keys (arrows, Enter) then hold here too.
function item({ url, title, says }) {
  const [line, link, article, heading, words] = ["li", "a", "article", "h1", "p"].map((n) => document.createElement(n));
  line.className = "md-search-result__item";
  link.className = "md-search-result__link";
  link.href = home + url;
  article.className = "md-search-result__article md-typeset";
  article.dataset.mdScore = "1000000";
  heading.textContent = title;
  words.textContent = says;
  article.append(heading, words);
  link.append(article);
  line.append(link);
  return line;
}

function show() {
  if (index === null) return;
  hits.replaceChildren(...found(index, input.value, MOST).map(item));
  hits.hidden = hits.childElementCount === 0;
}

let loading = null;
function load() {
  loading ??= fetch(`${home}assets/exact.${document.documentElement.lang}.json`)
    .then((answer) => answer.json())
    .then((pages) => ((index = pages), show()))
    .catch(() => (loading = null));
}

if (input && results) {
  hits.className = "exact-hits md-search-result__list";
  hits.hidden = true;
  results.prepend(hits);
  input.addEventListener("focus", load);
  input.addEventListener("input", () => (load(), show()));
  input.form.addEventListener("reset", () => (hits.hidden = true));
  if (input.value) load();
}
