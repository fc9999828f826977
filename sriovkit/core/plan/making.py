"""From a diagnosis to a plan: which steps, for which reasons, in which order, and what is not done.

Rule: mending order is kept, only what somebody wants gets steps, and a vSwitch that nobody wants is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from .. import catalogue
from ..diagnose import Diagnosis, diagnose
from ..findings import Finding
from . import by_hands, on_nics, on_switches, on_vm_nics, refusals
from .draft import Draft, found
from .step import Step, instead_of_hands
from .whole import Plan

Handler = Callable[[Draft, Finding], None]

#: Reasons that a command mends, or works at behind the hands.
HANDLERS: Mapping[str, Handler] = {
    "remapping-security-override": by_hands.override,
    "nic-no-sriov": on_nics.enable,
    "nic-sriov-disabled": on_nics.enable,
    "nic-zero-vfs": on_nics.more_vfs,
    "vf-exhausted": on_nics.more_vfs,
    "switch-on-lbfo-team": on_switches.replace_switch,
    "switch-not-iov": on_switches.replace_switch,
    "vm-nic-on-other-switch": on_vm_nics.to_switch,
    "vm-iov-weight-zero": on_vm_nics.ask_for_vf,
    "queue-pairs-exhausted": on_vm_nics.fewer_queue_pairs,
}
#: The honest end: nothing on this host leads to SR-IOV.
ENDS = ("nested-host", "client-os")


def plan(diagnosis: Diagnosis, targets: Iterable[str] = ()) -> Plan:
    """Ordered steps that lead a host to what is wanted of it, the first thing first; nothing is done by it.

    `targets` names uplinks, vSwitches or VM NICs as in `diagnose`; without them the diagnosis' own wishes count.
    Raises UsageError where a target is not on the host.
    """
    targets = tuple(targets)
    d = diagnose(diagnosis.snapshot, targets) if targets else diagnosis
    draft = Draft(d)
    if possible(draft):
        _fill(draft)
    return finished(draft)


def finished(draft: Draft, look: str = "look") -> Plan:
    """The plan of a draft: what forbids it is looked up, and at its end somebody looks again."""
    changes = any(_touches(s.impact) for s in draft.steps if s.kind == "command")
    if changes:
        draft.refusals += refusals.of(draft.snapshot)
    if any(r.state == refusals.REFUSED and r.code in refusals.LOOK for r in draft.refusals):
        draft.steps.clear()
    if draft.steps and draft.steps[-1].kind != "wait":
        draft.add("wait", look)
    return Plan.of(draft.d, _proving(draft.steps), tuple(draft.refusals))


def _proving(steps: list[Step]) -> tuple[Step, ...]:
    """Each reason is proven gone behind the last step that is about it, and looked at behind the window."""
    last = {code: s.id for s in steps for code in s.codes if s.kind != "wait"}
    instead = instead_of_hands(steps)  # the window promises nothing of that
    return tuple(
        replace(s, proves=tuple(c for c in s.codes if s.kind != "wait" and _proves(s, c, last[c], instead)))
        for s in steps
    )


def _proves(step: Step, code: str, last: str, instead: set[str]) -> bool:
    return last == step.id or (step.action == "window" and code not in instead)


def possible(draft: Draft) -> bool:
    """Whether steps make sense at all on this host, and in this snapshot."""
    codes = {f.code for f in draft.d.findings if f.blocks}
    for code in ENDS:
        if code in codes:
            draft.refuse(code)
            return False
    if draft.snapshot.session.get("elevated") is False:
        draft.refuse("unelevated")
    return draft.snapshot.session.get("elevated") is not False


def _fill(draft: Draft) -> None:
    by_hands.power_off(draft)
    for finding in found(draft.d):
        handler = HANDLERS.get(finding.code)
        if handler is not None:
            handler(draft, finding)
        elif finding in draft.d.findings and not by_hands.in_window(draft, finding):
            by_hands.remedy(draft, finding)
    if any(f.code == "hyperv-module-missing" for f in draft.d.findings):
        by_hands.remedy(draft, next(f for f in draft.d.findings if f.code == "hyperv-module-missing"))
    _bare_targets(draft)


def _bare_targets(draft: Draft) -> None:
    """A wanted adapter that carries nothing gets a vSwitch of its own."""
    for nic in on_switches.spares(draft):
        if nic in draft.d.wish:
            on_switches.make(draft, nic, on_switches.new_name(draft, ""), ())


def _touches(impact: str) -> bool:
    """From here on an adapter or a vSwitch is changed, and who else it belongs to must be known."""
    return catalogue.IMPACTS.index(impact) >= catalogue.IMPACTS.index("nic-restart") or impact == "vf-reset"
