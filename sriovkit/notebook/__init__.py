"""The notebooks' module: `from sriovkit import notebook as nb`. Widgets, hosts and the lab meet here and nowhere else.

Rule: every call gives something that shows itself as a widget, as HTML, as text and as a table, with the same facts; a
cell that is run again finds the choices that were made.
"""

from __future__ import annotations

import os
from typing import Any

import sriovkit as sk

from .. import labs
from ..core import text as reader
from ..core.compare import compare as compared
from ..core.diagnose import diagnose
from ..core.errors import UsageError
from ..core.findings import Finding
from ..core.plan import Plan
from ..core.plan import plan as planned
from ..lab.room import Room
from ..remote.secret import hidden
from ..view.states.ladder import Ladder
from ..view.states.source import Kept
from ..view.states.steps import Steps
from ..view.widgets.card import CardShown
from ..view.widgets.compare import CompareShown
from ..view.widgets.ladder import LadderShown
from ..view.widgets.room import Hands, RoomShown
from ..view.widgets.slots import SlotsShown
from ..view.widgets.source import SourceShown, Ways
from ..view.widgets.steps import StepsShown
from .choosing import applying, opened, read, scenarios
from .in_hand import copy, page
from .in_hand import diagnosis_of as _diagnosis
from .pages import ask as ask
from .pages import procedure as procedure
from .pages import reason as reason

#: What was chosen and opened, by the name of what it was chosen in: a cell that is run again finds it.
_kept: dict[str, Any] = {}


def source(address: str = "", lang: str | None = None, name: str = "source") -> SourceShown:
    """A chooser of what is diagnosed: a lab host, pasted text, a file, a live host, or this Windows.

    `address` opens a door beforehand and, for "lab:..." and "here:", begins to read: "lab:", "lab:healthy", "here:",
    "hv01". `name` tells two choosers of one notebook apart; each finds its choices, and what it
    read, again when its cell is run again.
    `.snapshot` and `.host` give what was read, and wait for it.
    """
    key = f"source:{name}"
    kept = _kept.get(key) or Kept(opened(address))
    ways = Ways(read, hidden, lambda now: _kept.__setitem__(key, now), scenarios(reader.language(lang)))
    made = SourceShown(kept, ways, lang)
    if address and kept.choices.door in ("lab", "here"):
        made.read()
    return made


def ladder(x: Any = None, lang: str | None = None) -> LadderShown:
    """The ladder of a source, a host, a snapshot or a diagnosis; of a source it follows every new reading.

    Without anything read yet it says what to do. Raises UsageError for anything else, HostError where a host that was
    given does not answer.
    """
    shown = LadderShown(Ladder(), lang, copy, page)
    if isinstance(x, SourceShown):
        x.work.wait()
        x.on_read(lambda reading: shown.show(diagnose(reading.snapshot)))
    elif x is not None:
        shown.show(_diagnosis(x))
    return shown


def card(finding: Finding, lang: str | None = None) -> CardShown:
    """The card of one reason: `nb.card(diagnosis.first)`."""
    if not isinstance(finding, Finding):
        raise UsageError("widget-wrong-thing", kind=type(finding).__name__)
    return CardShown(finding, lang, copy, page)


def slots(x: Any, lang: str | None = None) -> SlotsShown:
    """The slot map of a source, a host, a snapshot or a diagnosis. Raises UsageError where nothing was read."""
    found = _diagnosis(x)
    return SlotsShown(found.slots, lambda: sk.frames(found.snapshot).slots, lang)


def compare(before: Any, after: Any, lang: str | None = None) -> CompareShown:
    """Two looks at one host, the earlier first: sources, snapshots or diagnoses.

    Raises UsageError where they are of two hosts.
    """
    return CompareShown(compared(_diagnosis(before), _diagnosis(after)), lang)


def steps(plan: Any, host: Any = None, lang: str | None = None, folder: Any = None, patience: Any = None) -> StepsShown:
    """The step runner of a plan for a host; a source is planned for and is the host as well, and is read behind a run.

    Without a host it shows the plan and does nothing. `plan` may also be a `Run` or the file of its journal, to be gone
    on with, after a restart of the kernel for instance. `folder` and `patience` are those of `sk.apply`. Raises
    UsageError where nothing was read, InputError for a file that is no journal.
    """
    run = sk.Run.load(plan) if isinstance(plan, str | os.PathLike) else plan if isinstance(plan, sk.Run) else None
    made = run.plan if run else plan if isinstance(plan, Plan) else planned(_diagnosis(plan))
    key, terms = f"steps:{made.host}", {"patience": patience}
    state = Steps(made).allow_only(_kept.get(key, ()))
    target = plan if host is None and isinstance(plan, SourceShown) else host
    runs = applying(target, plan, folder, terms, lambda allowed: _kept.__setitem__(key, allowed))
    shown = StepsShown(state.ended(run) if run else state, runs, lang)
    if isinstance(plan, SourceShown):
        plan.on_read(lambda reading: shown.replan(planned(diagnose(reading.snapshot))))
    return shown


def room(x: Any = "", lang: str | None = None) -> RoomShown:
    """The server room of a lab: of a source whose door is the lab, of a scenario ("lab:healthy"), or of a `Room`."""
    found = _room(x)
    hands = Hands(found.state, found.act, found.reset, found.scenario, scenarios(reader.language(lang)))
    shown = RoomShown(hands, None, lang)
    shown.look()
    shown.work.wait(5)
    return shown


def _room(x: Any) -> Room:
    if isinstance(x, Room):
        return x
    if isinstance(x, SourceShown):
        if x.choices.door != "lab":
            raise UsageError("room-of-labs")
        return labs.room(x.choices.scenario, x.choices.speaks or None)
    if isinstance(x, str):
        return labs.room(x.removeprefix("lab:"))
    raise UsageError("widget-wrong-thing", kind=type(x).__name__)
