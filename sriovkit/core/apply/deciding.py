"""What comes next: from the plan, the journal and a fresh diagnosis to one move. Nothing is asked or done here.

Rule: one step at a time, in order; a step that is not needed any more is skipped, one that needs hands is waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from .. import catalogue
from ..cmdlets import CMDLETS
from ..datapath import join
from ..diagnose import Diagnosis
from ..plan import Plan, Step
from ..plan.step import instead_of_hands
from ..snapshot import Snapshot
from .ledger import ENDED, STANDS, Ledger

#: States of a section that leave nothing open.
_ANSWERED = ("answered", "empty", "missing")


@dataclass(frozen=True)
class Seen:
    """A fresh look: codes that block (or follow from what blocks), and when the host was started."""

    codes: frozenset[str]
    booted: str = ""
    ready: bool | None = None
    #: Every command that there is answered: what is not found is not there.
    whole: bool = True

    @classmethod
    def of(cls, d: Diagnosis) -> Seen:
        found = [f for one in d.findings for f in (one, *one.folded) if f.verdict == "found"]
        whole = all(d.snapshot.state(name) in _ANSWERED for name in CMDLETS)
        return cls(frozenset(f.code for f in found), booted(d.snapshot), d.ready, whole)


def wanted(plan: Plan, snapshot: Snapshot) -> tuple[str, ...]:
    """What a plan is for, as targets of a fresh diagnosis: VM NICs where there are any, as they may have moved.

    Twins are told apart by their Ids, where steps name those; else the host's own wishes count.
    """
    named = [w for w in plan.wanted if w.startswith("vm_nic:")] or list(plan.wanted)
    left = {s.target for s in plan.steps if s.action == "old-switch"}
    host = join(snapshot)
    there = Counter(thing.label for thing in (*host.nics, *host.switches, *host.vm_nics))
    ids = {str(s.arguments["adapter"]) for s in plan.steps if s.target in named and "adapter" in s.arguments}
    known = {str(thing.facts.get("id")) for thing in host.vm_nics}
    return (*(w for w in named if there[w] == 1 and w not in left), *sorted(ids & known))


def booted(snapshot: Snapshot) -> str:
    rows = snapshot.rows("Win32_OperatingSystem")
    return str(rows[0].get("LastBootUpTime") or "") if rows else ""


@dataclass(frozen=True)
class Move:
    """`what`: do a command | skip | proven (hands or a wait that are over) | hands | finish; `codes` still found."""

    what: str
    step: Step | None = None
    codes: tuple[str, ...] = ()
    #: Hands may be over: for all that is still found there is another way behind them, where they cannot mend it.
    over: bool = False


def next_move(ledger: Ledger, seen: Seen) -> Move:
    """The move that comes now."""
    for step in ledger.plan.steps:
        if ledger.word(step.id) in ENDED:
            continue
        if step.kind == "command":
            return Move("skip" if not _needed(ledger, step, seen) else "do", step)
        if step.kind == "wait":
            return Move("proven", step)
        left = _left(ledger, step, seen)
        if left:
            return Move("hands", step, left, over=set(left) <= instead_of_hands(ledger.plan.steps))
        # An old vSwitch that is in nobody's way is the person's to remove, whenever they like.
        return Move("skip" if step.action == "old-switch" else "proven", step)
    return Move("finish")


def _needed(ledger: Ledger, step: Step, seen: Seen) -> bool:
    """Whether what a step is for is still there, or is half done by the steps before it."""
    if set(step.codes) & seen.codes or not step.codes:
        return True
    touched = set(ledger.touched())
    return any(s.id in touched and set(s.codes) & set(step.codes) for s in ledger.plan.steps)


def _left(ledger: Ledger, step: Step, seen: Seen) -> tuple[str, ...]:
    """Reasons for which hands are still needed: those that no later step is about, and all before they had a chance."""
    found = [code for code in step.codes if code in seen.codes]
    if step.restart and not _restarted(ledger, seen):
        return tuple(found)
    return tuple(code for code in found if code in step.proves and code not in _later(ledger.plan, step))


def _restarted(ledger: Ledger, seen: Seen) -> bool:
    looked = ledger.looked
    before = str(looked.get("booted") or "") if looked else ""
    return bool(before and seen.booted) and seen.booted != before


def _later(plan: Plan, step: Step) -> set[str]:
    place = plan.steps.index(step)
    return {code for s in plan.steps[place + 1 :] if s.kind != "wait" for code in s.codes}


def stretch(plan: Plan, step: Step) -> list[Step]:
    """The commands from a step on that follow each other without hands or a wait between them."""
    steps: list[Step] = []
    for s in plan.steps[plan.steps.index(step) :]:
        if s.kind != "command":
            break
        steps.append(s)
    return steps


def not_allowed(ledger: Ledger, step: Step, allow: Set[str], seen: Seen) -> tuple[str, ...]:
    """Impacts of this stretch that nobody allowed, "none" needing no leave; asked before its first change."""
    ahead = [s for s in stretch(ledger.plan, step) if ledger.word(s.id) not in ENDED and _needed(ledger, s, seen)]
    asked = {s.impact for s in ahead} - set(allow) - {"none"}
    return tuple(impact for impact in catalogue.IMPACTS if impact in asked)


def to_put_back(ledger: Ledger, step: Step) -> list[Step]:
    """Steps that go back when one comes to trouble, the last first: a removed vSwitch is never left removed."""
    touched = [s for s in ledger.plan.steps if s.id in ledger.touched()]
    removed = [s for s in touched if s.action == "remove-switch" and _before(ledger.plan, s, step)]
    if removed:
        return list(reversed(touched[touched.index(removed[-1]) :]))
    return [step] if step.put_back and step in touched else []


def left_removed(ledger: Ledger) -> list[Step]:
    """What goes back so that no vSwitch is left removed, the last first; none where it was made and connected anew."""
    removed = [s for s in ledger.plan.steps if s.action == "remove-switch" and s.id in ledger.touched()]
    if not removed:
        return []
    own = [s for s in stretch(ledger.plan, removed[-1])[1:] if s.action in ("remove-switch", "new-switch", "connect")]
    ends = next((n for n, s in enumerate(own) if s.action == "remove-switch"), len(own))
    if all(ledger.word(s.id) in STANDS for s in own[:ends]):  # what was put back is away again
        return []
    return to_put_back(ledger, removed[-1])


def _before(plan: Plan, one: Step, other: Step) -> bool:
    return plan.steps.index(one) <= plan.steps.index(other)


def all_back(ledger: Ledger) -> list[Step]:
    """Every step that is to be undone, the last first."""
    return [s for s in reversed(ledger.plan.steps) if s.id in ledger.touched()]


def impacts(steps: Iterable[Step]) -> set[str]:
    return {s.impact for s in steps} - {"none"}
