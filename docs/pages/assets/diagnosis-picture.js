// What the box shows of an answer: the ladder, buttons, the findings with links to their pages, and the report.
// Rule: HTML comes from the core alone, which escapes every text from outside; the page's policy runs no script of theirs.
function make(name, words = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = words;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function trouble({ error, cause, next }, says) {
  const defect = error === "defect";
  return [make("p", defect ? `${says.defect} (${cause})` : cause), make("p", next ? says.next + next : "")];
}

export function picture({ ladder, findings, text: plain, report }, says, reasons) {
  const drawn = make("div");
  drawn.innerHTML = ladder;
  const list = make("ol", "", { class: "diagnosis-findings" });
  list.append(...findings.map((told) => finding(told, says, reasons)));
  const told = [make("h2", says.findings), findings.length ? list : make("p", says.none)];
  if (report) told.push(make("h2", says.report), make("p", says["report-lead"]), preformatted(report));
  const shown = [drawn, buttons(plain, says), ...told];
  for (const element of shown) copiers(element, says);
  return shown;
}

function finding({ code, title, about, card }, says, reasons) {
  const item = make("li");
  const link = make("a", title, { href: `${reasons}${code}/` });
  const folded = make("details");
  const inside = make("div");
  inside.innerHTML = card;
  folded.append(make("summary", says.card), inside);
  item.append(link, " ", make("code", code), make("div", about.join(" / "), { class: "diagnosis-about" }), folded);
  return item;
}

function buttons(plain, says) {
  const row = make("div", "", { class: "diagnosis-buttons" });
  const print = make("button", says.print, { type: "button", class: "md-button" });
  print.addEventListener("click", () => window.print());
  row.append(copier(says["copy-text"], says.copied, () => plain, "md-button"), print);
  return row;
}

function preformatted(words) {
  const pre = make("pre");
  pre.append(make("code", words));
  return pre;
}

function copiers(element, says) {
  const found = element.matches("pre") ? [element] : element.querySelectorAll("pre");
  for (const pre of found) {
    pre.tabIndex = 0;
    pre.before(copier(says.copy, says.copied, () => pre.textContent, "diagnosis-copy"));
  }
}

function copier(label, after, given, kind) {
  const button = make("button", label, { type: "button", class: kind });
  button.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(given());
    button.textContent = after;
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}

