"""Rows of one section found again by what tells them apart, without asking every row.

Rule: it names every row that could show the same thing, and some that do not; who asks compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


class Alike:
    """The rows of a section, by each property that tells records apart."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known: dict[str, dict[str, list[Row]]] = {name: {} for name in names}
        #: Rows that a value of this property cannot rule out: they lack it, or it was cut.
        self._open: dict[str, list[Row]] = {name: [] for name in self._known}

    def add(self, row: Row) -> None:
        """Know a row, or know it again by what it has been told since."""
        for name, known in self._known.items():
            if row.get(name) is None or f"{name}#cut" in row:
                self._open[name].append(row)
            else:
                known.setdefault(str(row[name]), []).append(row)

    def candidates(self, new: Mapping[str, Any]) -> list[list[Row]] | None:
        """The rows that may show the same as a new one, by its most telling property; None: any row may."""
        told = [name for name in self._known if new.get(name) is not None and f"{name}#cut" not in new]
        ways = [[self._known[name].get(str(new[name]), []), self._open[name]] for name in told]
        return min(ways, key=lambda way: sum(map(len, way)), default=None)
