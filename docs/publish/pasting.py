"""What a paste needs of sriovkit: the page's door, the modules of the core that it leads to, the catalogue as JSON.

Rule: nothing is listed here. What the door imports, and what that imports, is found by reading the files.
"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DOOR = ROOT / "docs" / "program" / "sriovkit_page.py"
#: What the diagnosis reads of the catalogue; the rest is for search, for glossaries and for the pages of the guide.
_READ = ("locale", "reasons", "vendors", "window.toml")


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the program but Pyodide's, (name, content)."""
    yield "sriovkit_page.py", _DOOR.read_bytes()
    yield "sriovkit/__init__.py", b""  # the front door stays outside: its rooms beside core do
    for file in modules():
        yield file.relative_to(ROOT).as_posix(), file.read_bytes()
    yield "sriovkit/catalogue.json", json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":")).encode()
    # By this a report about unknown sentences says which version they were unknown to.
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    told = f"Metadata-Version: 2.1\nName: sriovkit\nVersion: {version}\n"
    yield f"sriovkit-{version}.dist-info/METADATA", told.encode()


def modules() -> list[Path]:
    """The core's files that the page's door leads to, by imports anywhere in them but for types alone."""
    found: set[Path] = set()
    waiting = [*_imported(_DOOR, "")]
    while waiting:
        module = waiting.pop()
        file = _file(module) if f"{module}.".startswith("sriovkit.core.") else None
        if file and file not in found:
            found.add(file)
            waiting += [module.rpartition(".")[0], *_imported(file, module)]
    return sorted(found)


def catalogue() -> dict[str, object]:
    """What the catalogue's files say, by their path in it ("locale/ja.toml")."""
    home = ROOT / "sriovkit" / "catalogue"
    paths = {file.relative_to(home).as_posix(): file for file in sorted(home.rglob("*.toml"))}
    read = {path: file for path, file in paths.items() if path.split("/")[0] in _READ}
    return {path: tomllib.loads(file.read_text("utf-8")) for path, file in read.items()}


def _imported(file: Path, module: str) -> Iterator[str]:
    """The modules, and names in them that may be modules, that a file imports while it runs."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in _running(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from (source, *(f"{source}.{alias.name}" for alias in node.names))


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from (node, *_running(node))


def _file(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
