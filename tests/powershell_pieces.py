"""Every piece of PowerShell in the project: where it stands, and the Windows it is meant for.

Rule: a page's block is for every Windows since 2016, and since 2012 where its page speaks of 2012. Another range stands
in the text above it: "Windows Server 2016 and later", or a comment <!-- windows: 2019..2022 --> that the reader does
not see.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sriovkit.core.script import COMMAND, collecting_script, exported_script

from .engine.tables import RELEASES

ROOT = Path(__file__).parents[1]
WINDOWS = list(RELEASES)
_NOT_OURS = {".venv", "venv", "build", "dist", "site", "node_modules", ".git"}
_FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_POWERSHELL = {"powershell", "pwsh", "ps1"}
_INLINE = re.compile(r"`([^`\n]+)`")
#: A command's name, and nothing that only begins like one (Microsoft-Windows-Hyper-V).
VERB_NOUN = re.compile(r"(?<![\w-])[A-Z][a-z]+-[A-Z][A-Za-z]+(?![\w-])")
#: The JEA role's own command, which no table knows.
OWN = {COMMAND}
_RANGE = re.compile(r"<!-- windows: (\w*)\.\.(\w*) -->")
_SINCE = re.compile(r"Windows Server (20\d\d)(?: (R2))? (?:and later|or later|以降)")
_SPEAKS_OF_2012 = re.compile(r"(?<!\d)2012(?!\d)")


@dataclass(frozen=True)
class Piece:
    """Some PowerShell: where it stands, its bytes, and the first and last Windows it is for ("" is no limit)."""

    place: str
    data: bytes
    since: str = ""
    until: str = ""

    def meant_for(self, windows: str) -> bool:
        first = WINDOWS.index(self.since) if self.since in WINDOWS else 0
        last = WINDOWS.index(self.until) if self.until in WINDOWS else len(WINDOWS) - 1
        return first <= WINDOWS.index(windows) <= last


def scripts() -> Iterator[Piece]:
    yield Piece("the collecting script", collecting_script().encode("ascii"))
    yield Piece("the exported script", exported_script())
    for file in files("*.ps1", "*.psm1", "*.psd1"):
        # A template's holes become comments.
        text = re.sub(rb"^%\w+%\r?$", b"# hole\n$null", file.read_bytes(), flags=re.MULTILINE)
        yield Piece(str(file.relative_to(ROOT)), text)


def catalogue() -> Iterator[Piece]:
    for file in sorted((ROOT / "sriovkit" / "catalogue").rglob("*.toml")):
        yield from _commands(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every Markdown text: (file, words), a notebook's cells as one text."""
    pages = [(file, file.read_text(encoding="utf-8")) for file in files("*.md")]
    books = [(file, _prose(json.loads(file.read_text(encoding="utf-8")))) for file in files("*.ipynb")]
    return tuple((file.relative_to(ROOT).as_posix(), words) for file, words in (*pages, *books))


def _prose(notebook: Mapping[str, Any]) -> str:
    cells = ("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return "\n\n".join(cells)


def blocks() -> Iterator[Piece]:
    """Fenced blocks of PowerShell in pages and notebooks."""
    for place, words in texts():
        ended = 0
        for i, block in enumerate(_FENCE.finditer(words), 1):
            above, ended = words[ended : block.start()], block.end()
            if block[2] in _POWERSHELL:
                yield Piece(f"{place} block {i}", block[3].encode("utf-8-sig"), *limits(above, words))


def limits(above: str, page: str) -> tuple[str, str]:
    """The first and last Windows of a block: by the text since the block before it, else by its page."""
    if marks := _RANGE.findall(above):
        return str(marks[-1][0]), str(marks[-1][1])
    if told := _SINCE.findall(above):
        return "".join(told[-1]), ""
    return ("2012" if _SPEAKS_OF_2012.search(page) else "2016"), ""


def inline() -> Iterator[Piece]:
    """Commands in the running text of the manual, the READMEs and the notebooks: a call, or a command's bare name."""
    for place, words in texts():
        if place.startswith(("docs/pages/", "notebooks/", "README")):
            for i, code in enumerate(_INLINE.findall(_FENCE.sub("", words)), 1):
                called = VERB_NOUN.match(code)
                if called and called[0] not in OWN and code[called.end() :][:1] in ("", " "):
                    yield Piece(f"{place} word {i} ({code})", code.encode("utf-8-sig"), *limits("", ""))


def files(*patterns: str) -> list[Path]:
    """The project's own files of these patterns."""
    found = {file for pattern in patterns for file in ROOT.rglob(pattern)}
    return sorted(f for f in found if not _NOT_OURS.intersection(f.relative_to(ROOT).parts))


def _commands(place: str, table: Mapping[str, Any]) -> Iterator[Piece]:
    if isinstance(table.get("command"), str):
        limits = {key: str(table.get(key, "")) for key in ("since", "until")}
        yield Piece(place, table["command"].encode("utf-8-sig"), **limits)
    for key, value in table.items():
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, Mapping):
                yield from _commands(f"{place} {key} {i + 1}", item)


@cache
def pieces() -> tuple[Piece, ...]:
    """All of it."""
    return (*scripts(), *catalogue(), *blocks(), *inline())
