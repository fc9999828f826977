// Which pages hold what was typed, white space aside; the best first. Knows no page and no index by itself.
// Rule: a page's own words (title, code, what Windows says) come before its headings, and those before its text.
// As docs/publish/exact.py writes it.
export const squeezed = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s{}:=\u200b]+|\.\.\.$|…$/gu, "");

const PROMPT = /^\s*PS [^>\n]*>\s*/u;
const COMMAND = /^[a-z]+-[a-z]+$/u;

// What was typed, without a prompt; and of a whole line of a console, "IovSupportReasons : {...}", its value and name.
function wanted(typed) {
  const line = typed.replace(PROMPT, "");
  const [, name = "", value = ""] = line.match(/^\s*(\w+)\s*[:：=]\s*(\S.*)$/su) ?? [];
  return [line, value, name].map(squeezed);
}

// A line with several sentences holds the page's own; a command's name is not a part of a longer one.
function holds(words, word) {
  const at = word.length > 11 ? words.indexOf(word) : -1;
  return at >= 0 && !(COMMAND.test(word) && /[a-z]/u.test(words[at + word.length] ?? ""));
}

// How much a page is about words in its text: from 0 to 1, by how often and among how much they stand there.
function often({ text, weight }, words) {
  const times = text.split(words).length - 1;
  return times && (weight * times) / (times + 1 + text.length / 4000);
}

function score(page, words) {
  const { own, heads } = page;
  if (own.includes(words)) return 4;
  if (own.some((word) => word.startsWith(words))) return 3;
  if (own.some((word) => word.includes(words) || holds(words, word))) return 2;
  const told = often(page, words);
  if (!told) return 0;
  return told / 2 + (heads.some((head) => head.includes(words)) ? 1.4 : 1);
}

// Of the value of a line alone only what is a page's own counts: "False" stands on many. Its name alone is the last way.
function best(page, [whole, value, name]) {
  const alone = value.length > 1 ? score(page, value) : 0;
  const told = alone > 2 || (alone === 2 && value.length > 11) ? alone : 0;
  return Math.max(score(page, whole), told, page.own.includes(name) ? 0.5 : 0);
}

export function found(index, typed, most) {
  const asked = wanted(typed);
  if (asked[0].length < 2) return [];
  const scored = index.map((page) => ({ page, score: best(page, asked) }));
  const good = scored.filter((hit) => hit.score > 0).sort((a, b) => b.score - a.score);
  return good.slice(0, most).map((hit) => hit.page);
}
