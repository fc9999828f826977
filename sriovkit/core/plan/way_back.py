"""The way back from SR-IOV on a host, in the order that interrupts least: VFs, the driver's switch, the registry value.

Rule: it takes back what the snapshot shows, whoever did it; vSwitches stay (one without VFs works like any other), and
firmware is for hands, outside of this plan.
"""

from __future__ import annotations

from ..cmdlets import IovOverride
from ..cmdlets.iov_enable_override import RIGHT_PLACE
from ..diagnose import Diagnosis
from . import facts, on_nics, on_vm_nics
from .draft import Draft
from .making import finished
from .whole import Plan


def way_back(diagnosis: Diagnosis) -> Plan:
    """Ordered steps that take SR-IOV back on a host: no VM NIC asks for a VF, no adapter offers one, no override.

    Nothing is done by it; `apply` runs it like every plan. What a run of `apply` did is taken back more exactly by its
    journal (`undo`).
    """
    draft = Draft(diagnosis)
    if draft.snapshot.session.get("elevated") is False:
        draft.refuse("unelevated")
        return finished(draft, "look-back")
    for vm_nic in draft.host.vm_nics:
        if vm_nic.facts.get("wants_vf") is True:
            on_vm_nics.give_back(draft, vm_nic)
    for nic in draft.host.nics:
        if nic.facts.get("enabled") is True:
            on_nics.disable(draft, nic)
    _override(draft)
    return finished(draft, "look-back")


def _override(draft: Draft) -> None:
    there = next((r for r in draft.snapshot.records(IovOverride) if facts.same(r.place, RIGHT_PLACE)), None)
    old = there.iov_enable_override if there is not None else None
    if old is None:
        return
    place = str(facts.Place("IOVEnableOverride", "Place", RIGHT_PLACE, "IOVEnableOverride"))
    draft.add("command", "remove-override", arguments={"old": old}, facts={place: old})
