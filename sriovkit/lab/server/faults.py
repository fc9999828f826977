"""Trouble on purpose: what tests and benchmarks may ask the server to do wrong.

Rule: the front asks for one verdict a request; a new kind of trouble is a new verdict here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

Verdict = Literal["answer", "stall", "cut", "slow", "garble", "deny"]


class Faults:
    """Set from any thread, also while the server runs; `clear` makes the server honest again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind: Verdict = "answer"
        self._left = 0
        #: Restarts the host; the lab's owner sets it.
        self.reboot: Callable[[], object] = lambda: None
        self._reboot_in: int | None = None
        #: Commands give output for ever and never end.
        self.endless = False
        #: Shells that may be open at once; None: as many as come.
        self.most_shells: int | None = None

    def stall_after(self, requests: int) -> None:
        """Answer this many more requests, then none: connections stay open and silent until the server is closed."""
        self._set("stall", requests)

    def cut_after(self, requests: int) -> None:
        """Answer this many more requests, then reset the connection of each further one without an answer."""
        self._set("cut", requests)

    def slow_after(self, requests: int) -> None:
        """Answer this many more requests, then a few bytes at a time."""
        self._set("slow", requests)

    def garble_after(self, requests: int) -> None:
        """Answer this many more requests, then with XML that breaks off in the middle."""
        self._set("garble", requests)

    def deny_after(self, requests: int) -> None:
        """Answer this many more requests, then with WSMan's "Access is denied"."""
        self._set("deny", requests)

    def reboot_after(self, requests: int) -> None:
        """Answer this many more requests, then restart the host."""
        with self._lock:
            self._reboot_in = requests

    def clear(self) -> None:
        """Answer every further request; what is already stalled stays so."""
        self._set("answer", 0)
        self.endless, self.most_shells, self._reboot_in = False, None, None

    def verdict(self) -> Verdict:
        """What happens to the request that has just come in."""
        with self._lock:
            now = self._reboot_in == 0
            self._reboot_in = None if now or self._reboot_in is None else self._reboot_in - 1
            if self._left > 0:
                self._left -= 1
                kind: Verdict = "answer"
            else:
                kind = self._kind
        if now:
            self.reboot()
        return kind

    def _set(self, kind: Verdict, requests: int) -> None:
        with self._lock:
            self._kind, self._left = kind, requests
