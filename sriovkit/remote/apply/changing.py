"""The loop that goes from one step to the next, and each step from what must hold before it to its proof.

Rule: the command is sent once; whatever comes or does not come back, the host is looked at until it is still.
"""

from __future__ import annotations

from typing import Any

from ...core.apply import deciding, facts, looks
from ...core.apply.answer import Told
from ...core.apply.asking import Change, identified, named, state_named
from ...core.apply.deciding import Move
from ...core.apply.journal import of_kind
from ...core.apply.questions import Question
from ...core.plan import Step
from .going_back import go_on_back, put_back, whole
from .sending import after_look, keep, name_made, send
from .work import Ended, Work


def begin(work: Work) -> bool:
    """The first visit; False where the run ended with it. Raises HostError and InputError where nothing can begin."""
    try:
        work.begin()
    except Ended as ended:
        work.end(ended)
        return False
    return True


def run(work: Work) -> None:
    """Go on until the run ends; how is in the journal. Raises as `Work.to_the_end`."""
    work.to_the_end(_run)


def _run(work: Work) -> None:
    if work.ledger.to_go_back:
        go_on_back(work, work.ledger.to_go_back)
    try:
        _forward(work)
    except Ended as ended:
        raise whole(work, ended) from ended.__cause__
    except KeyboardInterrupt as error:
        raise whole(work, Ended("stopped", "interrupted")) from error


def _forward(work: Work) -> None:
    while True:
        move = deciding.next_move(work.ledger, work.seen)
        if not deciding.left_removed(work.ledger) and work.rules.stopped:
            raise Ended("stopped", "stop", move.step.id if move.step else "")
        if move.step is None:
            raise Ended("done")
        _move(work, move, move.step)


def _move(work: Work, move: Move, step: Step) -> None:
    if move.what == "skip":
        work.say(step, "skipped", "left" if step.kind == "hands" else "not-needed")
    elif move.what == "hands":
        if not (move.over and _over(work, step)):
            work.say(step, "waiting", ", ".join(move.codes))
            raise Ended("waiting", "hands", step.id, codes=", ".join(move.codes))
        work.say(step, "skipped", "left")
    elif move.what == "proven":
        if step.action == "look" and work.ledger.touched():
            _until_ready(work)
        work.say(step, "proven")
    else:
        _do(work, step)


def _over(work: Work, step: Step) -> bool:
    """Whether a person says that the work by hand is done, or that there is none: no host is restarted for a look."""
    try:
        work.asked(Question(work.plan.host, step, by_hand=True))
    except Ended as ended:
        if ended.why not in ("ask", "no"):
            raise
        return False
    return True


def _until_ready(work: Work) -> None:
    for _ in work.visits.moments():
        if work.visits.patiently(work.look_around).ready:
            return


def _do(work: Work, step: Step) -> None:
    """One command, from what must hold before it to its proof."""
    if work.ledger.open(step.id) and _prove(work, step):
        return
    _may(work, step)
    before, asked = _look(work, step), work.answers
    if step.interrupts or step.needs:
        ports = looks.on_ports(step, before) if "port-policies" in step.needs else []
        work.asked(Question(work.plan.host, step, ports=tuple(ports)))
    if work.answers > asked:  # a person may think for long: what was seen before is looked at again
        before = _look(work, step)
    told = _once(work, step, before)
    if _prove(work, step):
        return
    if told is None and deciding.left_removed(work.ledger):
        # Only the visit was lost, and VM NICs have no network until this is done: the same once more.
        told = _once(work, step, _look(work, step))
        if _prove(work, step):
            return
    raise Ended(work.unbegun("stopped"), "not-done", step.id, error=_message(told))


def _look(work: Work, step: Step) -> dict[str, Any]:
    """The record right before a step; ends the run where the host is ruled by others, or a fact has changed."""
    items = [*looks.RULERS, *looks.of_steps([step]), *looks.others(step)]
    answer = work.visits.patiently(lambda: work.visits.look(items))
    work.rulers(answer, [s for s in deciding.stretch(work.plan, step) if not work.ledger.word(s.id)] or [step])
    return work.unchanged(step, answer, work.ledger.known)


def _once(work: Work, step: Step, before: dict[str, Any]) -> Told | None:
    """Write the intent down and send the command; what was not begun by it ends the run."""
    assert step.command is not None and step.done is not None
    made = work.ledger.made
    call = named(step.command, made)
    change = Change(step.id, call, facts.states(step), state_named(step.done, made), keep(call))
    first = not any(r["step"] == step.id for r in of_kind(work.book.records, "step") if r["state"] == "intent")
    work.say(step, "intent", call=call.to_dict(), before=before)
    told = send(work, step, change, first=first)
    if told is None or told.sent or told.state == "already":
        return told
    work.say(step, "failed", told.state, untouched=True, error=dict(told.error), place=told.place)
    why = "changed" if told.state in ("changed", "not-one") else "failed"
    facts_of = {"place": told.place, "then": "", "now": told.now, "error": told.error.get("message", "")}
    raise Ended(work.unbegun("refused" if why == "changed" else "stopped"), why, step.id, **facts_of)


def _may(work: Work, step: Step) -> None:
    if step.guarded:
        state = "waiting" if work.ledger.touched() else "refused"
        raise Ended(state, "guarded", step.id)
    missing = deciding.not_allowed(work.ledger, step, work.rules.allow, work.seen)
    if missing:
        raise Ended("waiting", "allow", step.id, impacts=", ".join(missing))


def _message(told: Told | None) -> str:
    return told.error.get("message", "") if told is not None else ""


def _prove(work: Work, step: Step) -> bool:
    """Look until the step is proven; False where the host is as it was before, so that it can be done again."""
    assert step.done is not None
    made = work.ledger.made
    so = work.visits.settled(state_named(step.done, made), lambda: work.say(step, "settling"))
    if so is None:
        raise Ended("unknown", "host", step.id)
    if not so:
        if all(work.visits.is_so(state) for state in identified(step.back, made)):
            work.say(step, "failed", "not-done", untouched=True)
            return False
        raise put_back(work, step)
    name_made(work, step)
    _until_gone(work, step)
    after = after_look(work, step)
    lost = looks.differences(work.ledger.known, after, (*step.done.wants, "SwitchId"))
    if lost and step.put_back:
        work.say(step, "failed", f"{lost[0][0]}: {lost[0][1]} -> {lost[0][2]}")
        raise put_back(work, step)
    work.say(step, "proven", after=after)
    return True


def _until_gone(work: Work, step: Step) -> None:
    """The reasons that a step is to remove are gone by a whole fresh look, or the run is left settling."""
    for _ in work.visits.moments():
        seen = work.visits.patiently(work.look_around)
        if seen.whole and not seen.codes & set(step.proves):
            return
    work.say(step, "settling", ", ".join(sorted(work.seen.codes & set(step.proves))))
    raise Ended("settling", "reasons", step.id, codes=", ".join(sorted(work.seen.codes & set(step.proves))))
