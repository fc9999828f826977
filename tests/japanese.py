"""Every Japanese text of the project that people read, from pages, notebooks, the catalogue and the interface.

Rule: nothing is listed by hand but folders; what Windows itself says, and what a scenario is made of, is not ours.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "sriovkit" / "catalogue"
#: Data in which English and Japanese stand side by side, and files that are Japanese throughout.
TABLES = [
    *sorted(CATALOGUE.rglob("*.toml")),
    *sorted((ROOT / "sriovkit" / "lab" / "scenarios").glob("*.toml")),
    ROOT / "docs" / "generate" / "words.toml",
    ROOT / "docs" / "generate" / "python.ja.toml",
    ROOT / "run.toml",
]
_QUOTED = ("system", "example", "machine", "source", "sources")
_LETTERS = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_PLACE = re.compile(r"\{\w*\}")
_ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) \w+(?: "(.*)")?$')
_ANCHOR = re.compile(r" ?\{#[\w-]+\}| ?\{ *[.:][^}]*\}")


@dataclass
class Text:
    """One text to be judged: Markdown, or one string a line whose places are `places`."""

    name: str
    #: "prose", or "label": a title, a heading, the word on a button. Those end as nouns do.
    kind: str
    text: str
    places: list[str] = field(default_factory=list)

    def place(self, line: int) -> str:
        return self.places[line - 1] if self.places else f"{self.name.partition('#')[0]}:{line}"


def texts() -> list[Text]:
    return [*_pages(), *_notebooks(), *(text for file in TABLES for text in _table(file))]


def _pages() -> Iterator[Text]:
    for file in sorted([*ROOT.glob("*.ja.md"), *(ROOT / "docs" / "pages").rglob("*.ja.md")]):
        yield Text(_name(file), "prose", _plain(file.read_text("utf-8")))


def _notebooks() -> Iterator[Text]:
    for file in sorted((ROOT / "notebooks" / "ja").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(file.read_text("utf-8"))["cells"], 1):
            if cell["cell_type"] == "markdown":
                source = _plain("".join(cell["source"]))
                places = [f"{_name(file)} cell {number} line {n}" for n in range(1, source.count("\n") + 2)]
                yield Text(f"{_name(file)}#{number}.md", "prose", source, places)


def _plain(markdown: str) -> str:
    """Markdown without what only the site's own parser knows, every line in its place."""
    made, inside = [], False
    for line in _ANCHOR.sub("", markdown).split("\n"):
        head = _ADMONITION.match(line)
        inside = bool(head) or (inside and (not line or line.startswith("    ")))
        made.append(f"#### {head[1] or ''}" if head else line.removeprefix("    ") if inside else line)
    return "\n".join(made)


def _table(file: Path) -> Iterator[Text]:
    """The Japanese strings of a TOML file: sentences as prose, everything else as labels."""
    found = list(_strings("", tomllib.loads(file.read_text("utf-8")), "ja" in file.name.split(".")))
    for kind, wanted in (("prose", True), ("label", False)):
        chosen = [(place, line) for place, line in found if line.endswith("。") is wanted]
        lines = "\n".join(line for _, line in chosen)
        if lines:
            yield Text(f"{_name(file)}#{kind}.txt", kind, lines, [f"{_name(file)}{place}" for place, _ in chosen])


def _strings(place: str, value: Any, japanese: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in _QUOTED:
                yield from _strings(f"{place}.{key}", item, japanese or key == "ja")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(f"{place}[{number}]", item, japanese)
    elif isinstance(value, str) and japanese and _LETTERS.search(value):
        # A line that begins with spaces shows a command or columns. A fact that is filled in counts as a word.
        lines = [line for line in value.split("\n") if _LETTERS.search(line) and not line.startswith("    ")]
        yield from ((place, _PLACE.sub(_filled, line.strip())) for line in lines)


def _filled(place: re.Match[str]) -> str:
    return "日本語" if place[0] == "{language}" else "X"


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
