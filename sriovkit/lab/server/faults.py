"""Trouble on purpose: what tests and benchmarks may ask the server to do wrong.

Rule: the front asks for one verdict a request; a new kind of trouble is a new verdict here.
"""

from __future__ import annotations

import threading
from typing import Literal

Verdict = Literal["answer", "stall", "cut"]


class Faults:
    """Set from any thread, also while the server runs; `clear` makes the server honest again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind: Verdict = "answer"
        self._left = 0

    def stall_after(self, requests: int) -> None:
        """Answer this many more requests, then none: connections stay open and silent until the server is closed."""
        self._set("stall", requests)

    def cut_after(self, requests: int) -> None:
        """Answer this many more requests, then reset the connection of each further one without an answer."""
        self._set("cut", requests)

    def clear(self) -> None:
        """Answer every further request; what is already stalled stays so."""
        self._set("answer", 0)

    def verdict(self) -> Verdict:
        """What happens to the request that has just come in."""
        with self._lock:
            if self._left > 0:
                self._left -= 1
                return "answer"
            return self._kind

    def _set(self, kind: Verdict, requests: int) -> None:
        with self._lock:
            self._kind, self._left = kind, requests
