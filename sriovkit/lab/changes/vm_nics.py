"""Connect-, Disconnect-, Set-, Add- and Remove-VMNetworkAdapter.

Rule: an adapter is chosen by its VM's name and its own, both with wildcards; whether it gets a VF follows by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..binding import Signature
from ..machine import Machine
from ..refusing import not_played
from ..vm import VmNic
from . import host_nics
from ._change import Bound, Change, failed, missing
from ._objects import as_it_is, vms_meant
from ._ports import alter_ports

Alter = Callable[[VmNic], VmNic]


def connect(machine: Machine, signature: Signature, bound: Bound) -> Change:
    switch = _switch(machine, signature, bound["SwitchName"])
    return _each(machine, signature, bound, lambda nic: replace(nic, switch=switch))


def disconnect(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _each(machine, signature, bound, lambda nic: replace(nic, switch=""))


def set_(machine: Machine, signature: Signature, bound: Bound) -> Change:
    chosen = {field: read(bound[name]) for name, (field, read) in _FIELDS.items() if name in bound}
    return _each(machine, signature, bound, lambda nic: replace(nic, **chosen))


def add(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """A running VM takes another adapter only in generation 2 (general knowledge)."""
    if bound.get("ManagementOS"):
        return host_nics.add(machine, signature, bound)
    if not {"VM", "VMName"} & set(bound):
        raise failed(signature, "Neither a VM nor the host is meant")
    if "StaticMacAddress" in bound:
        raise not_played(signature.command, "StaticMacAddress without -ManagementOS")
    switch = _switch(machine, signature, bound["SwitchName"]) if bound.get("SwitchName") else ""
    made = VmNic(switch, bound.get("Name") or "", legacy=bool(bound.get("IsLegacy")))
    chosen = vms_meant(machine, bound, "VMName")
    for vm in chosen:
        if vm.state == "Running" and (vm.generation == 1 or made.legacy):
            said = f"'{vm.name}' must be off to get another adapter"
            raise failed(signature, said, "InvalidOperation", "InvalidState")
    vms = tuple(replace(vm, nics=(*vm.nics, replace(made))) if vm in chosen else vm for vm in machine.vms)
    changed = replace(machine, vms=vms)
    chosen_ids = {changed.vm_id(vm) for vm in chosen}
    added = tuple(changed.vm_nic_id(vm, vm.nics[-1]) for vm in vms if changed.vm_id(vm) in chosen_ids)
    errors = missing(signature, "VMName", bound.get("VMName", ()), [vm.name for vm in machine.vms])
    return Change(changed, shows=_shown(bound, added), errors=errors)


def remove(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Of a running VM only in generation 2, as above."""
    if bound.get("ManagementOS"):
        return host_nics.remove(machine, signature, bound)
    _, gone, errors = alter_ports(machine, signature, bound, lambda nic: nic)
    vms = []
    for vm in machine.vms:
        left = tuple(nic for nic in vm.nics if machine.vm_nic_id(vm, nic) not in gone)
        if left != vm.nics and vm.state == "Running" and vm.generation == 1:
            raise failed(signature, f"'{vm.name}' must be off to lose an adapter", "InvalidOperation", "InvalidState")
        # Those that stay keep their identity, whatever place they have now.
        vms.append(replace(vm, nics=tuple(as_it_is(machine, vm, nic) for nic in left)) if left != vm.nics else vm)
    return Change(replace(machine, vms=tuple(vms)), errors=errors)


def _on(value: str) -> bool:
    return value == "On"


#: Parameter -> field of VmNic and how its value is read.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "IovWeight": ("iov_weight", int),
    "IovQueuePairsRequested": ("queue_pairs", int),
    "IovInterruptModeration": ("moderation", str),
    "AllowTeaming": ("allow_teaming", _on),
    "MacAddressSpoofing": ("mac_spoofing", _on),
    "PortMirroring": ("port_mirroring", str),
    "DhcpGuard": ("dhcp_guard", _on),
    "RouterGuard": ("router_guard", _on),
    "MaximumBandwidth": ("maximum_bandwidth", int),
}


def _each(machine: Machine, signature: Signature, bound: Bound, alter: Alter) -> Change:
    changed, altered, errors = alter_ports(machine, signature, bound, alter)
    return Change(changed, shows=_shown(bound, altered), errors=errors)


def _shown(bound: Bound, ids: tuple[str, ...]) -> tuple[str, str, tuple[Any, ...]]:
    return ("Get-VMNetworkAdapter", "Id", ids if bound.get("Passthru") else ())


def _switch(machine: Machine, signature: Signature, name: str) -> str:
    found = next((switch.name for switch in machine.switches if switch.name.lower() == name.lower()), None)
    if found is None:
        raise failed(signature, f"There is no vSwitch '{name}'")
    return found
