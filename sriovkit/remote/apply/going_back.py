"""The way back: a step that came to trouble is put back at once; a whole run is undone when somebody asks.

Rule: the last first; each command of the way back is written down, sent and proven like one of the way there.
"""

from __future__ import annotations

from functools import partial
from typing import NoReturn

from ...core.apply import deciding, looks
from ...core.apply.asking import Change, identified, named, state_named
from ...core.apply.questions import Question
from ...core.errors import HostError
from ...core.plan import Step
from ...core.plan.commands import State
from .sending import after_look, keep, name_made, send
from .users import gone, nobody_left_behind, nobody_on_it
from .work import Ended, Work


def undo(work: Work) -> None:
    """Take back every step of a run, the last first. Raises as `Work.to_the_end`."""
    work.to_the_end(_undo)


def _undo(work: Work) -> None:
    steps = deciding.all_back(work.ledger)
    try:
        _begin(work, steps)
    except Ended as ended:
        ended.facts["back"] = "yes"  # nothing of it was begun: another undo is the way on, and no resuming
        raise
    work.book.note("back", steps=[s.id for s in steps], why="asked")
    back(work, steps)


def _begin(work: Work, steps: list[Step]) -> None:
    missing = deciding.impacts(steps) - work.rules.allow
    if missing:
        raise Ended("waiting", "allow", impacts=", ".join(sorted(missing)))
    for step in steps:
        if step.guarded:
            raise Ended("refused", "guarded", step.id)
    nobody_left_behind(work, steps)
    _may(work, steps)


def _may(work: Work, steps: list[Step]) -> None:
    """Ask for each step; ends the run at a no, at a stop, and where the host belongs to others."""
    _ruled(work, steps)
    for step in steps:
        work.unless_stopped(step)
        work.asked(Question(work.plan.host, step, back=True))
    _ruled(work, steps)  # a person may think for long


def _ruled(work: Work, steps: list[Step]) -> None:
    """Ends the run where the host belongs to others; a vSwitch that is away is made again even there."""
    if not steps:
        return
    try:
        work.rulers(work.visits.look([*looks.RULERS]), steps)
    except Ended as ended:
        if ended.why != "ruled":
            raise
        raise whole(work, ended) from ended.__cause__


def put_back(work: Work, step: Step) -> Ended:
    """Take back what came to trouble, and how the run is left by that."""
    steps = deciding.to_put_back(work.ledger, step)
    if not steps:
        return Ended("settling", "not-seen", step.id)
    work.book.note("back", steps=[s.id for s in steps], why="trouble")
    try:
        back(work, steps, asked=False)
    except Ended as ended:
        return ended
    return Ended("undone", "put-back", step.id)


def whole(work: Work, ended: Ended) -> Ended:
    """How a run ends that stops between removing a vSwitch and making it anew: what was begun goes back first.

    Not where the host does not answer, somebody else holds it, or only a visit was lost (then the same step is the way
    on), and never without the leave that it needs.
    """
    lost = ended.why == "host" or (ended.why == "not-done" and not ended.facts.get("error"))
    steps = deciding.left_removed(work.ledger) if ended.state in ("stopped", "refused") and not lost else []
    if not steps or deciding.impacts(steps) - work.rules.allow:
        return ended
    work.book.note("back", steps=[s.id for s in steps], why=ended.why)
    try:
        _each_back(work, steps)
    except Ended as came:
        return came if came.state != "undone" else Ended("undone", ended.why, ended.step, **ended.facts)
    except HostError as error:
        return work.trouble(error)


def back(work: Work, steps: list[Step], asked: bool = True) -> NoReturn:
    """Undo steps in this order; always ends the run. Broken off by hand no vSwitch is left removed on the way.

    What somebody asked for can be stopped between two steps; what puts trouble back cannot.
    """
    try:
        _each_back(work, steps, asked)
    except KeyboardInterrupt as error:  # a second one is not waited for
        raise whole(work, Ended("stopped", "interrupted")) from error


def _each_back(work: Work, steps: list[Step], asked: bool = False) -> NoReturn:
    """Each command of the way back, with its own proof."""
    for step in steps:
        if asked and not deciding.left_removed(work.ledger):
            work.unless_stopped(step)
        if not name_made(work, step):
            _nothing_made(work, step)
            continue
        for call, state in zip(step.undo, step.back, strict=True):
            made = work.ledger.made
            change = Change(step.id, named(call, made), _left(work, step), None, keep(call))
            wanted = identified((state,), made)
            if (wanted and work.visits.is_so(wanted[0])) or gone(work, call):
                continue
            nobody_on_it(work, step, call)
            work.say(step, "intent", back=True, call=change.call.to_dict())
            told = send(work, step, change, back=True)
            if told is not None and told.state == "changed":
                raise Ended("stopped", "changed", step.id, place=told.place, then="", now=told.now)
            if not work.visits.settled(state_named(state, work.ledger.made), partial(work.say, step, "settling")):
                raise Ended("unknown", "not-back", step.id, command=str(change.call))
        work.say(step, "put-back", back=True, after=after_look(work, step))
    work.look_around()
    raise Ended("undone", "back")


def _nothing_made(work: Work, step: Step) -> None:
    """A vSwitch of which nobody knows the Id: gone, or the way back ends here, for none is removed by its name."""
    if not all(work.visits.is_so(state) for state in step.back):
        raise Ended("unknown", "not-back", step.id, command=" / ".join(step.undo_lines))
    work.say(step, "put-back", back=True)


def go_on_back(work: Work, steps: list[Step]) -> NoReturn:
    """Go on undoing what an earlier call began to undo: by this call's own leave and yes, on a host looked at anew."""
    missing = deciding.impacts(steps) - work.rules.allow
    if missing:
        raise Ended("waiting", "allow", steps[0].id, impacts=", ".join(sorted(missing)))
    _may(work, steps)
    back(work, steps)


def _left(work: Work, step: Step) -> tuple[tuple[str, State], ...]:
    """What a step that is proven, or a drill, has left: what somebody set since is theirs, and not overwritten."""
    if step.done is None or (work.ledger.word(step.id) != "proven" and not work.ledger.begun.get("drill")):
        return ()
    return ((f"{step.action} ", state_named(step.done, work.ledger.made)),)
