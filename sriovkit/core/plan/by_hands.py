"""Work that no command does: one window for all that needs the power off, and the rest reason by reason.

Rule: nothing here is done by us; what the hands did is judged by a fresh look.
"""

from __future__ import annotations

from .. import window
from ..catalogue import load
from ..cmdlets import IovOverride
from ..cmdlets.iov_enable_override import RIGHT_PLACE
from ..findings import Finding
from . import facts, on_nics, traffic
from .draft import Draft
from .step import Task

#: The step of `remapping-security-override` that comes behind the registry value.
_RESTART_VMS = 2
#: Reasons that the driver's own setting may be all there is to.
_DRIVER = ("nic-no-sriov", "nic-sriov-disabled")


def needs_hands(finding: Finding) -> bool:
    """Whether work on the firmware comes first; a setting of the driver needs none."""
    return not (finding.code in _DRIVER and on_nics.off_in_driver(finding.thing))


def work(draft: Draft) -> window.Window:
    """The window of this host, without what a command mends alone and what goes with an LBFO team."""
    return window.of(f for f in draft.d.findings if needs_hands(f) and not _of_team(f))


def _of_team(finding: Finding) -> bool:
    facts_of = finding.thing.facts if finding.thing is not None else {}
    return finding.code == "nic-no-sriov" and bool(facts_of.get("on_lbfo_team") or facts_of.get("lbfo_adapter"))


def power_off(draft: Draft) -> None:
    """The one window, and the look behind it: what comes after it may be gone then."""
    todo = work(draft)
    if not todo:
        return
    codes = tuple(dict.fromkeys(code for t in todo.tasks for code in t.codes))
    tasks = tuple(Task(t.codes[0], load()[t.codes[0]].remedy.index(t.step), t.targets) for t in todo.tasks)
    draft.add(
        "hands",
        "window",
        codes=codes,
        tasks=tasks,
        traffic=traffic.everything(draft.host, draft.snapshot),
        restart="host",
        needs=("console", "bitlocker", "drain"),
    )
    draft.add("wait", "restart", codes=codes)


def in_window(draft: Draft, finding: Finding) -> bool:
    """Whether a finding has its work in the window already."""
    return any(s.action == "window" and finding.code in s.codes for s in draft.steps)


def remedy(draft: Draft, finding: Finding) -> None:
    """The steps of a reason that somebody does on the host, in the guest, or with the vendor."""
    targets = (finding.target,)
    told = [(n, s) for n, s in enumerate(finding.reason.remedy) if s in finding.steps]
    told = [(n, s) for n, s in told if s.who != "nobody" and s.where not in window.PLACES]
    draft.by_hand(finding, [Task(finding.code, n, targets) for n, _ in told])


def override(draft: Draft, finding: Finding) -> None:
    """IOVEnableOverride, behind the firmware update, and the VMs that have to be restarted for it."""
    if any(s.action == "override" for s in draft.steps):
        return
    there = next((r for r in draft.snapshot.records(IovOverride) if facts.same(r.place, RIGHT_PLACE)), None)
    old = there.iov_enable_override if there is not None else None
    if draft.snapshot.state("IOVEnableOverride") not in ("answered", "empty"):
        draft.refuse("no-identity", name="IOVEnableOverride")
    elif old != 1:
        draft.add(
            "command",
            "override",
            codes=(finding.code,),
            arguments={"old": old},
            needs=("trusted-vms",),
            facts={str(facts.Place("IOVEnableOverride", "Place", RIGHT_PLACE, "IOVEnableOverride")): old},
        )
    draft.by_hand(finding, [Task(finding.code, _RESTART_VMS)])
