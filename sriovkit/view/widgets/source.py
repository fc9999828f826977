"""The source chooser: a lab host, pasted text, a file, a live host, or the Windows we run on.

Rule: reading runs beside the kernel; a new reading replaces the old one only when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import DOMWidget, VBox

from ...core import ladder_html
from ...core import text as reader
from ...core.errors import UsageError
from ...core.snapshot import Snapshot
from ..states.source import DOORS, Asked, Brought, Kept, Reading, asked
from . import look
from .controls import button, choice, show
from .shown import Shown
from .source_doors import Doors
from .work import Job, Work

if TYPE_CHECKING:
    from ..frames import Table


@dataclass(frozen=True)
class Ways:
    """What the chooser can call: read what was asked for, hide a secret, remember choices; and the lab's scenarios."""

    read: Callable[[Asked], Reading]
    hide: Callable[[str], Any]
    keep: Callable[[Kept], object]
    scenarios: Sequence[tuple[str, str]]


class SourceShown(Shown):
    """`snapshot`, `host` and `reading` give what was read; both wait for a reading that is under way."""

    def __init__(self, kept: Kept, ways: Ways, lang: str | None) -> None:
        super().__init__(lang)
        self.choices, self._ways = kept.choices, ways
        self._reading, self._read_by = kept.reading, kept.read_by
        self._brought, self._secret = Brought(), None
        self._asked_by = kept.choices
        self._heard: list[Callable[[Reading], object]] = []
        self._doors: Doors | None = None
        self.work = Work(self._changed)

    @property
    def reading(self) -> Reading:
        """What was read last. Raises UsageError where nothing was, and what stopped the reading that failed."""
        job = self.work.wait()
        if self._reading is None:
            raise job.error or UsageError("source-nothing-read")
        return self._reading

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that was read last; raises as `reading` does."""
        snapshot: Snapshot = self.reading.snapshot
        return snapshot

    @property
    def host(self) -> Any:
        """The host it came from. Raises UsageError for text and files, behind which no host can be asked."""
        if self.reading.host is None:
            raise UsageError("source-no-host")
        return self.reading.host

    def on_read(self, hear: Callable[[Reading], object]) -> None:
        """Have `hear` called with every new reading; at once where there is one."""
        self._heard.append(hear)
        if self._reading is not None:
            hear(self._reading)

    def choose(self, **given: Any) -> None:
        """Choose as the controls do: door="live", address="hv01". What was chosen is kept for the next run."""
        self.choices = self.choices.chosen(**given)
        self._remember()
        if "door" in given:
            self._draw()

    def bring(self, content: bytes, name: str = "") -> None:
        """What was pasted or dropped in."""
        self._brought = Brought(name, content)

    def take(self, secret: str) -> None:
        """A password for the next reading, which uses it up."""
        self._secret = self._ways.hide(secret)

    def read(self) -> bool:
        """Begin to read what is chosen; False while a reading runs. What is missing is told in place."""
        secret, self._secret = self._secret, None
        known = self._reading.host if self._reading and secret is None and self._read_by == self.choices else None

        def do(stop: Any) -> Reading:
            return self._ways.read(asked(self.choices, self._brought, secret, known))

        self._asked_by = self.choices
        return self.work.start(do)

    def stop(self) -> None:
        """Wait no longer: an answer that comes later is dropped."""
        self.work.stop(leave=True)

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        door = reader.words(f"widget.door.{self.choices.door}", lang)
        return f"{reader.words('widget.source', lang)}: {door}\n{self._told(lang)}"

    def html(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        return ladder_html.framed("".join(map(look.line, self.text(lang).splitlines())), lang)

    def frame(self) -> Table:
        from ..source_frame import source_frame

        return source_frame(self.choices, self._reading.snapshot if self._reading else None)

    def _told(self, lang: str) -> str:
        """How it stands, in a sentence."""
        job = self.work.job
        if job.error is not None:
            return job.error.message(lang)
        if job.state in ("idle", "done") and self._reading is not None:
            snapshot = self._reading.snapshot
            name = snapshot.host or snapshot.source.get("name") or reader.words("ladder.pasted", lang)
            return reader.words("widget.read", lang, host=look.named(name))
        return reader.words(f"widget.source-{job.state}", lang)

    def _build(self) -> DOMWidget:
        options = [(reader.words(f"widget.door.{door}", self.lang), door) for door in DOORS]
        label = reader.words("widget.source", self.lang)
        self._behind, self._state = VBox(), look.piece("", self.lang)
        self._button = button("", self._press, primary=True)
        door = choice(label, options, self.choices.door, lambda given: self.choose(door=given))
        self._doors = Doors(self, self._ways.scenarios, self.lang)
        self._draw()
        return look.root([door, self._behind, self._button, self._state], self.lang)

    def _press(self) -> None:
        """The one button: reads, and stops the reading."""
        if self.work.job.busy:
            self.stop()
        else:
            self.read()

    def _remember(self) -> None:
        self._ways.keep(Kept(self.choices, self._reading, self._read_by))

    def _changed(self, job: Job) -> None:
        if job.state == "done":
            self._reading, self._read_by = job.result, self._asked_by
            self._remember()
            for hear in self._heard:
                hear(job.result)
        self._draw()

    def _draw(self) -> None:
        if self._doors is None:
            return
        job = self.work.job
        self._behind.children = self._doors.of(self.choices.door)
        words = "widget.stop" if job.busy else "widget.read-again" if self._reading else "widget.read-now"
        show(self._button, description=reader.words(words, self.lang))
        shown = "done" if self._reading is not None and job.state == "idle" else job.state
        self._state.value = look.wrapped(look.state(shown, self._told(self.lang)), self.lang)
