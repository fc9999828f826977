"""Live migration: a VM leaves one host and arrives at another.

Rule: pure functions of both machines. At the start the VF goes and the guest goes on over the synthetic path; at the
destination a VF is given by the same rules as to any VM there, and where none is given nothing says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from psrpcore.types import PSCustomObject, PSList, PSString

from .binding import Signature
from .changes import Bound, Change, as_it_is, failed, missing, vms_meant
from .machine import Machine
from .possible import check
from .reach import reachable
from .server.pipeline import ErrorAnswer
from .settling import Disturbed, disturb
from .vm import Vm
from .windows import ORDER


def move(source: Machine, destination: Machine, signature: Signature, bound: Bound) -> tuple[Change, Machine]:
    """Move-VM: what it comes to here, and the other host's machine. Raises Refused where the VM cannot go there."""
    chosen, errors = _chosen(source, signature, bound)
    for vm in chosen:
        for why in _hindrances(source, destination, vm):
            raise failed(signature, f"'{vm.name}' cannot be moved to '{destination.name}': {why}", "InvalidOperation")
    if bound.get("WhatIf"):
        return Change(source), destination
    away = tuple(stamped(source, vm) for vm in chosen)
    left = _departed(source, away)
    there = _arrived(destination, away)
    return replace(left, errors=errors), there


def reported(
    source: Machine, destination: Machine, signature: Signature, bound: Bound
) -> tuple[list[PSCustomObject], tuple[ErrorAnswer, ...]]:
    """Compare-VM: what would keep each VM from moving; of VFs the report says nothing (whether Windows' does is not
    known). The sentences are the lab's words, and their numbers are left out."""
    chosen, errors = _chosen(source, signature, bound)
    return [_report(source, destination, vm) for vm in chosen], errors


def _report(source: Machine, destination: Machine, vm: Vm) -> PSCustomObject:
    whys = (PSString(f"{why} (the lab's words)") for why in _hindrances(source, destination, vm))
    found = PSList([PSCustomObject(Message=why) for why in whys])
    return PSCustomObject(Destination=PSString(destination.name), Incompatibilities=found)


def _chosen(source: Machine, signature: Signature, bound: Bound) -> tuple[list[Vm], tuple[ErrorAnswer, ...]]:
    chosen = vms_meant(source, {**bound, "Name": [bound.get("Name", "*")]}, "Name")
    asked = [bound["Name"]] if "Name" in bound else ()
    return chosen, missing(signature, "Name", asked, [vm.name for vm in source.vms])


def stamped(machine: Machine, vm: Vm) -> Vm:
    """The VM with all that was derived from its host written into it, so that it stays the same VM elsewhere."""
    nics = tuple(as_it_is(machine, vm, nic) for nic in vm.nics)
    return replace(vm, id=machine.vm_id(vm), nics=nics)


def _departed(source: Machine, away: tuple[Vm, ...]) -> Change:
    gone = {vm.id for vm in away}
    still = tuple(vm for vm in source.leaving if source.settles("leave", vm.id))
    left = replace(source, vms=tuple(vm for vm in source.vms if source.vm_id(vm) not in gone), leaving=(*still, *away))
    moved = tuple(Disturbed("leave", vm.id) for vm in away)
    return Change(disturb(source, left, moved), moved)


def _arrived(destination: Machine, away: tuple[Vm, ...]) -> Machine:
    there = check(replace(destination, vms=(*destination.vms, *away)))
    return disturb(destination, there, [Disturbed("arrive", vm.id) for vm in away])


def _hindrances(source: Machine, destination: Machine, vm: Vm) -> Iterator[str]:
    """Why it cannot go there; what Hyper-V says of it in words is not known."""
    identity = source.vm_id(vm)
    if not reachable(destination):
        yield "that host cannot be reached"
    if not destination.hypervisor_runs:
        yield "the hypervisor is not running there"
    if ORDER.index(destination.release) < ORDER.index(source.release):
        yield f"Windows Server {destination.release} is older than {source.release}"
    if vm.state == "Running" and destination.cpu.manufacturer != source.cpu.manufacturer:
        yield "its processors are of another maker"
    still = tuple(other for other in destination.leaving if destination.settles("leave", other.id))
    if any(destination.vm_id(other) == identity for other in (*destination.vms, *still)):
        yield "a VM of this identity is there already"
    if any(source.settles(kind, identity) for kind in ("vm", "arrive")):
        yield "it is on its way to another state"
    for nic in vm.nics:
        if nic.switch and destination.switch(nic.switch) is None:
            yield f"there is no vSwitch '{nic.switch}' there"
