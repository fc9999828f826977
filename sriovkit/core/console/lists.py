"""What Format-List prints -> records: "Name : value" lines, their continuations, blank lines between records.

Rule: a line is a continuation by its indentation, or because a brace is open; never by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import layout
from .shape import Field, Found, Line
from .vocabulary import known_names

_HEAD = 160
_NAME = re.compile(r"[A-Za-z_][\w.()%#*/-]{0,100}(?: [\w.()%#*/-]{1,60}){0,4}")


@dataclass
class _Value:
    """A property and the lines of its value so far."""

    name: str
    line: int
    parts: list[str]
    #: Every part began exactly where the formatter puts it.
    aligned: bool = True

    @property
    def open(self) -> bool:
        """Whether a list was begun and not ended."""
        return self.parts[0].lstrip()[:1] in ("{", "\uff5b") and self.parts[-1].rstrip()[-1:] not in ("}", "\uff5d")


def property_on(text: str, column: int = -1) -> tuple[str, str, int] | None:
    """(name, value, column of the colon) of a "Name : value" line, else None.

    A name that no cmdlet of ours has must stand as the formatter writes it: " : ", in the block's own column if one
    is given.
    """
    head = layout.half(text[:_HEAD])
    at = head.find(":")
    name = head[:at].strip()
    if at < 1 or not _NAME.fullmatch(name):
        return None
    gap = text[at + 1 : at + 2]
    if name.lower() not in known_names():
        spaced = head[at - 1].isspace() and (not gap or gap.isspace())
        if not spaced or (column >= 0 and at != column) or (column < 0 and " " in name):
            return None
    return name, text[at + 2 :] if gap.isspace() else text[at + 1 :], at


def read_list(lines: Sequence[Line], at: int) -> tuple[list[Found], int]:
    """The records of a block that begins at `lines[at]` (a property line), and where it ends."""
    return _Block(lines, at).read()


class _Block:
    def __init__(self, lines: Sequence[Line], at: int) -> None:
        self.lines = lines
        self.at = at
        self.records: list[list[_Value]] = [[]]
        first = property_on(lines[at].text)
        self.column = first[2] if first else 0

    def read(self) -> tuple[list[Found], int]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.blank:
                if not self._past_blank():
                    break
                continue
            if not self._take(line):
                break
            self.at += 1
        return self._found(), self.at

    def _take(self, line: Line) -> bool:
        """Add one line to the block; False where it is none of it."""
        indent = len(line.text) - len(line.text.lstrip(" "))
        last = self.records[-1][-1] if self.records[-1] else None
        if last and indent >= self.column + 2:
            last.parts.append(line.text[self.column + 2 :])
            return True
        found = property_on(line.text, self.column)
        if found:
            self._begin(found, line.number)
            return True
        if last and (last.open or line.text[0].isspace()):
            last.aligned = False
            last.parts.append(line.text.strip("\t \r"))
            return True
        return False

    def _begin(self, found: tuple[str, str, int], number: int) -> None:
        name, value, column = found
        if any(v.name.lower() == name.lower() for v in self.records[-1]):
            self.records.append([])
        if not self.records[-1]:
            self.column = column
        self.records[-1].append(_Value(name, number, [value]))

    def _past_blank(self) -> bool:
        """Step over blank lines; False where the block ends at them."""
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].blank:
            self.at += 1
        if self.at >= len(self.lines):
            return False
        text = self.lines[self.at].text
        indent = len(text) - len(text.lstrip(" "))
        last = self.records[-1][-1] if self.records[-1] else None
        if last and (indent >= self.column + 2 or (last.open and indent >= 2 and not property_on(text, self.column))):
            last.parts += [""] * (self.at - start) if indent >= self.column + 2 else []
            return True
        if property_on(text) is None:
            return False
        self.records.append([])
        return True

    def _found(self) -> list[Found]:
        values = [value for record in self.records for value in record]
        ruler = layout.ruler([value.parts for value in values if value.aligned])
        return [Found([self._field(v, ruler) for v in record], record[0].line) for record in self.records if record]

    def _field(self, value: _Value, ruler: layout.Ruler) -> Field:
        parts = value.parts
        text = ruler.join(parts, self.column + 2) if value.aligned else layout.reflowed(parts)
        return Field(value.name, text, value.line)
