"""Format-List in Python: rows laid out as PowerShell's formatter lays them out, at a given width.

Rule: byte for byte what the real formatter prints; test_console_properties.py compares the two where the engine is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """One way of printing: a console's width, what a cut looks like, how many items of a list are shown."""

    width: int = 80
    mark: str = "..."
    limit: int = 4
    #: Columns that a text takes: `len` as Windows PowerShell counts where no console is at the end.
    measure: Callable[[str], int] = len

    def value(self, value: Any) -> str:
        """One value as the formatter shows it; an enum is a mapping with `word` and `number`."""
        if value is None:
            return ""
        if isinstance(value, Mapping):
            return str(value["number"] if value["word"] is None else value["word"])
        if isinstance(value, list):
            shown = ", ".join(self.value(item) for item in value[: self.limit])
            return "{" + shown + (self.mark if len(value) > self.limit else "") + "}"
        return str(value)

    def listing(self, rows: Sequence[Row]) -> str:
        """Format-List."""
        return "\n" + "\n".join("".join(self._record(row)) for row in rows) + "\n"

    def _record(self, row: Row) -> Iterator[str]:
        label = max(len(name) for name in row)
        for name, value in row.items():
            lines = self.broken(self.value(value), self.width - label - 3)
            yield f"{name:{label}} : {lines[0]}\n"
            yield from (f"{'':{label + 3}}{line}\n" for line in lines[1:])

    def broken(self, text: str, width: int) -> list[str]:
        """A value broken at the exact column."""
        made: list[str] = []
        for line in text.split("\n"):
            held, used = "", 0
            for char in line:
                char = char if self.measure(char) <= width else "?"
                if used + self.measure(char) > width:
                    made.append(held)
                    held, used = "", 0
                held, used = held + char, used + self.measure(char)
            made.append(held)
        return made
