"""Trouble placed at a change: what happens just before a command changes the host, while it does, or just after.

Rule: whoever plays a change passes by at each of the three moments; what was placed happens once, there and then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from .pipeline import Lost

When = Literal["before", "during", "after"]
#: Stands for any changing command.
ANY: Final = "*"


@dataclass
class _Placed:
    command: str
    when: When
    passes: int
    happens: Callable[[], object]
    ends: bool


class Moments:
    """Set from any thread; asked from the threads in which pipelines run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._placed: list[_Placed] = []

    def place(self, command: str, when: When, nth: int, happens: Callable[[], object], ends: bool) -> None:
        """`happens` is called at the nth pass; where it `ends`, the pipeline goes no further and answers nobody."""
        with self._lock:
            self._placed.append(_Placed(command.lower(), when, nth - 1, happens, ends))

    def clear(self) -> None:
        with self._lock:
            self._placed.clear()

    def passing(self, command: str, when: When) -> None:
        """A change is at this moment; raises Lost where its pipeline ends here."""
        due = self._due(command.lower(), when)
        for placed in due:
            placed.happens()
        if any(placed.ends for placed in due):
            raise Lost

    def _due(self, command: str, when: When) -> list[_Placed]:
        with self._lock:
            meant = [p for p in self._placed if p.when == when and p.command in (command, ANY)]
            due = [p for p in meant if p.passes == 0]
            for placed in meant:
                placed.passes -= 1
            self._placed = [p for p in self._placed if p.passes >= 0]
        return due
