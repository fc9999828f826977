"""Commands that change the host: each a pure function from a machine and bound parameters to a `Change`.

Rule: what comes out is checked like a scenario; a machine that cannot be is refused, and the old one stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...core.errors import InputError
from ..binding import Signature
from ..machine import Machine
from ..possible import check
from ..refusing import Refused
from ..server.pipeline import ErrorAnswer
from ..settling import disturb
from . import adapters, host, registry, switches, teams, vm_nics, vms
from ._change import Bound, Change, Play, failed
from ._objects import by_name

__all__ = ["PLAYS", "Change", "play"]

PLAYS: Mapping[str, Play] = {
    "New-VMSwitch": switches.new,
    "Remove-VMSwitch": switches.remove,
    "Connect-VMNetworkAdapter": vm_nics.connect,
    "Disconnect-VMNetworkAdapter": vm_nics.disconnect,
    "Set-VMNetworkAdapter": vm_nics.set_,
    "Add-VMNetworkAdapter": vm_nics.add,
    "New-VM": vms.new,
    "Start-VM": vms.start,
    "Stop-VM": vms.stop,
    "Enable-NetAdapterSriov": adapters.enable,
    "Disable-NetAdapterSriov": adapters.disable,
    "Set-NetAdapterSriov": adapters.set_sriov,
    "Set-NetAdapterAdvancedProperty": adapters.set_property,
    "Restart-NetAdapter": adapters.restart,
    "Remove-NetLbfoTeam": teams.remove,
    "Add-NetLbfoTeamMember": teams.add_member,
    "Remove-NetLbfoTeamMember": teams.remove_member,
    "New-ItemProperty": registry.new,
    "Set-ItemProperty": registry.set_,
    "Remove-ItemProperty": registry.remove,
    "Restart-Computer": host.restart,
    "Install-WindowsFeature": host.install,
}


def play(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """What a changing command comes to, all that it sets moving included; the machine given stays as it is.

    Raises Refused where the command ends in an error.
    """
    if not machine.elevated:
        raise Refused(_denied(signature))
    change = PLAYS[signature.command](machine, signature, by_name(signature.command, bound))
    if bound.get("WhatIf"):
        return Change(machine)
    try:
        changed = check(change.machine)
    except InputError as impossible:
        raise failed(signature, impossible.cause("en")) from None
    return Change(disturb(machine, changed, change.disturbs), change.disturbs, change.shows, change.errors)


def _denied(signature: Signature) -> ErrorAnswer:
    said = f"{signature.command} needs an administrator (the lab's words)"
    code = f"AccessDenied,{signature.implementation}"
    return ErrorAnswer(said, "PermissionDenied", code, None, activity=signature.command)
