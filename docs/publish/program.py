"""The program behind the box of the page "Paste output": Pyodide, the core as a zip, the worker that joins them.

Rule: Pyodide's files come from the npm package that tests/node locks and are taken only with the committed hashes;
where they are missing the site is built without them and says so. The folder's name is a hash of what is in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from . import pasting

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "docs" / "program"
#: Where the program lies in the site, below which a folder a version.
HOME = "assets/program"
MISSING = (
    "The site has no diagnosis in the page: Pyodide is missing. With npm: python docs/vendor.py, then build again."
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pyodide() -> Path | None:
    """The npm package's folder: SRIOVKIT_PYODIDE, else what is installed in tests/node; None where there is none."""
    folder = Path(os.environ.get("SRIOVKIT_PYODIDE") or ROOT / "tests" / "node" / "node_modules" / "pyodide")
    return folder if folder.is_dir() else None


@cache
def files() -> Mapping[str, bytes]:
    """Every file of the program by its name; empty without Pyodide. Raises ValueError for a file with another hash."""
    folder = pyodide()
    if folder is None:
        return {}
    taken = dict(_checked(folder))
    taken["pyodide-lock.json"] = _without_packages(taken["pyodide-lock.json"])
    return {**taken, "sriovkit.zip": compiled(archive(), folder), "worker.js": (PROGRAM / "worker.js").read_bytes()}


@cache
def folder() -> str:
    """Where the program is in the site, "assets/program/0123456789ab/"; "" without Pyodide."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for _, content in sorted(files().items())))
    return f"{HOME}/{digest.hexdigest()[:12]}/" if files() else ""


def write(site: Path) -> None:
    """The program and what keeps it for use without a network, into a built site."""
    if not files():
        logging.getLogger("mkdocs.hooks").info(MISSING)
        return
    home = site / folder()
    home.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (home / name).write_bytes(content)
    offline = (PROGRAM / "offline.js").read_text("utf-8")
    version = f"sriovkit-{home.name}"
    (site / "offline.js").write_text(offline.replace("@VERSION@", version), "utf-8", newline="\n")


def compiled(sources: bytes, pyodide: Path) -> bytes:
    """The zip with its Python compiled by Pyodide's own, so that it starts faster; as it is without Node.js."""
    node = shutil.which("node")
    made = ROOT / "build" / "program" / f"{hashlib.sha256(sources + _sums().encode()).hexdigest()}.zip"
    if made.is_file():
        return made.read_bytes()
    if node is None:
        return sources
    made.parent.mkdir(parents=True, exist_ok=True)
    given = made.with_suffix(".in")
    given.write_bytes(sources)
    subprocess.run([node, str(PROGRAM / "compile.mjs"), str(pyodide), str(given), str(made)], check=True)
    given.unlink()
    return made.read_bytes()


def archive() -> bytes:
    """The core's files as a zip; the same files make the same zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, content in sorted(pasting.files()):
            made.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _checked(folder: Path) -> Iterator[tuple[str, bytes]]:
    for line in _sums().splitlines():
        expected, name = line.split()
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != expected:
            raise ValueError(f"{folder / name} is not the file that docs/program/pyodide.sha256 names")
        yield name, content


def _sums() -> str:
    return (PROGRAM / "pyodide.sha256").read_text("utf-8")


def _without_packages(lock: bytes) -> bytes:
    """Pyodide's list of packages without any: none is used, and the list is 100 KB."""
    told = json.loads(lock)
    return json.dumps({"info": told["info"], "packages": {}}).encode()
