"""New-VM, Start-VM and Stop-VM.

Rule: a VM made here has a guest whose system and VF driver are there already; the lab installs no guests.
"""

from __future__ import annotations

from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..settling import Disturbed
from ..vm import Vm, VmNic
from ._change import Bound, Change, failed, missing
from ._objects import vms_meant

_NEW = {"en": "New Virtual Machine", "ja": "新しい仮想マシン"}


def new(machine: Machine, signature: Signature, bound: Bound) -> Change:
    name, generation = bound.get("Name") or _NEW[machine.language], bound.get("Generation", 1)
    switch = bound.get("SwitchName") or ""
    if switch and machine.switch(switch) is None:
        raise failed(signature, f"There is no vSwitch '{switch}'")
    vm = Vm(name, "Off", generation, nics=(VmNic(switch),))
    return Change(replace(machine, vms=(*machine.vms, vm)), shows=("Get-VM", "Name", (name,)))


def start(machine: Machine, signature: Signature, bound: Bound) -> Change:
    if not machine.hypervisor_runs:
        raise failed(signature, "The hypervisor is not running", "InvalidOperation")
    return _to(machine, signature, bound, "Running")


def stop(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _to(machine, signature, bound, "Saved" if bound.get("Save") else "Off")


def _to(machine: Machine, signature: Signature, bound: Bound, state: str) -> Change:
    """VMs that are in that state already stay as they are (Windows only warns)."""
    meant = vms_meant(machine, bound, "Name")
    moved = [vm for vm in meant if vm.state != state]
    vms = tuple(replace(vm, state=state) if vm in moved else vm for vm in machine.vms)
    errors = missing(signature, "Name", bound.get("Name", ()), [vm.name for vm in machine.vms])
    ids = tuple(machine.vm_id(vm) for vm in meant) if bound.get("Passthru") else ()
    disturbs = tuple(Disturbed("vm", machine.vm_id(vm), vm.state) for vm in moved)
    return Change(replace(machine, vms=vms), disturbs, ("Get-VM", "Id", ids), errors)
