// The box of the page "Paste output": hands what is pasted to the worker and shows what comes back.
// Rule: nothing is loaded before somebody comes near the box, nothing pasted is kept, and the newest paste wins.
import { picture, trouble } from "./diagnosis-picture.js";

const box = document.getElementById("diagnosis");
const part = (selector) => box.querySelector(selector);
const says = JSON.parse(part(".diagnosis-words").textContent);
const text = part("textarea");
const status = part(".diagnosis-status");
const result = part(".diagnosis-result");
const chooser = part("input[type=file]");
const lang = document.documentElement.lang;
const reasons = new URL(box.dataset.reasons, location).href;
const folder = new URL(box.dataset.program, location).href;

// In the guide as one file the program is in the file itself (docs/onefile/guide.js).
const within = globalThis.sriovkitProgram;

const LONG = 200_000; // characters that a text field shows without effort

let worker = null; // the running Python, or null
let ready = false; // whether it has loaded
let asked = null; // the newest paste that has no answer yet
let number = 0;
let kept = null; // that the program is being kept

function say(words, busy = false) {
  status.textContent = words;
  box.toggleAttribute("aria-busy", busy);
}

const PROGRAM = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
const OURS = ["sriovkit.zip", "worker.js"];

// Keeps the page and the program for use without a network, once they have served; a browser may forbid it.
async function keep() {
  if (within) return;
  await navigator.serviceWorker?.register(new URL(box.dataset.offline, location));
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  const used = parts.filter((name) => /\.(js|css|json|png)$/.test(name));
  active.postMessage([location.href.split("#")[0], ...used, ...[...PROGRAM, ...OURS].map((name) => folder + name)]);
}

// One worker from first to last: a second call while it starts waits for the same one.
let starting = null;
function start() {
  starting ??= launch().catch(() => fail());
  return starting;
}

async function fetched() {
  const answer = await fetch(`${folder}worker.js`);
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function launch() {
  const code = await (within ? within.worker() : fetched());
  const source = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const mine = new Worker(source);
  worker = mine;
  mine.onmessage = ({ data }) => mine === worker && heard(data);
  mine.onerror = () => mine === worker && fail();
  mine.postMessage(within ? { folder: within.address, parts: await within.parts() } : { folder });
}

function stop() {
  worker?.terminate();
  [worker, ready, starting] = [null, false, null];
}

function fail() {
  stop();
  asked = null;
  say(says.failed);
}

function heard(data) {
  if (data.failed) return fail();
  if (data.ready) {
    ready = true;
    return asked ? send() : say("");
  }
  if (asked && data.id === asked.id) {
    asked = null;
    show(JSON.parse(data.answer));
    kept ??= keep().catch(() => {});
  }
}

function send() {
  say(says.reading, true);
  asked.sent = true;
  worker.postMessage(asked);
}

// A paste that is being read when a newer one comes is given up with its worker: Python cannot be interrupted.
function ask(given) {
  result.hidden = true;
  if (asked?.sent) stop();
  asked = { id: ++number, given, lang };
  if (ready) return send();
  say(says.loading, true);
  start();
}

function diagnose() {
  const given = text.value;
  if (!given.trim()) return say(says.empty);
  if (new Blob([given]).size > Number(box.dataset.limit)) return refuse();
  ask(given);
}

async function bring(file) {
  if (!file) return;
  if (file.size > Number(box.dataset.limit)) return refuse();
  result.hidden = true;
  [text.value, text.placeholder] = ["", file.name];
  const mine = ++number;
  const bytes = await file.arrayBuffer();
  if (mine === number) ask(bytes);
}

// A text field with a hundred thousand lines in it stands still for minutes.
function pasted(event) {
  const brought = event.clipboardData;
  const given = brought.getData("text");
  if (!brought.files.length && given.length <= LONG) return;
  event.preventDefault();
  if (brought.files.length) return void bring(brought.files[0]);
  bring(asFile(given));
}

const asFile = (given) => new File([given], `${Math.ceil(given.length / 1024)} KB`);

function refuse() {
  number += 1;
  if (asked?.sent) stop();
  asked = null;
  result.hidden = true;
  say(says["too-large"]);
}

function show(answer) {
  say(answer.error ? "" : says.done);
  result.replaceChildren(...(answer.error ? trouble(answer, says) : picture(answer, says, reasons)));
  result.hidden = false;
  result.focus({ preventScroll: true });
  result.scrollIntoView({ block: "start" });
}

function listen() {
  part("form").addEventListener("submit", (event) => (event.preventDefault(), diagnose()));
  text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && diagnose());
  text.addEventListener("paste", pasted);
  text.addEventListener("focus", start, { once: true });
  part(".diagnosis-example").addEventListener("click", () => ((text.value = says.example), diagnose()));
  part(".diagnosis-file").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => (bring(chooser.files[0]), (chooser.value = "")));
  for (const name of ["dragover", "drop"]) box.addEventListener(name, (event) => event.preventDefault());
  box.addEventListener("drop", ({ dataTransfer: brought }) => {
    if (brought.files.length) return bring(brought.files[0]);
    const given = brought.getData("text");
    if (given.length > LONG) bring(asFile(given));
    else text.value = given;
  });
  // On paper the ladder holds every card; the list below it names them.
  const cards = () => result.querySelectorAll(".sriovkit details");
  window.addEventListener("beforeprint", () => cards().forEach((card) => (card.open = true)));
}

if (typeof WebAssembly !== "object") say(says["no-wasm"]);
else {
  listen();
  for (const element of box.querySelectorAll("textarea, button")) element.disabled = false;
  say("");
}
