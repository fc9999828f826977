"""The lab's server room: power, setup items, slots and cards, Option ROMs, drivers; what waits for the next start.

Rule: an act is done by the lab or refused by it; the room shows what it sees afterwards, until nothing moves any more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import DOMWidget, HBox, VBox

from ...core import ladder_html
from ...core import text as reader
from ..states.room import Seen, calm, facts, waiting
from . import look
from .controls import button
from .room_parts import Parts
from .scenarios import listed
from .shown import Shown
from .work import Job, Work

if TYPE_CHECKING:
    from ..frames import Table


_LOOK = 0.5  # seconds between two looks at what moves
_PATIENCE = 180.0  # seconds that a start may take


@dataclass(frozen=True)
class Hands:
    """What the room can call: look, act, begin anew, play another scenario; each gives the state after it."""

    look: Callable[[], Seen]
    act: Callable[..., Seen]
    reset: Callable[[], Seen]
    play: Callable[[str], Seen]
    scenarios: Sequence[tuple[str, str]] = ()


class RoomShown(Shown):
    """`seen` is the last look (schema sriovkit.room/1), None where the lab did not answer yet."""

    def __init__(self, hands: Hands, seen: Seen | None, lang: str | None) -> None:
        super().__init__(lang)
        self._hands = hands
        self.seen = seen
        self.work = Work(self._changed)

    def look(self) -> bool:
        """Look again, until nothing moves any more."""
        return self._follow(self._hands.look)

    def act(self, name: str, **given: Any) -> bool:
        """Do something by hand, as `Room.act` does; what stands against it is told in place."""
        return self._follow(lambda: self._hands.act(name, **given))

    def reset(self) -> bool:
        """The scenario from its start."""
        return self._follow(self._hands.reset)

    def play(self, scenario: str) -> bool:
        """Another scenario in the same lab."""
        return self._follow(lambda: self._hands.play(scenario))

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        if self.seen is None:
            return self._said(lang)
        lines = [head(self.seen, lang)]
        lines += [f"  {row}" for row in (fact_words(fact, lang) for fact in facts(self.seen))]
        return "\n".join(look.named(row) if not row.startswith(" ") else row for row in lines)

    def html(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        return ladder_html.framed("".join(map(look.line, self.text(lang).splitlines())), lang)

    def frame(self) -> Table:
        from ..room_frame import room_frame

        return room_frame(self.seen)

    def _follow(self, first: Callable[[], Seen]) -> bool:
        """Do one thing, then look until the room is calm; looking gives way to the next thing."""
        if self.work.job.busy and self._only_looking:
            self.work.stop(leave=True)
        self._only_looking = False

        def do(stop: Any) -> Seen:
            seen = first()
            until = time.monotonic() + _PATIENCE
            self._only_looking = True
            while not calm(seen) and not stop.is_set() and time.monotonic() < until:
                self._see(seen)
                stop.wait(_LOOK)
                seen = self._hands.look()
            return seen

        return self.work.start(do)

    _only_looking = False

    def _see(self, seen: Seen) -> None:
        self.seen = seen
        self._draw()

    def _changed(self, job: Job) -> None:
        if job.state == "done":
            self.seen = job.result
        self._draw()
        if job.state in ("done", "failed") and hasattr(self, "_parts"):
            self._parts.rest()

    def _said(self, lang: str) -> str:
        job = self.work.job
        if job.error is not None:
            return job.error.message(lang)
        if job.busy:
            return reader.words("widget.room-moving", lang)
        return reader.words("widget.room-calm" if self.seen else "widget.room-unseen", lang)

    def _build(self) -> DOMWidget:
        again = button(reader.words("widget.look", self.lang), self.look)
        self._parts = Parts(self.act, again, self.lang)
        self._body, self._state = VBox(), look.piece("", self.lang)
        anew = button(reader.words("widget.reset", self.lang), self.reset)
        self._draw()
        return look.root([self._state, self._body, HBox([again, anew]), *self._plays()], self.lang)

    def _plays(self) -> list[DOMWidget]:
        """Another scenario to choose, and the button that plays it."""
        known = self._hands.scenarios
        if not known:
            return []
        now = next((name for name, _ in known if self.seen and name == self.seen.get("scenario")), known[0][0])
        words = reader.words("widget.play-which", self.lang)
        which, story = listed(words, known, now, lambda _: None, self.lang)
        return [which, story, button(reader.words("widget.play", self.lang), lambda: self.play(which.value))]

    def _draw(self) -> None:
        if not hasattr(self, "_body"):
            return
        job = self.work.job
        head_line = look.line(head(self.seen, self.lang), font_weight="bold") if self.seen else ""
        state = "running" if job.busy else "failed" if job.error else "done"
        self._state.value = look.wrapped(head_line + look.state(state, self._said(self.lang)), self.lang)
        self._body.children = self._parts.of(self.seen) if self.seen else []


def head(seen: Seen, lang: str) -> str:
    """Which host, whether it is on, and how much waits for the next start."""
    power = reader.words(f"room.power-{seen['power']}", lang)
    mark = f"[{reader.words('ladder.simulated', lang)}] {look.named(seen['host'])} ({look.named(seen['scenario'])})"
    count = waiting(seen)
    waits = reader.words("widget.room-waiting", lang, count=count) if count else ""
    return f"{mark}: {power} {waits}".strip()


def fact_words(fact: Any, lang: str) -> str:
    """A fact on one line; behind an arrow what the next start brings."""
    name = " ".join(filter(None, [reader.words(f"room.kind-{fact.kind}", lang), fact.name, fact.item]))
    value = _value(fact.value, lang)
    return f"{name}: {value}" + (f" -> {_value(fact.pending, lang)}" if fact.pending is not None else "")


def _value(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return reader.words("room.on" if value else "room.off", lang)
    return "-" if value is None else look.named(value)
