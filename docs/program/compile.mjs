// Compiles the Python files of a zip with Pyodide's own Python: node compile.mjs PYODIDE-FOLDER IN OUT.
// Rule: the same zip gives the same zip; everything but Python files stays as it is.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, given, made] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide();
python.FS.writeFile("/in.zip", readFileSync(given));
python.runPython(`
import importlib.util, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

with zipfile.ZipFile("/in.zip") as sources, zipfile.ZipFile("/out.zip", "w") as made:
    for member in sources.infolist():
        content = sources.read(member)
        if member.filename.endswith(".py"):
            code = compile(content, member.filename, "exec", dont_inherit=True)
            # Not compared with any source: there is none beside it.
            content = _code_to_hash_pyc(code, importlib.util.source_hash(content), checked=False)
            member.filename += "c"
        made.writestr(zipfile.ZipInfo(member.filename, member.date_time), bytes(content), zipfile.ZIP_DEFLATED, 9)
`);
writeFileSync(made, python.FS.readFile("/out.zip"));
