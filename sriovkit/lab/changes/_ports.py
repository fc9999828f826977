"""Ports of vSwitches that a call means: adapters of VMs and of the host, by name or as objects.

Rule: the host's own only with -ManagementOS, or given themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..answers.switch_ports import host_nic_id
from ..binding import Signature
from ..machine import Machine
from ..network import HostNic
from ..server.pipeline import ErrorAnswer
from ..verdicts.network import all_host_nics
from ..vm import Vm, VmNic
from ._change import Bound, fits, listed, missing
from ._objects import ids

#: Changes either kind of adapter, for their port settings have the same names.
Alter = Callable[[Any], Any]
Altered = tuple[Machine, tuple[str, ...], tuple[ErrorAnswer, ...]]


def alter_ports(machine: Machine, signature: Signature, bound: Bound, alter: Alter) -> Altered:
    """The machine with every port meant altered, the ids of those adapters, and errors for names that mean none."""
    objects = ids(bound, "VMNetworkAdapter")
    names = listed(bound.get("VMNetworkAdapterName", bound.get("Name")) or "*")
    changed: Machine
    if bound.get("ManagementOS"):
        changed, met, there = _hosts(machine, lambda nic: fits(nic.name, names), alter)
        return changed, met, missing(signature, "Name", names, there)
    if objects is not None:
        changed, own, _ = _hosts(machine, lambda nic: host_nic_id(machine, nic).lower() in objects, alter)
        changed, theirs, _ = _vms(changed, lambda _, __, identity: identity.lower() in objects, alter)
        return changed, own + theirs, ()
    vms, vm_names = ids(bound, "VM"), listed(bound.get("VMName", "*"))

    def meant(vm: Vm, nic: VmNic, _: str) -> bool:
        whose = fits(vm.name, vm_names) if vms is None else machine.vm_id(vm) in vms
        return whose and fits(machine.vm_nic_name(nic), names)

    changed, met, there = _vms(machine, meant, alter)
    errors = missing(signature, "VMName", vm_names, [vm.name for vm in machine.vms])
    return changed, met, errors or missing(signature, "Name", names, there)


def _hosts(
    machine: Machine, meant: Callable[[HostNic], bool], alter: Alter
) -> tuple[Machine, tuple[str, ...], list[str]]:
    nics = all_host_nics(machine)
    chosen = [nic for nic in nics if meant(nic)]
    if not chosen:
        return machine, (), [nic.name for nic in nics]
    # From here on the one that came with a vSwitch is told like any other.
    made = tuple(alter(nic) if nic in chosen else nic for nic in nics)
    met = tuple(host_nic_id(machine, nic) for nic in chosen)
    return replace(machine, host_nics=made), met, [nic.name for nic in nics]


def _vms(
    machine: Machine, meant: Callable[[Vm, VmNic, str], bool], alter: Alter
) -> tuple[Machine, tuple[str, ...], list[str]]:
    met: list[str] = []
    there: list[str] = []
    vms = []
    for vm in machine.vms:
        nics = []
        for nic in vm.nics:
            identity = machine.vm_nic_id(vm, nic)
            there.append(machine.vm_nic_name(nic))
            chosen = meant(vm, nic, identity)
            met += [identity] if chosen else []
            nics.append(alter(nic) if chosen else nic)
        vms.append(replace(vm, nics=tuple(nics)))
    return replace(machine, vms=tuple(vms)), tuple(met), there
