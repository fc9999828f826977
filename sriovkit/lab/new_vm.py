"""A VM as an administrator makes one in Hyper-V's manager: on the SR-IOV switch, running, without a VF.

Rule: it asks for no VF by itself; whoever wants one sets its IovWeight, as on a real host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..core.errors import InputError
from .machine import Machine
from .settling import Disturbed, disturb
from .vm import Vm, VmNic


def make_vm(machine: Machine, _: Mapping[str, Any]) -> Machine:
    """The machine with one VM more, on its way up; its name is the next free one."""
    if not machine.hypervisor_runs:
        raise InputError("lab-no-hypervisor")
    taken = {vm.name for vm in machine.vms}
    name = next(name for number in range(1, len(taken) + 2) if (name := f"VM{number:02}") not in taken)
    switch = next((s.name for s in machine.switches if s.iov), "")
    vm = Vm(name, "Running", 1, nics=(VmNic(switch),))
    changed = replace(machine, vms=(*machine.vms, vm))
    return disturb(machine, changed, [Disturbed("vm", changed.vm_id(vm), "Off")])
