"""One run of a plan on its host, from the first look to its end: the order in which all is done.

Rule: written down before it is sent; one step at a time; every end says in which state the run is left, and why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ...core.apply import deciding, looks, refusing
from ...core.apply.answer import Answer
from ...core.apply.deciding import Seen
from ...core.apply.facts import others_place
from ...core.apply.ledger import Ledger
from ...core.apply.questions import Event, Question
from ...core.diagnose import diagnose
from ...core.errors import HostError, InputError
from ...core.plan import Plan, Refusal, Step
from ...core.plan.facts import changed
from ...core.plan.refusals import REFUSED
from ...core.snapshot import Snapshot
from .book import Book
from .rules import Rules
from .visits import Visits

log = logging.getLogger(__name__)


class Ended(Exception):
    """The run is left in a state; `why` is a key of the locale (apply.why), `facts` fill it.

    Its cause, where it has one, came from the caller (Ctrl-C, a question that broke off) and goes back to them.
    """

    def __init__(self, state: str, why: str = "", step: str = "", **facts: object) -> None:
        super().__init__(state)
        self.state, self.why, self.step = state, why, step
        self.facts = {name: str(value) for name, value in facts.items()}


class Work:
    """What a run has at hand. `changing` does and undoes single steps with it."""

    def __init__(self, plan: Plan, visits: Visits, book: Book, rules: Rules) -> None:
        self.plan, self.visits, self.book, self.rules = plan, visits, book, rules
        self.seen = Seen(frozenset())
        self.snapshot: Snapshot | None = None
        #: Codes that a person has answered for in this run.
        self._answered: set[str] = set()
        #: How many questions were answered in this run.
        self.answers = 0

    @property
    def ledger(self) -> Ledger:
        return Ledger.of(self.book.records, self.plan)

    # -- telling and asking ------------------------------------------------------------------------------------------

    def say(self, step: Step, state: str, detail: str = "", **more: Any) -> None:
        """Write down where a step stands, then tell it."""
        record = self.book.note("step", step=step.id, state=state, detail=detail, **more)
        self.tell(step.id, state, str(record["at"]), detail)

    def tell(self, step: str, state: str, at: str = "", detail: str = "") -> None:
        """Tell whoever wants to know; what goes wrong there is theirs, and breaks no run off."""
        if self.rules.tell is None:
            return
        try:
            self.rules.tell(Event(step, state, at or datetime.now(UTC).isoformat(timespec="milliseconds"), detail))
        except Exception as error:
            log.warning("progress could not be told (%s)", type(error).__name__)

    def asked(self, question: Question) -> None:
        """Ends the run where nobody can be asked, or the answer is no; a question that broke off is a no as well."""
        step = question.step.id if question.step else ""
        about = {"step": step, "needs": list(question.needs), "question": question.text("en")}
        self.tell(step, "asked")
        if self.rules.ask is None:
            raise Ended("waiting", "ask", step, needs=", ".join(question.needs))
        try:
            answer = self.rules.ask(question) is True
        except Exception as error:  # raised again when the run has ended
            self.book.note("asked", answer=False, back=question.back, **about)
            raise Ended("stopped", "unasked", step, error=type(error).__name__) from error
        self.answers += 1
        self.book.note("asked", answer=answer, back=question.back, **about)
        if not answer:
            raise Ended("stopped", "no", step)

    # -- looking -----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The first visit of a run: the right host, rights, who holds it, and what it is like. Raises HostError."""
        commands = [s for s in self.plan.steps if s.kind == "command"]
        answer = self.visits.look([*looks.RULERS, *looks.of_steps(commands)])
        if answer.computer.casefold() != self.plan.host.casefold():
            raise InputError("plan-of-other-host", host=answer.computer, other=self.plan.host)
        mine = self.visits.holding()
        self.look_around()
        told: dict[str, Any] = {"computer": answer.computer, "user": answer.user, "host_time": answer.taken}
        told |= {"booted": self.seen.booted, "elevated": answer.elevated, "record": looks.record(answer.items)}
        self.book.note("looked" if self.ledger.looked is None else "resumed", **told)
        if mine.instead:
            self.book.note("took-over", instead=mine.instead, why=mine.why)
        if answer.elevated is False:
            raise Ended("refused", "unelevated")

    def look_around(self) -> Seen:
        """Collect and diagnose anew, for what the plan was for. Raises HostError."""
        self.snapshot = self.visits.host.collect()
        self.seen = Seen.of(diagnose(self.snapshot, deciding.wanted(self.plan, self.snapshot)))
        return self.seen

    def rulers(self, answer: Answer, steps: list[Step]) -> None:
        """Ends the run where the host belongs to others; asks for what could not be seen."""
        found = refusing.of(answer, steps, self.plan.release)
        for refusal in found:
            if refusal.state == REFUSED:
                raise Ended(self.unbegun("refused"), "ruled", steps[0].id, code=refusal.code)
        for refusal in found:
            self._answer_for(refusal, steps[0])

    def _answer_for(self, refusal: Refusal, step: Step) -> None:
        if refusal.code not in self._answered:
            self.asked(Question(self.plan.host, step, unknown=refusal))
            self._answered.add(refusal.code)

    def unchanged(self, step: Step, answer: Answer, known: Mapping[str, Any]) -> dict[str, Any]:
        """The record right before a step. Ends the run where a fact that the step rests on is not what it was."""
        assert self.snapshot is not None
        other = [(place, then, now) for place, then, now in changed(step.facts, self.snapshot)]
        if step.alone:
            there = answer.items["others"]
            if there.state != "found":
                raise Ended(self.unbegun("stopped"), "failed", step.id, error=there.error.get("message", ""))
            names = ", ".join(f"{row.get('VMName', '')}/{row.get('Name', '')}" for row in there.rows)
            other += [(others_place(step), "-", names)] if names else []
        now = looks.record(answer.items)
        other += looks.differences(looks.about(step, known), looks.about(step, now))
        if other:
            place, was, is_now = other[0]
            raise Ended(self.unbegun("refused"), "changed", step.id, place=place, then=was, now=is_now)
        return now

    def unless_stopped(self, step: Step) -> None:
        """Ends the run before this step where somebody said stop."""
        if self.rules.stopped:
            raise Ended("stopped", "stop", step.id)

    def unbegun(self, state: str) -> str:
        """`state` where nothing was changed yet; a run that is under way is stopped instead."""
        return "stopped" if self.ledger.touched() else state

    # -- the run -----------------------------------------------------------------------------------------------------

    def end(self, ended: Ended) -> None:
        """Write down how the run is left, and leave the host."""
        self.book.note(
            "end", state=ended.state, why=ended.why, step=ended.step, facts=ended.facts, ready=self.seen.ready
        )
        waits = ended.state in ("waiting", "settling", "unknown", "stopped") and bool(self.ledger.touched())
        self.visits.leave(waits)
        if ended.state == "waiting" and ended.why != "hands":  # hands were told of as a record, with their reasons
            self.tell(ended.step, "waiting", detail=ended.why)

    def to_the_end(self, do: Callable[[Work], None]) -> None:
        """Do it until it ends, and write down how. Raises what the caller's own doing broke off, and UsageError."""
        broke: BaseException | None = None
        try:
            do(self)
        except Ended as ended:
            self.end(ended)
            broke = ended.__cause__
        except HostError as error:
            self.end(self.trouble(error))
        except KeyboardInterrupt as error:
            self.end(Ended("stopped", "interrupted"))
            broke = error
        if broke is not None:
            raise broke

    def trouble(self, error: HostError, step: str = "") -> Ended:
        """A host that does not answer any more, in the middle."""
        state = "unknown" if self.ledger.touched() else "stopped"
        return Ended(state, "host", step, error=error.message("en"), code=error.code)
