// Style of Japanese texts: [{name, kind, text}] on standard input, [{name, line, column, rule, message}] on standard output.
// Rule: one process for all of them, for loading the dictionary is what takes the time; a label ends as nouns do.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLinter, loadTextlintrc } from "textlint";

const OF_SENTENCES = new Set([
  "ja-technical-writing/ja-no-mixed-period",
  "ja-technical-writing/no-mix-dearu-desumasu",
]);
const configFilePath = fileURLToPath(new URL(".textlintrc.json", import.meta.url));
const linter = createLinter({ descriptor: await loadTextlintrc({ configFilePath }) });
const found = [];
for (const { name, kind, text } of JSON.parse(readFileSync(0, "utf-8"))) {
  const { messages } = await linter.lintText(text, name);
  for (const { loc, ruleId: rule, message } of messages) {
    if (kind !== "label" || !OF_SENTENCES.has(rule)) found.push({ name, ...loc.start, rule, message });
  }
}
console.log(JSON.stringify(found));
