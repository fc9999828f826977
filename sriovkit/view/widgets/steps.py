"""The step runner: what a plan would do, consent impact by impact, questions, progress, outcome, and the journal.

Rule: nothing is done that nobody allowed; a question without an answer is a no, and Stop answers it so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import DOMWidget

from ...core import ladder_html
from ...core import text as reader
from ...core.plan import Plan
from ...core.plan.show_text import step_lines
from ..states.steps import Steps, held
from . import look, steps_parts
from .asking import Asking
from .controls import field, seen
from .shown import Shown
from .steps_controls import Acts, Consent
from .work import Job, Work

if TYPE_CHECKING:
    from ..frames import Table


@dataclass(frozen=True)
class Runs:
    """How the plan is applied, a journal carried on and taken back; called with the terms of a run, each gives one.

    `look` gives a new plan of the same kind from a fresh look at the host.
    """

    apply: Callable[..., Any] | None = None
    resume: Callable[..., Any] | None = None
    undo: Callable[..., Any] | None = None
    keep: Callable[[frozenset[str]], object] = lambda _: None
    ended: Callable[[Any], object] = lambda _: None
    look: Callable[[Plan], Plan] | None = None


class StepsShown(Shown):
    """`state` tells how it stands, `run` how the last run ended (None before)."""

    def __init__(self, state: Steps, runs: Runs, lang: str | None) -> None:
        super().__init__(lang)
        self.state, self._runs = state, runs
        self.asking = Asking(self.lang, self._question)
        self._built = False
        self.work = Work(self._changed)

    @property
    def plan(self) -> Plan:
        return self.state.plan

    @property
    def run(self) -> Any:
        """The last run, waited for; raises what stopped it."""
        job = self.work.wait()
        if job.error is not None:
            raise job.error
        return self.state.run

    def allow(self, impact: str, yes: bool = True) -> None:
        """Accept an impact, or no longer."""
        self._become(self.state.allow(impact, yes))
        self._runs.keep(self.state.allowed)

    def begin(self) -> bool:
        """Apply the plan; False while a run is under way."""
        return self._start("begin", self._runs.apply, self.plan)

    def replan(self, plan: Plan) -> None:
        """Show a newer plan; while the old one is under way or may be gone on with, it stays."""
        if not self.work.job.busy and self.state.run is None and plan != self.plan:
            self._become(self.state.replanned(plan))

    def go_on(self) -> bool:
        """Carry on what the journal holds."""
        return self._start("go-on", self._runs.resume, self.state.run.journal)

    def undo(self) -> bool:
        """Take back what the run changed, the last step first."""
        return self._start("undo", self._runs.undo, self.state.run.journal)

    def look(self) -> bool:
        """Look at the host again, and plan what is left to be done; False while a run is under way."""
        again, plan = self._runs.look, self.plan
        if again is None or self.work.job.busy:
            return False
        self.state = self.state.begun("look")
        return self.work.start(lambda stop: again(plan))

    def stop(self) -> None:
        """End between two steps; a question that waits is answered with no."""
        self.work.stop()
        self.answer(False)

    def answer(self, yes: bool) -> None:
        """Answer the question that waits; nothing where none does."""
        self.asking.answer(yes)

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        if self.state.run is None:
            return self.plan.text(lang)
        left = self.plan.steps if self.state.can_go_on else ()
        more = ["\n".join(step_lines(step, lang)) for step in left if step.id not in self.state.ended_steps]
        return "\n\n".join([self.state.run.text(lang), *more])

    def html(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        if self.state.run is None:
            return self.plan.html(lang)
        return ladder_html.framed(steps_parts.whole(self.state, lang), lang)

    def frame(self) -> Table:
        from ..plan_frame import plan_frame

        return plan_frame(self.plan)

    def _start(self, act: str, run: Callable[..., Any] | None, *given: Any) -> bool:
        if run is None or self.work.job.busy:
            return False
        state = self.state

        def do(stop: threading.Event) -> Any:
            terms = {"allow": set(state.allowed), "ask": self.asking.until(stop), "tell": self._tell, "stop": stop}
            return run(*given, **terms, take_over=state.take_over)

        self.state = state.begun(act)
        return self.work.start(do)

    def _question(self, question: Any) -> None:
        self._become(self.state.asked(question))
        if question is None and self._built:
            self._acts.main.focus()

    def _tell(self, event: Any) -> None:
        self._become(self.state.told(event))

    def _changed(self, job: Job) -> None:
        if job.state == "done":
            new = isinstance(job.result, Plan)
            self.state = self.state.replanned(job.result) if new else self.state.ended(job.result)
            if not new:
                self._runs.ended(job.result)
        self._draw()

    def _become(self, state: Steps) -> None:
        self.state = state
        self._draw()

    def _build(self) -> DOMWidget:
        self._head, self._rows, self._foot = (look.piece("", self.lang) for _ in range(3))
        self._consent = Consent(self.allow, self.lang)
        acts = {"begin": self.begin, "go-on": self.go_on, "undo": self.undo, "look": self.look}
        self._acts = Acts(acts, self.stop, self.lang)
        self._words = field(reader.words("widget.take-over", self.lang), "", self._worded)
        self._built = True
        self._draw()
        able = [self._acts.box] if self._runs.apply else []
        parts = [self._head, self._rows, self._consent.box, self.asking.box, self._foot, self._words, *able]
        return look.root(parts, self.lang)

    def _draw(self) -> None:
        if not self._built:
            return
        python = reader.surface.set("widget")
        try:
            self._redraw(self.state, self.work.job)
        finally:
            reader.surface.reset(python)

    def _redraw(self, state: Steps, job: Job) -> None:
        self._head.value = look.wrapped(steps_parts.head(state, job.busy, self.lang), self.lang)
        self._rows.value = look.wrapped(steps_parts.rows(state, job.busy, self.lang), self.lang)
        self._consent.draw(state, job.busy, able=self._runs.apply is not None)
        self._foot.value = look.wrapped(self._news(job), self.lang)
        seen(self._words, held(job.error))
        self._acts.draw(state, job, look=self._runs.look is not None)

    def _news(self, job: Job) -> str:
        """What goes on now, what stopped it, or what comes next and where the journal is."""
        if job.error is not None:
            return look.state("failed", job.error.message(self.lang))
        if not job.busy:
            return steps_parts.foot(self.state, self.lang)
        asking = job.state == "running" and self.state.question is not None
        doing = "looking" if self.state.doing == "look" else "asking" if asking else job.state
        return look.state(job.state, reader.words(f"widget.steps-{doing}", self.lang))

    def _worded(self, words: str) -> None:
        self._become(self.state.worded(words))
