"""One change sent once, and the record of what it left.

Rule: a visit that was lost says nothing about what was done; a host that somebody else holds is left alone.
"""

from __future__ import annotations

from ...core.apply import looks
from ...core.apply.answer import Told
from ...core.apply.asking import Change, Look
from ...core.errors import HostError
from ...core.plan import Step
from ...core.plan.commands import Call
from .work import Ended, Work

#: What is kept of a vSwitch that a command made.
MADE = ("Id", "Name")


def send(work: Work, step: Step, change: Change, back: bool = False, first: bool = False) -> Told | None:
    """What the host said of one change; None where the visit was lost and nobody knows.

    `first`: nothing was sent of this step before, so what is so already is somebody else's, and no undo touches it.
    """
    try:
        told = work.visits.change(change)
    except HostError as error:
        if error.code.startswith("host-held"):
            work.say(step, "failed", error.code, untouched=True, back=back)
            raise Ended(work.unbegun("stopped"), "host", step.id, error=error.message("en"), code=error.code) from None
        work.say(step, "sent", error.code, lost=True, back=back)
        return None
    if told.sent or told.state == "already":
        made = told.rows[0].get("Id", "") if told.rows else ""
        detail = told.state if told.state != "failed" else told.error.get("message", "")
        theirs = {"untouched": True} if first and told.state == "already" else {}
        work.say(step, "sent", detail, back=back, error=dict(told.error), made=made, **theirs)
    return told


def name_made(work: Work, step: Step) -> bool:
    """The Id of a vSwitch that a step made, where its own answer was lost; False where none can be told."""
    if step.action != "new-switch" or step.id in work.ledger.made:
        return True
    assert step.done is not None
    look = Look("made", step.done.pipe, MADE)
    rows = work.visits.patiently(lambda: work.visits.look([look])).items["made"].rows
    if len(rows) == 1:
        work.say(step, "sent", "found", made=rows[0].get("Id", ""))
    return len(rows) == 1


def keep(call: Call) -> tuple[str, ...]:
    return MADE if call.cmdlet == "New-VMSwitch" else ()


def after_look(work: Work, step: Step) -> dict[str, list[dict[str, str]]]:
    """What the things of a step are set to now, as soon as the host answers."""
    items = [*looks.of_steps([step]), *(look for look in looks.RULERS if look.id in ("host-nics", "switches"))]
    return looks.record(work.visits.patiently(lambda: work.visits.look(items)).items)
