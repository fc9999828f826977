"""What is asked of a person, and what is told while a plan is applied.

Rule: a question says all that its yes would mean: what is interrupted, what is lost, what is confirmed by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .. import text as reader
from ..clean import line
from ..plan import words
from ..plan.commands import shown
from ..plan.refusals import Refusal
from ..plan.step import Step

#: What can be told of a step, in the order in which it comes.
STATES = (
    "asked",
    "intent",
    "sent",
    "settling",
    "proven",
    "put-back",
    "failed",
    "waiting",
    "skipped",
)


@dataclass(frozen=True)
class Event:
    """Progress: `step` is the id of a step ("s1"), "" for the run itself; `at` is UTC, ISO 8601."""

    step: str
    state: str
    at: str
    detail: str = ""


@dataclass(frozen=True)
class Question:
    """One yes or no. Of a step that is to be done (or, `back`, undone), or of something that nobody could look at."""

    host: str
    step: Step | None = None
    back: bool = False
    unknown: Refusal | None = None
    #: Whether the work by hand of the step is over.
    by_hand: bool = False
    #: What is set on the ports of the step's VM NICs at this moment, a line each.
    ports: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What a yes confirms: words of plan.step.NEEDS, or the code of what could not be looked at."""
        if self.unknown is not None:
            return (self.unknown.code,)
        return self.step.needs if self.step is not None and not self.back and not self.by_hand else ()

    @property
    def commands(self) -> list[str]:
        """PowerShell by which a person can look for what is confirmed."""
        return self.unknown.commands if self.unknown is not None else []

    def text(self, lang: str | None = None) -> str:
        """The question, several lines, fit for a terminal."""
        lang = reader.language(lang)
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> list[str]:
        if self.unknown is not None:
            told = [say("ask.unknown", lang, host=self.host), f"  {words.refusal(self.unknown, lang)}"]
            return [*told, *(f"    {c}" for c in self.commands), say("ask.none-of", lang)]
        assert self.step is not None
        if self.by_hand:
            told = [say("ask.step", lang, host=self.host, number=number(self.step.id))]
            told += [f"  {line(words.do(self.step, lang), 400)}", *(f"  - {line(t, 400)}" for t in self._tasks(lang))]
            return [*told, say("ask.hands-over", lang)]
        what = " / ".join(self.step.undo_lines) if self.back else words.do(self.step, lang)
        told = [say("ask.back" if self.back else "ask.step", lang, host=self.host, number=number(self.step.id))]
        told += [f"  {line(what, 400)}", f"  {words.say('interrupts', lang)}{words.interrupts(self.step, lang)}"]
        told += [f"  {words.say('lost', lang)}{words.say(f'loss.{loss}', lang)}" for loss in self.step.losses]
        told += [f"  {words.say('confirm', lang)}{words.say(f'need.{need}', lang)}" for need in self.needs]
        told += [f"    {c}" for c in self._shown()]
        told += [f"  {say('ask.ports', lang)}", *(f"    {line(p, 400)}" for p in self.ports)] if self.ports else []
        return [*told, say("ask.go", lang)]

    def _tasks(self, lang: str) -> list[str]:
        return [task.remedy.words[lang] for task in self.step.tasks] if self.step is not None else []

    def _shown(self) -> list[str]:
        return [] if self.step is None or self.back else [shown(pipe) for pipe in self.step.shows]


Ask = Callable[[Question], bool]
Tell = Callable[[Event], object]


def say(key: str, lang: str, **names: str) -> str:
    """A sentence of applying, names cleaned."""
    return reader.words(f"apply.{key}", lang, **{name: line(value) for name, value in names.items()})


def number(step: str) -> str:
    return step.removeprefix("s")


def when(at: str) -> str:
    """A moment of the journal for a reader: to the second, UTC as its column says."""
    return at[:19].replace("T", " ")
