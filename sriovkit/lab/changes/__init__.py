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
from . import adapters, addresses, host, port_settings, registry, rulers, switches, teams, vm_nics, vms
from ._change import Bound, Change, Play, failed, missing
from ._objects import as_it_is, by_name, ids, told, vms_meant

__all__ = ["PLAYS", "Bound", "Change", "as_it_is", "failed", "ids", "missing", "play", "told", "vms_meant"]

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
    "Set-VMSwitch": switches.set_,
    "Remove-VMNetworkAdapter": vm_nics.remove,
    "Set-VMNetworkAdapterVlan": port_settings.set_vlan,
    "Add-VMNetworkAdapterAcl": port_settings.add_acl,
    "Remove-VMNetworkAdapterAcl": port_settings.remove_acl,
    "Enable-VMSwitchExtension": rulers.enable_extension,
    "Disable-VMSwitchExtension": rulers.disable_extension,
    "New-NetIPAddress": addresses.new_address,
    "Remove-NetIPAddress": addresses.remove_address,
    "Set-NetIPInterface": addresses.set_interface,
    "New-NetRoute": addresses.new_route,
    "Remove-NetRoute": addresses.remove_route,
    "Set-DnsClientServerAddress": addresses.set_dns,
    "Set-NetConnectionProfile": addresses.set_profile,
    "Enable-NetAdapterRdma": rulers.enable_rdma,
    "Disable-NetAdapterRdma": rulers.disable_rdma,
    "Suspend-ClusterNode": rulers.suspend,
    "Resume-ClusterNode": rulers.resume,
    "Remove-NetIntent": rulers.remove_intent,
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
