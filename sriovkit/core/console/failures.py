"""Errors that PowerShell printed in place of an answer: "Get-VMSwitch : ..." and two lines that no language changes.

Rule: an error is an answer too; it makes a failed section, never an exception.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..cmdlets import CMDLETS
from .commands import command_of
from .shape import Line

_HEAD = re.compile(r"(Get-[A-Za-z]{2,40})\s?: (.*)", re.DOTALL | re.IGNORECASE)
_CATEGORY = re.compile(r"CategoryInfo\s*:\s*(\w{1,60}):")
_ID = re.compile(r"FullyQualifiedErrorId\s*:\s*(\S{1,300})")
_NAMES = {name.lower(): name for name in CMDLETS}
_MOST_LINES = 20


@dataclass(frozen=True)
class Failure:
    """What a failed command says of itself; id and category are "" where the console showed none."""

    section: str
    line: int
    id: str
    category: str
    message: str

    def data(self) -> dict[str, str]:
        """The error as a snapshot's section holds it."""
        return {"id": self.id, "category": self.category, "message": self.message}


def failure_at(lines: Sequence[Line], at: int) -> tuple[Failure, int] | None:
    """The error that begins at `lines[at]`, and where it ends."""
    head = _HEAD.match(lines[at].text[:2000])
    if not head or head[1].lower() not in _NAMES:
        return None
    end = at + 1
    while end < min(len(lines), at + _MOST_LINES) and not lines[end].blank and not _ours(lines[end]):
        end += 1
    text = "\n".join(line.text[:2000] for line in lines[at:end])
    category, identity = _CATEGORY.search(text), _ID.search(text)
    said = [head[2], *(line.text[:2000] for line in lines[at + 1 : end])]
    message = " ".join(part.strip() for part in _message(said))
    return Failure(
        _NAMES[head[1].lower()],
        lines[at].number,
        identity[1] if identity else "",
        category[1] if category else "",
        message,
    ), end


def _ours(line: Line) -> bool:
    return not line.text.startswith("+") and command_of(line) is not None


def _message(said: list[str]) -> list[str]:
    """The lines before the position ("At line:1 char:1" in any language) and the command's own text."""
    marks = [i for i, text in enumerate(said) if text.lstrip().startswith("+")]
    return said[: max(1, marks[0] - 1)] if marks else said
