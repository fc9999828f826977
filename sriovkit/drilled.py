"""The drill from the front door: whether it may be run, who is asked, and the journal that outlives us.

Rule: nothing is taken away before everything that could keep it away was looked at and a person said yes. The journal
is that of a run whose one step is being taken back from the start: whatever ends us, `resume` gives the VF back.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .applying import me
from .core.apply import looks, refusing
from .core.apply.hold import Hold
from .core.apply.questions import Event, Question
from .core.diagnose import diagnose
from .core.errors import SriovkitError
from .core.plan import Plan, Step, words
from .core.plan.refusals import REFUSED
from .core.proof import Drill, Proof, Said, Target, drilling, said
from .core.proof.claim import PROVEN
from .core.snapshot import Snapshot
from .guide import working_folder
from .remote.apply import Book, Rules
from .remote.apply.visits import Reached, Visits
from .remote.drill import Drilling, moment
from .ways_in import Way

#: Claims that a drill begins with.
_FIRST = ("given", "active", "traffic")


def drill_on(
    host: Reached | Snapshot,
    snapshot: Snapshot,
    found: Proof,
    way: Way,
    rules: Rules,
    folder: str | os.PathLike[str] | None,
) -> Drill:
    """The drill, or why it is not run. Raises UsageError where its journal cannot be written."""
    target = way.target
    why = _not_now(host, target, found, way, rules)
    if why is not None or isinstance(host, Snapshot):
        return Drill(why=why)
    weight = target.record.iov_weight or 0
    place = Path(folder) if folder is not None else working_folder() / "runs"
    plan = Plan.of(diagnose(snapshot), (drilling.step(target, weight, 0),), ())
    told = {"plan": plan.to_dict(), "by": me(), "address": host.address, "allow": sorted(rules.allow)}
    (step,) = plan.steps
    with closing(Book.begin(place, plan.host, **told, drill=True, back=" / ".join(step.undo_lines))) as book:
        mine = Hold(book.name, me(), "", "")
        visits = Visits(host, rules.patience, mine)
        why = _asked(visits, target, step, plan.release, rules)
        if why is not None:
            book.discard()  # nothing was sent, and nothing is to be given back
            return Drill(why=why)
        log = Log(book, step, rules)
        try:
            done = Drilling(visits, target, weight, way.strictly, log).run(moment(target))
            return replace(done, journal=str(book.path))
        finally:
            visits.leave(waiting=log.away)


def _not_now(host: Any, target: Target, found: Proof, way: Way, rules: Rules) -> Said | None:
    """What keeps the drill from being run at all."""
    if isinstance(host, Snapshot):
        return said("drill-no-host")
    if drilling.IMPACT not in rules.allow:
        return said("drill-not-allowed")
    if rules.ask is None:
        return said("drill-nobody-asked")
    if not (target.vm_id and target.record.id and target.record.iov_weight):
        return said("drill-no-weight")
    if not way.again:
        return said("drill-no-way-in")
    if any(found.claim(name).verdict != PROVEN for name in _FIRST):
        return said("drill-no-vf")
    return None


def _asked(visits: Visits, target: Target, step: Step, release: str, rules: Rules) -> Said | None:
    """Look who else rules over the host, then ask; why not, where somebody or something says no."""
    assert rules.ask is not None
    try:
        answer = visits.look([*looks.RULERS, *looks.of_steps([step])])
        visits.holding()
    except SriovkitError as error:
        return said("drill-refused", detail=error.cause())
    for refusal in refusing.of(answer, [step], release):
        if refusal.state == REFUSED:
            return said("drill-refused", detail=words.refusal(refusal, "en"))
        if rules.ask(Question(answer.computer, step, unknown=refusal)) is not True:
            return said("drill-declined")
    return None if rules.ask(drilling.question(answer.computer, target, step)) is True else said("drill-declined")


@dataclass
class Log:
    """What the drill has come to: into the journal first, then to whoever wants to be told."""

    book: Book
    step: Step
    rules: Rules
    #: The VF may be away, and is to be given back by `resume`.
    away: bool = False

    def begun(self) -> None:
        """Before anything is sent. Raises UsageError where it cannot be written."""
        assert self.step.command is not None
        # That it goes back is written before that it goes: no crash lies between the two.
        self.book.note("back", steps=[self.step.id], why="drill")
        self._say("intent", str(self.step.command), call=self.step.command.to_dict())
        self.away = True

    def seen_away(self) -> None:
        self._say("proven")

    def giving_back(self) -> None:
        (call,) = self.step.undo
        self._say("intent", str(call), back=True, call=call.to_dict())

    def settling(self) -> None:
        self._say("settling")

    def untouched(self) -> None:
        """Nothing was sent."""
        self.away = False
        self._say("failed", untouched=True)
        self._end("stopped")

    def given_back(self) -> None:
        self.away = False
        self._say("put-back", back=True)
        self._end("undone")

    def not_given_back(self) -> None:
        self._end("unknown", "not-back", command=" / ".join(self.step.undo_lines))

    def _say(self, state: str, detail: str = "", **more: Any) -> None:
        record = self.book.note("step", step=self.step.id, state=state, detail=detail, **more)
        if self.rules.tell is not None:
            # What goes wrong in showing it must not keep a VF away.
            with suppress(Exception):
                self.rules.tell(Event(self.step.id, state, str(record["at"]), detail))

    def _end(self, state: str, why: str = "", **facts: str) -> None:
        self.book.note("end", state=state, why=why, step=self.step.id, facts=facts, ready=None)
