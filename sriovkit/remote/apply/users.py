"""Who is on a vSwitch that the way back would remove, and whether a VM NIC that it would put back is still there.

Rule: asked of the host at that moment; what cannot be told ends the run, and is never taken for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...core.apply import looks
from ...core.apply.asking import Look
from ...core.plan import Step
from ...core.plan.commands import FLAG, Call, Found, where
from .work import Ended, Work

_WHOSE = ("VMName", "Name", "Id", "IsManagementOs")


def nobody_left_behind(work: Work, steps: list[Step]) -> None:
    """Ends the way back before its first command where a vSwitch could not be removed at its end."""
    ours = {adapter.casefold() for step in steps for _, adapter in looks.vm_nics(step)}
    for step in steps:
        _unused(work, step, ours)


def nobody_on_it(work: Work, step: Step, call: Call) -> None:
    """A vSwitch that the run made is not removed while somebody uses it: what the run moved there has gone back."""
    if call.cmdlet == "Remove-VMSwitch":
        _unused(work, step, set())


def _unused(work: Work, step: Step, ours: set[str]) -> None:
    made = work.ledger.made.get(step.id)
    if not made:
        return
    rows = [r for r in _there(work, "SwitchId", made) if r.get("IsManagementOs") != "True"]
    others = [f"{r.get('VMName')}/{r.get('Name')}" for r in rows if r.get("Id", "").casefold() not in ours]
    if others:
        raise Ended("stopped", "in-use", step.id, names=", ".join(others))


def gone(work: Work, call: Call) -> bool:
    """Whether the VM NIC that a command is about is not on this host any more: nothing of it is to be put back."""
    about = call.parameters.get("VMNetworkAdapter")
    if not isinstance(about, Found):
        return False
    return not _there(work, "Id", str(about.pipe[-1].parameters["Value"]))


def _there(work: Work, name: str, value: str) -> tuple[Mapping[str, str], ...]:
    """The VM NICs of the host with a property of this value. Ends the run where they cannot be told."""
    look = Look("there", (Call("Get-VMNetworkAdapter", {"All": FLAG}), where(name, value)), _WHOSE)
    told = work.visits.patiently(lambda: work.visits.look([look])).items["there"]
    if told.state != "found":
        raise Ended("unknown", "host", error=told.error.get("message", ""))
    return told.rows
