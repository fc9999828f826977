"""Trouble on purpose: what tests and benchmarks may ask the server to do wrong.

Rule: the front asks for one verdict a request; a new kind of trouble is a new verdict here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal

from .moments import ANY, Moments, When

Verdict = Literal["answer", "stall", "cut", "slow", "garble", "scramble", "deny"]
#: Windows' own quotas for one user: MaxShellsPerUser and MaxConcurrentOperationsPerUser.
MOST_SHELLS: Final = 30
MOST_COMMANDS: Final = 1_500


class Faults:
    """Set from any thread, also while the server runs; `clear` makes the server honest again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind: Verdict = "answer"
        self._left = 0
        #: Restarts the host; the lab's owner sets it.
        self.reboot: Callable[[], object] = lambda: None
        #: Resets every connection that is open; the server sets it.
        self.cut: Callable[[], object] = lambda: None
        self._moments = Moments()
        self._reboot_in: int | None = None
        #: Commands give output for ever and never end.
        self.endless = False
        #: Shells that may be open at once, and commands in all of them that their clients have not closed.
        self.most_shells, self.most_commands = MOST_SHELLS, MOST_COMMANDS

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

    def scramble_after(self, requests: int) -> None:
        """Answer this many more requests, then with the right XML around PowerShell's bytes in disorder."""
        self._set("scramble", requests)

    def deny_after(self, requests: int) -> None:
        """Answer this many more requests, then with WSMan's "Access is denied"."""
        self._set("deny", requests)

    def reboot_after(self, requests: int) -> None:
        """Answer this many more requests, then restart the host."""
        with self._lock:
            self._reboot_in = requests

    def cut_at(
        self, command: str = ANY, when: When = "during", *, nth: int = 1, stays: bool = False, ends: bool | None = None
    ) -> None:
        """Reset every connection at the nth change by this command (a cmdlet's name; "*": whichever).

        `before`: it does not reach the host; neither it nor what follows in its pipeline is played. `during`: it has
        begun, and nothing has come to rest. `after`: it is done, and its answer is lost. New connections are answered,
        but where the cut `stays` until `clear`. With `ends` the pipeline goes no further; without, it goes on unheard,
        as it does on a host whose client is gone. The default is to end `before` a change and to go on else.
        """
        happens = self._cut_for_good if stays else self._cut_once
        self._moments.place(command, when, nth, happens, when == "before" if ends is None else ends)

    def reboot_at(self, command: str = ANY, when: When = "during", *, nth: int = 1) -> None:
        """Restart the host at the nth change by this command; what ran in its sessions ends there."""
        self._moments.place(command, when, nth, self._restart, True)

    def passing(self, command: str, when: When) -> None:
        """A change is at one of its moments; raises Lost where its pipeline ends there. Called by who plays it."""
        self._moments.passing(command, when)

    def clear(self) -> None:
        """Answer every further request; what is already stalled stays so."""
        self._moments.clear()
        self._set("answer", 0)
        self.endless, self._reboot_in = False, None
        self.most_shells, self.most_commands = MOST_SHELLS, MOST_COMMANDS

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

    def _cut_once(self) -> None:
        self.cut()

    def _cut_for_good(self) -> None:
        self._set("cut", 0)
        self.cut()

    def _restart(self) -> None:
        self.reboot()
        self.cut()

    def _set(self, kind: Verdict, requests: int) -> None:
        with self._lock:
            self._kind, self._left = kind, requests
