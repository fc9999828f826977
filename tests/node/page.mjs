// The page's program without a page: {program, given: [text, ...]} on standard input, what it answers to each, and what it
// loaded for that, on standard output.
// Rule: Pyodide, that zip and nothing else; nothing is fetched.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

globalThis.fetch = () => Promise.reject(new Error("nothing may be fetched"));
const { program, given } = JSON.parse(readFileSync(0, "utf-8"));
const python = await loadPyodide();
python.FS.writeFile("/sriovkit.zip", Buffer.from(program, "base64"));
const modules = () => python.runPython("import sys; ' '.join(sorted(sys.modules))").split(" ");
const alone = modules();
python.runPython("sys.path.insert(0, '/sriovkit.zip')");
const page = python.pyimport("sriovkit_page");
page.warm();
const first = page.answer(given[0], "ja");
const soon = modules();
const answers = given.map((text) => Object.fromEntries(["en", "ja"].map((lang) => [lang, page.answer(text, lang)])));
console.log(JSON.stringify({ alone, first, soon, answers, late: modules() }));
