// The core of sriovkit in a browser's Python, timed: {package, text} on standard input, what it found on standard output.
// Rule: the files are those of the checkout, mounted, nothing is installed, and nothing is fetched.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

globalThis.fetch = () => Promise.reject(new Error("nothing may be fetched"));
const { package: folder, text } = JSON.parse(readFileSync(0, "utf-8"));
const began = performance.now();
const python = await loadPyodide();
python.FS.mkdirTree("/checkout/sriovkit");
python.mountNodeFS("/checkout/sriovkit", folder);
python.globals.set("pasted", text);
python.globals.set("started", (performance.now() - began) / 1000);
console.log(
  python.runPython(`
import json, sys, time
sys.dont_write_bytecode = True
sys.path.insert(0, "/checkout")
began = time.perf_counter()
from sriovkit.core import diagnose, ladder, ladder_html
from sriovkit.core.console import read_text
imported = time.perf_counter()
found = diagnose.diagnose(read_text(pasted))
first = time.perf_counter()
found = diagnose.diagnose(read_text(pasted))
done = time.perf_counter()
json.dumps({
    "python": sys.version.split()[0],
    "modules": sorted(name for name in sys.modules if name.startswith("sriovkit")),
    "seconds": {"start": started, "import": imported - began, "first": first - imported, "again": done - first},
    "diagnosis": found.to_dict(),
    "ladder": {lang: found.text(lang) for lang in ("en", "ja")},
    "html": found._repr_html_(),
})
`),
);
