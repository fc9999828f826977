"""Visits of one run to its host: looks, which may be repeated, and changes, which are sent once.

Rule: a change goes only together with the proof that the host is still held; after a lost visit only a look tells.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, runtime_checkable

from ...core.apply import hold
from ...core.apply.answer import Answer, Told
from ...core.apply.asking import Change, Look, Prove, Swap, request
from ...core.errors import HostError
from ...core.plan.commands import State
from ...core.snapshot import Snapshot
from .rules import Patience

T = TypeVar("T")


@runtime_checkable
class Reached(Protocol):
    """A host that somebody connected to."""

    @property
    def address(self) -> str: ...

    def collect(self, deadline: float = ...) -> Snapshot: ...

    def step(self, request: str, deadline: float = ...) -> Answer: ...


@dataclass
class Visits:
    """The host, and what is known of who holds it. `mine` is our hold, its times set when it is written."""

    host: Reached
    patience: Patience
    mine: hold.Hold
    why: str = ""
    #: The text that stood in the host's file when it was last seen.
    held: str = ""
    #: The host's clock when it last answered, and ours then.
    answered: str = field(default="")
    at: float = field(default=0.0)

    @property
    def now(self) -> str:
        """The host's clock now: a person may have thought for long since its last answer. "" before the first."""
        if not self.answered:
            return ""
        try:
            since = timedelta(seconds=time.monotonic() - self.at)
            return (datetime.fromisoformat(self.answered.replace("Z", "+00:00")) + since).isoformat()
        except ValueError:
            return self.answered

    def look(self, items: Iterable[Look | Prove]) -> Answer:
        """One look. Raises HostError."""
        return self._came(self.host.step(request(items, Swap())))

    def change(self, item: Change) -> Told:
        """Send one change, where the host is ours or nobody's.

        Raises HostError where somebody else holds it: with a code that begins with "host-held", nothing was sent then.
        Any other HostError means that nobody knows.
        """
        mine = self.holding().at(self.now)
        answer = self._came(self.host.step(request([item], Swap(self.held, mine.text()))))
        if answer.hold[0] == "ours":
            return _item(answer, item.id, self.host.address)
        if answer.hold[0] == "other":
            self.holding()
            raise HostError("host-held-moment", host=self.host.address)
        raise HostError("host-held-nowhere", host=self.host.address, detail=answer.hold[1] or answer.hold[0])

    def holding(self) -> hold.Hold:
        """The hold that would be written now. Raises HostError where it is somebody else's."""
        began = self.mine.since or self.now
        asked = hold.Hold(self.mine.journal, self.mine.by, began, self.now)
        self.mine = hold.take(self.held, asked, self.host.address, self.why)
        return self.mine

    @property
    def ours(self) -> bool:
        there = hold.read(self.held)
        return there is not None and (there.journal, there.by) == (self.mine.journal, self.mine.by)

    def leave(self, waiting: bool) -> None:
        """Give the host free, or mark that the run waits; where the host cannot be reached the hold grows stale."""
        if not self.ours:
            return
        text = self.mine.at(self.now, hold.WAITING).text() if waiting else ""
        try:
            self._came(self.host.step(request([], Swap(self.held, text))))
        except HostError:
            return

    def is_so(self, state: State) -> bool | None:
        """Whether the host is in a state; None where it cannot be told now."""
        try:
            told = _item(self.look([Prove("state", state)]), "state", self.host.address)
        except HostError:
            return None
        return {"so": True, "not-so": False}.get(told.state)

    def settled(self, state: State, told: Callable[[], object]) -> bool | None:
        """The same, once it has been seen several times in a row; `told` is called when it takes a while.

        False and None are the last look's at the end of patience.
        """
        agreed, said = 0, False
        for _ in self.moments():
            seen = self.is_so(state)
            agreed = agreed + 1 if seen else 0
            if agreed >= self.patience.looks:
                return True
            if not seen and not said:
                told()
                said = True
        return seen if not seen else None

    def patiently(self, do: Callable[[], T]) -> T:
        """What `do` gives as soon as the host answers; raises the last HostError at the end of patience."""
        trouble: HostError | None = None
        for _ in self.moments():
            try:
                return do()
            except HostError as error:
                trouble = error
        assert trouble is not None
        raise trouble

    def moments(self) -> Iterable[int]:
        """Moments to look at, until patience ends; there is at least one more look than must agree."""
        until = time.monotonic() + self.patience.deadline
        number = 0
        while number <= self.patience.looks or time.monotonic() < until:
            if number:
                time.sleep(self.patience.interval)
            yield number
            number += 1

    def _came(self, answer: Answer) -> Answer:
        self.answered, self.at = answer.taken, time.monotonic()
        if answer.hold[0] in ("seen", "ours", "other"):
            self.held = answer.hold[1]
        return answer


def _item(answer: Answer, name: str, host: str) -> Told:
    """What became of one item. Raises HostError for an answer that does not tell: nobody knows then."""
    told = answer.items.get(name)
    if told is None:
        raise HostError("answer-damaged", host=host, detail=name)
    return told
