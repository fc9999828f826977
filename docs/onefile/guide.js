// The guide in one file: shows the page that the address names after its "#", finds pages, hands the box its program.
// Rule: everything is in this file, packed; nothing is asked of anybody and nothing is kept.
const one = (selector) => document.querySelector(selector);
const article = one("#guide-page article");
const field = one(".guide-search");
const list = one(".guide-found");
const LEADS = "#/"; // then the page's address in the site, "~" and an anchor: #/ja/build/switch/~make

async function unpacked(name) {
  const packed = atob(one(`script[data-part="${name}"]`).textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

globalThis.sriovkitProgram = {
  address: "https://program.invalid/",
  worker: async () => (await unpacked("worker.js")).text(),
  parts: async () => {
    const names = [...document.querySelectorAll("script[data-part]")].map((part) => part.dataset.part);
    const wanted = names.filter((name) => name !== "guide.json" && name !== "worker.js");
    const parts = wanted.map(async (name) => [name, await (await unpacked(name)).arrayBuffer()]);
    return Object.fromEntries(await Promise.all(parts));
  },
};

let guide = null;
let shown = ""; // address of the page that is shown
const live = new Map(); // pages with a box in them, kept with what they show

const language = (address) => (address.startsWith("ja/") ? "ja" : "en");

function place() {
  const [address, anchor = ""] = decodeURI(location.hash).slice(LEADS.length).split("~");
  return { address, anchor };
}

function link(address, words) {
  const made = document.createElement("a");
  made.href = LEADS + address;
  made.textContent = words;
  return made;
}

function frame(lang, address) {
  const says = guide.says[lang];
  document.documentElement.lang = lang;
  for (const name of ["skip", "paste", "scheme"]) one(`.guide-${name}`).textContent = says[name];
  one(".guide-home").href = LEADS + says.home;
  one(".guide-paste").href = LEADS + says.pasting;
  one(".guide-language").textContent = says.other;
  one(".guide-language").lang = says.otherLang;
  one(".guide-language").href = LEADS + says.otherHome + address.slice(says.home.length);
  [field.placeholder, field.ariaLabel] = [says.search, says.search];
  list.ariaLabel = says.found;
  one(".guide-nav").ariaLabel = says.pages;
  one(".guide-nav").replaceChildren(...guide.nav[lang].map(([title, pages]) => section(title, pages, address)));
}

function section(title, pages, address) {
  if (pages.length === 1) return link(pages[0][1], title);
  const folded = document.createElement("details");
  const summary = document.createElement("summary");
  const lines = document.createElement("ul");
  summary.textContent = title;
  for (const [words, target] of pages) {
    const line = document.createElement("li");
    const here = link(target, words);
    if (target === address) here.setAttribute("aria-current", "page");
    line.append(here);
    lines.append(line);
  }
  folded.open = pages.some(([, target]) => address.startsWith(target)) && innerWidth > 720;
  folded.append(summary, lines);
  return folded;
}

function draw(address) {
  const kept = live.get(address);
  article.replaceChildren(...(kept ?? []));
  if (kept) return;
  article.innerHTML = guide.pages[address].html;
  // What scrolls sideways is reached with the keyboard too.
  for (const code of article.querySelectorAll("pre > code")) code.tabIndex = 0;
  const box = article.querySelector(".diagnosis[data-program]");
  if (!box) return void copiers(article, guide.says[language(address)]);
  live.set(address, [...article.childNodes]);
  diagnosis(box);
}

async function show() {
  const { address, anchor } = place();
  const known = location.hash.startsWith(LEADS) && address in guide.pages;
  if (!known) return location.replace(LEADS + (navigator.language.startsWith("ja") ? "ja/" : ""));
  if (address !== shown || !article.hasChildNodes()) {
    frame(language(address), address);
    draw(address);
    document.title = `${guide.pages[address].title} - sriovkit`;
    [field.value, shown] = ["", address];
    list.replaceChildren();
  }
  const target = anchor && document.getElementById(anchor);
  (target || one("#guide-page")).scrollIntoView();
  one("#guide-page").focus({ preventScroll: true });
}

function search() {
  const lang = document.documentElement.lang;
  const typed = field.value.trim();
  const hits = typed ? found(guide.index[lang], typed, 8) : [];
  const lines = hits.map(({ url, title, says }) => {
    const line = document.createElement("li");
    const words = document.createElement("p");
    words.textContent = says;
    line.append(link(url, title), words);
    return line;
  });
  const all = document.createElement("ol");
  all.append(...lines);
  const none = document.createElement("p");
  none.textContent = guide.says[lang].nothing;
  list.replaceChildren(...(typed ? [hits.length ? all : none] : []));
}

function keys(event) {
  if (event.key === "Escape") (field.value = ""), search();
  if (event.key === "Enter") list.querySelector("a")?.click();
}

function scheme(name) {
  document.body.dataset.mdColorScheme = name;
}

async function begin() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  scheme(dark.matches ? "slate" : "default");
  one(".guide-scheme").addEventListener("click", () =>
    scheme(document.body.dataset.mdColorScheme === "slate" ? "default" : "slate"),
  );
  if (typeof DecompressionStream !== "function") return void (article.textContent = one("noscript").textContent);
  guide = await (await unpacked("guide.json")).json();
  article.replaceChildren();
  field.addEventListener("input", search);
  field.addEventListener("keydown", keys);
  // A press on the word that is already shown goes there again.
  addEventListener("hashchange", show);
  one(".guide-skip").addEventListener("click", (event) => (event.preventDefault(), one("#guide-page").focus()));
  show();
}

begin();
