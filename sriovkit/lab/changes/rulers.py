"""Suspend- and Resume-ClusterNode, Remove-NetIntent, Enable- and Disable-VMSwitchExtension, -NetAdapterRdma.

Rule: only this host is played; where a drained VM runs meanwhile is not. Every VM counts as a role of the cluster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..answers import whole
from ..answers.rulers import BUILT_IN
from ..binding import Signature
from ..cluster import Cluster
from ..machine import Machine
from ..nic import Card
from ..refusing import not_played
from ..settling import Disturbed
from ..vm import Switch, Vm
from ._change import Bound, Change, failed, fits, listed, missing


def suspend(machine: Machine, signature: Signature, bound: Bound) -> Change:
    cluster = _node(machine, signature, bound)
    if not bound.get("Drain"):
        paused = replace(cluster, state="Paused")
        return Change(replace(machine, cluster=paused), shows=_shown(machine))
    if not cluster.nodes:
        raise failed(signature, "There is no other node for the VMs", "InvalidOperation")
    drained = replace(cluster, state="Paused", drain="Completed", elsewhere=cluster.elsewhere + machine.vms)
    moved = Disturbed("drain", was="wait" if bound.get("Wait") else "")
    return Change(replace(machine, cluster=drained, vms=()), (moved,), _shown(machine))


def resume(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Only an immediate failback brings the VMs back; without the parameter none comes (the lab's choice)."""
    cluster = _node(machine, signature, bound)
    up = replace(cluster, state="Up", drain="NotInitiated")
    if bound.get("Failback") != "Immediate":
        return Change(replace(machine, cluster=up), shows=_shown(machine))
    back = tuple(_connected(machine, vm) for vm in cluster.elsewhere)
    moved = tuple(Disturbed("vm", machine.vm_id(vm), "Off") for vm in back if vm.state == "Running")
    changed = replace(machine, cluster=replace(up, elsewhere=()), vms=machine.vms + back)
    return Change(changed, moved, _shown(machine))


def remove_intent(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """What the intent made stays; from now on nobody puts it back."""
    names = listed(bound["Name"])
    left = tuple(one for one in machine.intents if not fits(one.name, names))
    errors = missing(signature, "Name", names, [one.name for one in machine.intents])
    return Change(replace(machine, intents=left), errors=errors)


def enable_extension(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _extensions(machine, signature, bound, True)


def disable_extension(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _extensions(machine, signature, bound, False)


def enable_rdma(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _rdma(machine, signature, bound, True)


def disable_rdma(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _rdma(machine, signature, bound, False)


def _node(machine: Machine, signature: Signature, bound: Bound) -> Cluster:
    cluster = machine.cluster
    if cluster is None or cluster.state == "Down":
        raise failed(signature, "The cluster service does not run here", "InvalidOperation")
    names = listed(bound.get("Name") or machine.name)
    for name in names:
        if fits(name, cluster.nodes):
            raise not_played(signature.command, f"Name {name}")
        if name.lower() != machine.name.lower():
            raise failed(signature, f"There is no node '{name}'", "ObjectNotFound")
    return cluster


def _shown(machine: Machine) -> tuple[str, str, tuple[str, ...]]:
    return ("Get-ClusterNode", "Name", (machine.name,))


def _connected(machine: Machine, vm: Vm) -> Vm:
    """A VM that comes back is connected to the vSwitches of the same names, as far as they are there."""
    return replace(vm, nics=tuple(n if machine.switch(n.switch) else replace(n, switch="") for n in vm.nics))


def _extensions(machine: Machine, signature: Signature, bound: Bound, enabled: bool) -> Change:
    names, over = bound.get("Name") or ["*"], bound.get("VMSwitchName") or ["*"]
    for built_in, _, _ in BUILT_IN.values():
        if fits(built_in, names):
            raise not_played(signature.command, f"Name {built_in}")

    def alter(switch: Switch) -> Switch:
        chosen = (replace(e, enabled=enabled) if fits(e.name, names) else e for e in switch.extensions)
        return replace(switch, extensions=tuple(chosen)) if fits(switch.name, over) else switch

    there = [e.name for s in machine.switches if fits(s.name, over) for e in s.extensions]
    errors = missing(signature, "Name", names, there)
    return Change(replace(machine, switches=tuple(map(alter, machine.switches))), errors=errors)


def _rdma(machine: Machine, signature: Signature, bound: Bound, enabled: bool) -> Change:
    by = "InterfaceDescription" if "InterfaceDescription" in bound else "Name"
    wanted = bound.get(by) or ["*"]
    there = whole(machine, "Get-NetAdapterRdma")
    meant = {str(row["Name"]) for row in there if fits(str(row[by]), wanted)}
    nics = tuple(replace(n, rdma=enabled) if n.alias in meant else n for n in machine.host_nics)
    changed = replace(machine, host_nics=nics, cards=tuple(map(_with_rdma(meant, enabled), machine.cards)))
    return Change(changed, errors=missing(signature, by, wanted, [str(row[by]) for row in there]))


def _with_rdma(meant: set[str], enabled: bool) -> Callable[[Card], Card]:
    def alter(card: Card) -> Card:
        return replace(card, ports=tuple(replace(p, rdma=enabled) if p.name in meant else p for p in card.ports))

    return alter
