// What the theme leaves to the mouse on a narrow page, its menu and search, and what it puts among the landmarks.
// Rule: the names of these buttons stand in the page (docs/publish/header.py); here is what a key does.
const narrow = matchMedia("(max-width: 76.2344em)");
const drawer = document.getElementById("__drawer");
const menu = document.querySelector(".md-sidebar--primary");
const opener = document.querySelector(".md-header label[for=__drawer]");
const LABELS = ".md-header label[role=button], .md-sidebar--primary label[for^=__nav]";

// On a wide page these labels do nothing, and nobody should stop at them.
function reached() {
  for (const label of document.querySelectorAll(LABELS)) {
    if (narrow.matches) label.tabIndex = 0;
    else label.removeAttribute("tabindex");
  }
}

function opened() {
  opener.setAttribute("aria-expanded", String(drawer.checked));
  const stops = [...menu.querySelectorAll("a[href], label[tabindex]")];
  if (drawer.checked) stops.find((stop) => stop.checkVisibility({ visibilityProperty: true }))?.focus();
}

function closed(event) {
  if (event.key !== "Escape" || !drawer.checked) return;
  drawer.click();
  opener.focus();
}

// The theme makes a landmark of every copy button; landmarks are for finding one's way.
function calm() {
  for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) nav.setAttribute("role", "none");
}

if (drawer && menu && opener) {
  narrow.addEventListener("change", reached);
  drawer.addEventListener("change", opened);
  addEventListener("keydown", closed);
  reached();
}
new MutationObserver(calm).observe(document.body, { childList: true, subtree: true });
calm();
