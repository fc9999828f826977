"""Format-Table beside the lab's Format-List: rows of a snapshot laid out as PowerShell's formatter lays them out.

Rule: byte for byte what the real formatter prints; test_console_properties.py compares the two where the engine is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sriovkit.lab.listing import Listing, Row

__all__ = ["Printer", "Row", "columns_of"]
_WIDE = re.compile(
    "[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_NARROWEST_COLUMN = 1


def columns_of(text: str) -> int:
    """Width in a console: wide characters take two columns."""
    return len(text) + len(_WIDE.findall(text))


@dataclass(frozen=True)
class Printer(Listing):
    """A listing that can also be a table, by default as PowerShell 7 prints it in a console."""

    width: int = 120
    mark: str = "\u2026"
    measure: Callable[[str], int] = columns_of

    def table(self, rows: Sequence[Row], wrap: bool = False) -> str:
        """Format-Table, its columns as wide as their values, the last ones shrunk or dropped where room ends."""
        names, shown = list(rows[0]), list(self.columns(rows).values())
        texts = [[self.value(row[name]) for name in names] for row in rows]
        right = [isinstance(rows[0][name], int) for name in names]
        grid = _Grid(self, shown, right, cut_off=len(shown) < len(names))
        dashes = ["-" * min(self.measure(name), width) for name, width in zip(names, shown, strict=False)]
        lines = [*grid.broken(names), grid.line(dashes)]
        for row in texts:
            lines += grid.broken(row) if wrap else [grid.line(row)]
        return "\n" + "\n".join(lines) + "\n\n"

    def columns(self, rows: Sequence[Row]) -> dict[str, int]:
        """The columns that a table of these rows shows, each with its width."""
        texts = {name: [name, *(self.value(row[name]) for row in rows)] for name in rows[0]}
        widths = self._fit([max(self.measure(text) for text in column) for column in texts.values()])
        return dict(zip(texts, widths, strict=False))

    def _fit(self, widths: list[int]) -> list[int]:
        shown = list(widths)
        while shown:
            excess = sum(shown) + len(shown) - 1 - self.width
            if excess <= 0:
                break
            shown[-1] -= excess
            if shown[-1] >= _NARROWEST_COLUMN:
                break
            shown.pop()
        return shown


@dataclass(frozen=True)
class _Grid:
    printer: Printer
    widths: list[int]
    right: list[bool]
    #: Columns behind the last one were dropped; the last one is then filled up to its width.
    cut_off: bool

    def line(self, texts: Sequence[str]) -> str:
        """One line, each value cut to its column."""
        cells = [self._cut(t, w, r) for t, w, r in zip(texts, self.widths, self.right, strict=False)]
        return " ".join(self._padded(i, cell, self.cut_off) for i, cell in enumerate(cells))

    def broken(self, texts: Sequence[str]) -> list[str]:
        """As many lines as the longest value takes in its column."""
        columns = [self.printer.broken(t, w) for t, w in zip(texts, self.widths, strict=False)]
        rows = list(itertools.zip_longest(*columns, fillvalue=""))
        if len(rows) > 1:
            rows = [(*row[:-1], row[-1].rstrip(" ")) for row in rows]
        return [" ".join(self._padded(i, cell, False) for i, cell in enumerate(row)) for row in rows]

    def _padded(self, at: int, text: str, to_end: bool) -> str:
        room = " " * (self.widths[at] - self.printer.measure(text))
        if self.right[at]:
            return room + text
        return text + room if at < len(self.widths) - 1 or to_end else text

    def _cut(self, text: str, width: int, right: bool) -> str:
        first, *more = text.split("\n")
        text = first + self.printer.mark if more else text
        if self.printer.measure(text) <= width:
            return text
        room = width - len(self.printer.mark)
        if room < 1:
            return text[-width:] if right else self.printer.broken(text, width)[0]
        if right:
            return self.printer.mark + text[len(text) - room :]
        fits = (n for n in range(len(text), -1, -1) if self.printer.measure(text[:n]) <= room)
        return text[: next(fits)] + self.printer.mark
