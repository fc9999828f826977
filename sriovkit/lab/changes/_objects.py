"""Objects as arguments: a vSwitch, a VM, a VM NIC or an adapter that another command gave.

Rule: an object stands for the thing it names; wildcards in that name are letters.
"""

from __future__ import annotations

import glob
from dataclasses import replace
from typing import Any

from ..machine import Machine
from ..vm import Vm, VmNic
from ._change import Bound, fits, listed

#: Parameter -> the parameter that takes the same by name. VMs and VM NICs are told by their ids (`ids`).
_NAMED = {"InputObject": "Name", "VMSwitch": "Name"}
#: Commands whose objects have no name: the properties that tell them.
_TOLD_BY = {
    "Remove-NetIPAddress": ("InterfaceAlias", "IPAddress"),
    "Remove-NetRoute": ("InterfaceAlias", "DestinationPrefix", "NextHop"),
    "Set-NetIPInterface": ("InterfaceAlias",),
    "Set-DnsClientServerAddress": ("InterfaceAlias",),
    "Set-NetConnectionProfile": ("InterfaceAlias",),
}


def by_name(command: str, bound: Bound) -> Bound:
    """Arguments with objects replaced by names, where a command can be told by name."""
    given = _told(command, dict(bound))
    for parameter, name in _NAMED.items():
        if parameter not in given:
            continue
        found = [str(told(one, "Name")) for one in listed(given.pop(parameter))]
        if command == "Connect-VMNetworkAdapter":
            given["SwitchName"] = found[0]
        elif command.endswith("-VMSwitchExtension"):
            given["VMSwitchName"] = [glob.escape(one) for one in found]
        else:
            given[name] = [glob.escape(one) for one in found]
    return given


def _told(command: str, given: dict[str, Any]) -> dict[str, Any]:
    """The same for objects that have no name."""
    if "AssociatedIPInterface" in given:
        # A route that was piped in is taken for that, where PowerShell does not know its class.
        thing = given.pop("AssociatedIPInterface")
        if told(thing, "DestinationPrefix"):
            given["InputObject"] = thing
        else:
            given["InterfaceAlias"] = [glob.escape(str(told(thing, "InterfaceAlias") or told(thing, "Name")))]
    keys = _TOLD_BY.get(command, ())
    things = listed(given.pop("InputObject")) if keys and "InputObject" in given else []
    return given | {key: [glob.escape(str(told(one, key))) for one in things] for key in keys if things}


def ids(bound: Bound, parameter: str) -> set[str] | None:
    """Ids of the objects of one parameter in small letters; None where it was not given."""
    if parameter not in bound:
        return None
    return {str(told(one, "Id")).lower().strip("{}") for one in listed(bound[parameter])}


def vms_meant(machine: Machine, bound: Bound, parameter: str) -> list[Vm]:
    """The VMs of a call, by the objects in -VM or by name."""
    wanted = ids(bound, "VM")
    if wanted is not None:
        return [vm for vm in machine.vms if machine.vm_id(vm) in wanted]
    return [vm for vm in machine.vms if fits(vm.name, bound[parameter])]


def told(thing: Any, name: str) -> Any:
    """A property of an object, which is a table or has attributes; a bare text is its own name."""
    if isinstance(thing, str):
        return thing
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def as_it_is(machine: Machine, vm: Vm, nic: VmNic) -> VmNic:
    """The adapter with what was derived of its place and its host written into it, so that it stays the same one."""
    own = machine.vm_nic_id(vm, nic).rpartition("\\")[2].lower()
    return replace(nic, name=machine.vm_nic_name(nic), id=own, mac=machine.vm_nic_mac(vm, nic))
