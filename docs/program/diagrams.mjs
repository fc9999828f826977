// Draws Mermaid diagrams without a browser: node diagrams.mjs PACKAGE, a JSON list of texts in, a JSON list of SVGs out.
// Rule: colours are left to the page, by CSS variables; nothing is fetched.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { renderMermaidSVG } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`).href);
const texts = JSON.parse(readFileSync(0, "utf-8"));
const drawn = texts.map((text) => renderMermaidSVG(text, { bg: "#fff", fg: "#000", transparent: true }));
process.stdout.write(JSON.stringify(drawn));
