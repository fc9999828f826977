"""How many HTTP requests came in, and what they were.

Rule: every request counts once in `total`, the refused and the unauthenticated ones too.
"""

from __future__ import annotations

import threading
from collections import Counter


class RequestCount:
    """Counts by WSMan action (``Create``, ``Receive``, ...), ``Authenticate`` and ``Refused`` for the rest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._total = 0
        self._actions: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """All requests since the start or the last `reset`."""
        return self._total

    @property
    def by_action(self) -> dict[str, int]:
        """A copy: action name to number; those not (yet) told apart are missing."""
        with self._lock:
            return dict(self._actions)

    def arrived(self) -> None:
        """A request line has come in."""
        with self._lock:
            self._total += 1

    def was(self, action: str) -> None:
        """What the request turned out to be."""
        with self._lock:
            self._actions[action] += 1

    def reset(self) -> None:
        """Start again from nought."""
        with self._lock:
            self._total = 0
            self._actions.clear()

    def __repr__(self) -> str:
        return f"RequestCount({self._total}, {self.by_action})"
