"""Reasons quoted bare: sentences in lines that are neither list nor table, one to a line or wrapped over several.

Rule: what is no sentence of Windows is noted as not understood; a bare word such as a registry value is no reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from .commands import Command
from .gather import Gather
from .items import Item, split_reasons
from .layout import reflowed
from .sentences import match_sentence, reasons_in
from .shape import Line, Notes

#: Whose sentences they are taken for when no command says it.
_SECTION = "Get-VMSwitch"


def quote(lines: Sequence[Line], gather: Gather, notes: Notes) -> None:
    """Add the reasons that stand in `lines` as one row; note the rest."""
    reasons: list[Item] = []
    first, cut = 0, False
    for group in paragraphs(lines):
        if not tells(group):
            notes.add("not-understood", group[0].number, lines=len(group), text=group[0].text.strip())
            continue
        items = split_reasons(running(group))
        known = [item for item in items.items if item.match]
        cut = cut or items.cut or any(item.match.how == "beginning" for item in known if item.match)
        reasons += known
        first = first or group[0].number
        for item in items.items:
            if not item.match:
                notes.add("not-understood", group[0].number, lines=1, text=item.text)
    if reasons:
        row: dict[str, Any] = {"IovSupportReasons": [item.text for item in reasons]}
        gather.block(Command(first), False)
        gather.add_row(row | ({"IovSupportReasons#cut": True} if cut else {}), _SECTION, first)


def running(lines: Sequence[Line]) -> str:
    """Lines as one running text."""
    return reflowed([line.text.strip() for line in lines])


def tells(lines: Sequence[Line]) -> bool:
    """Whether a paragraph quotes a reason, not just names a registry value."""
    text = running(lines)
    found = match_sentence(text)
    if any(how != "phrase" for _, how, _ in found) or (found and "???" in text):
        return True
    match = reasons_in(text) if found else None
    return bool(match and match.lang)


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Runs of lines with nothing blank between them."""
    groups = itertools.groupby(lines, lambda line: line.blank)
    return [list(group) for blank, group in groups if not blank]
