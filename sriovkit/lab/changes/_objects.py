"""Objects as arguments: a vSwitch, a VM, a VM NIC or an adapter that another command gave.

Rule: an object stands for the thing it names; wildcards in that name are letters.
"""

from __future__ import annotations

import glob
from typing import Any

from ..machine import Machine
from ..vm import Vm
from ._change import Bound, fits, listed

#: Parameter -> the parameter that takes the same by name. VMs and VM NICs are told by their ids (`ids`).
_NAMED = {"InputObject": "Name", "VMSwitch": "Name"}


def by_name(command: str, bound: Bound) -> Bound:
    """Arguments with objects replaced by names, where a command can be told by name."""
    given = dict(bound)
    for parameter, name in _NAMED.items():
        if parameter not in given:
            continue
        found = [str(told(one, "Name")) for one in listed(given.pop(parameter))]
        if command == "Connect-VMNetworkAdapter":
            given["SwitchName"] = found[0]
        else:
            given[name] = [glob.escape(one) for one in found]
    return given


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
