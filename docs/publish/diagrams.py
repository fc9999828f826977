"""The diagrams of the pages: Mermaid text, drawn at the build as SVG in the colours of the page that it stands in.

Rule: the text is the source and stays readable; where npm or Node.js is missing a page tells the diagram in words. The
reader's browser draws nothing and fetches nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from . import diagram_words

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "pages"
SCRIPT = ROOT / "docs" / "program" / "diagrams.mjs"
MISSING = "Diagrams are told in words: beautiful-mermaid or Node.js is missing. With npm: python docs/vendor.py"
_FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"^\s*accTitle: *(.+)\n", re.MULTILINE)
_STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
_PLACE = re.compile(r'<div data-diagram="(\w+)"></div>')
_ROOT = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')


def placed(markdown: str) -> str:
    """A page's Markdown with a place for each diagram, which `filled` fills when it is HTML."""
    return _FENCE.sub(lambda fence: f'<div data-diagram="{_name(fence[1])}"></div>', markdown)


def filled(html: str) -> str:
    """A page's HTML with its diagrams."""
    return _PLACE.sub(lambda place: figure(place[1]), html)


def figure(name: str) -> str:
    """One diagram with its title for those who do not see it."""
    text = _texts()[name]
    title = escape(_titled(text))
    if name not in _drawn():
        told = "".join(f"<li>{escape(line)}</li>" for line in diagram_words.lines(_bare(text)))
        return f'<figure class="diagram diagram-words"><figcaption>{title}</figcaption><ul>{told}</ul></figure>'
    return f'<figure class="diagram">{_own(_drawn()[name], name, title)}</figure>'


def package() -> Path | None:
    """The npm package that draws: SRIOVKIT_MERMAID, else the one of tests/node; None without it or Node.js."""
    folder = Path(os.environ.get("SRIOVKIT_MERMAID") or ROOT / "tests" / "node" / "node_modules" / "beautiful-mermaid")
    return folder if folder.is_dir() and shutil.which("node") else None


def _own(svg: str, name: str, title: str) -> str:
    """The drawing as a part of a page: no styles of its own, ids that no other diagram has, wide enough to be read."""
    svg = _STYLE.sub("", svg)
    svg = re.sub(r'(id="|url\(#)', rf"\g<1>d{name}-", svg)
    head = r'<svg viewBox="0 0 \1 \2" style="max-width:\1px" role="img" aria-label="' + title.replace("\\", "") + '">'
    return _ROOT.sub(head, svg, count=1).replace("\n", "")


@cache
def _texts() -> Mapping[str, str]:
    return {_name(text): text for text in _every()}


def _every() -> Iterator[str]:
    for file in sorted(PAGES.rglob("*.md")):
        yield from _FENCE.findall(file.read_text("utf-8"))


@cache
def _drawn() -> Mapping[str, str]:
    """Every diagram of the pages by its name, drawn in one run and kept in build/."""
    folder = package()
    if folder is None:
        logging.getLogger("mkdocs.hooks").info(MISSING)
        return {}
    asked = json.dumps([_bare(text) for text in _texts().values()])
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    digest = hashlib.sha256((asked + version + SCRIPT.read_text("utf-8")).encode()).hexdigest()
    kept = ROOT / "build" / "diagrams" / f"{digest}.json"
    if not kept.is_file():
        command = ["node", str(SCRIPT), str(folder)]
        told = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True).stdout
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(told)
    return dict(zip(_texts(), json.loads(kept.read_text("utf-8")), strict=True))


def _titled(text: str) -> str:
    found = _TITLE.search(text)
    if not found:
        raise ValueError(f"a diagram has no accTitle:\n{text}")
    return found[1].strip()


def _bare(text: str) -> str:
    return _TITLE.sub("", text)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
