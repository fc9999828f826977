"""What a step runner remembers: what is allowed, how each step stands, what is being asked, and how the run ended.

Rule: nothing is allowed before somebody says so, impact by impact; what was told of a step last is what it shows; what
can be done now follows from how the run was left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...core.errors import SriovkitError
from ...core.plan import Plan, Step

#: Ends of a run after which its journal may be carried on, and after which there is nothing to take back.
OPEN = ("waiting", "settling", "stopped", "unknown")
CLOSED = ("undone", "refused")
#: Last words of a step that changed nothing.
_UNTOUCHED = ("", "asked", "skipped", "waiting", "put-back")


@dataclass(frozen=True)
class Mark:
    """What was told of a step last."""

    state: str
    detail: str = ""
    at: str = ""
    error: str = ""


@dataclass(frozen=True)
class Steps:
    """The runner of one plan. `marks` are by the step's id; `question` is what waits for an answer."""

    plan: Plan
    allowed: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    question: Any = None
    run: Any = None
    #: Words for taking over a hold that somebody left on the host.
    take_over: str = ""
    #: The act that was begun last: begin, go-on, undo or look.
    doing: str = ""

    @property
    def impacts(self) -> dict[str, tuple[str, ...]]:
        """Each impact of the plan's commands, and the numbers of the steps that have it."""
        found: dict[str, tuple[str, ...]] = {}
        for step in self.plan.steps:
            if step.kind == "command" and step.impact != "none":
                found[step.impact] = (*found.get(step.impact, ()), number(step))
        return found

    @property
    def lacking(self) -> tuple[str, ...]:
        """Impacts that nobody allowed yet."""
        return tuple(impact for impact in self.impacts if impact not in self.allowed)

    @property
    def phase(self) -> str:
        """plan (nothing was begun), broken (begun, and its end is in the journal alone), or the run's own state."""
        if self.run is not None:
            return str(self.run.state)
        return "broken" if any(mark.state not in _UNTOUCHED for mark in self.marks.values()) else "plan"

    def acts(self, look: bool) -> tuple[str, ...]:
        """What can be done now, what a person wants next first; `look`: the host can be looked at for a new plan."""
        if self.can_go_on:
            return ("go-on", "undo") if self.can_undo and not self.run.going_back else ("go-on",)
        begin = ("begin",) if self.plan.steps else ()
        if self.phase == "plan":
            return begin or ("look",) * look
        undo = ("undo",) if self.can_undo else ()
        return (*("look",) * look, *(undo if self.phase == "done" else begin))

    @property
    def ended_steps(self) -> frozenset[str]:
        """Ids of the steps that nothing is left to do of."""
        return frozenset(step for step, mark in self.marks.items() if mark.state in ("proven", "skipped", "put-back"))

    @property
    def behind(self) -> int:
        """How many steps are behind the act that is under way."""
        ends = ("put-back",) if self.taking_back else ("proven", "skipped")
        return sum(mark.state in ends for mark in self.marks.values())

    @property
    def total(self) -> int:
        """How many steps it has: all there, or those that were done and go back."""
        if not self.taking_back:
            return len(self.plan.steps)
        marks = [self.marks.get(step.id, Mark("")).state for step in self.plan.steps if step.kind == "command"]
        return sum(state not in ("", "skipped", "waiting") for state in marks)

    @property
    def taking_back(self) -> bool:
        """What is under way takes back."""
        return self.doing == "undo" or (self.doing == "go-on" and self.run is not None and bool(self.run.going_back))

    @property
    def can_go_on(self) -> bool:
        """There is a journal that is not at its end."""
        return self.run is not None and self.run.state in OPEN

    @property
    def can_undo(self) -> bool:
        """Something was changed, and is not taken back."""
        if self.run is None or self.run.state in CLOSED:
            return False
        return any(r.step.kind == "command" and r.state not in _UNTOUCHED for r in self.run.steps)

    def allow(self, impact: str, yes: bool) -> Steps:
        return replace(self, allowed=self.allowed | {impact} if yes else self.allowed - {impact})

    def allow_only(self, impacts: Iterable[str]) -> Steps:
        """What was allowed before, as far as this plan has it."""
        return replace(self, allowed=frozenset(impacts) & frozenset(self.impacts))

    def told(self, event: Any) -> Steps:
        """After one event of the run."""
        return replace(self, marks={**self.marks, event.step: Mark(event.state, str(event.detail or ""), event.at)})

    def asked(self, question: Any) -> Steps:
        """With a question that waits, or with None: answered."""
        return replace(self, question=question)

    def ended(self, run: Any) -> Steps:
        """After a run, or with one that its journal tells."""
        told = [r for r in run.steps if r.state and not (run.state == "undone" and r.step.kind == "wait")]
        marks = {r.step.id: Mark(r.state, r.detail, r.at, r.error) for r in told}
        return replace(self, run=run, question=None, marks=marks, take_over="")

    def begun(self, act: str = "begin") -> Steps:
        """At the start of an act; of a new run: what an earlier one showed is gone."""
        fresh = replace(self, marks={}, run=None, question=None) if act == "begin" else self
        return replace(fresh, doing=act)

    def replanned(self, plan: Plan) -> Steps:
        """A newer plan in its place; what was allowed stays so, as far as that has it."""
        return Steps(plan).allow_only(self.allowed)

    def worded(self, words: str) -> Steps:
        """With words for taking over."""
        return replace(self, take_over=words.strip())


def number(step: Step) -> str:
    """A step's number as people say it."""
    return step.id.removeprefix("s")


def held(error: SriovkitError | None) -> bool:
    """Whether somebody left a hold on the host that may be taken over in words."""
    return error is not None and error.code == "host-held-stale"
