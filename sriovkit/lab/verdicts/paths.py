"""What vSwitches offer and which VM NIC gets which VF.

Rule: VFs are handed out in the order of the VMs; who comes too late stays on the synthetic path without any error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..machine import Machine
from ..nic import Card, Port
from ..vm import Switch, Vm, VmNic
from .platform import platform_reasons
from .uplink import offered_vfs, own_reason


@dataclass(frozen=True)
class Grant:
    """One VF in use."""

    vm: Vm
    nic: VmNic
    switch: str
    port: str
    function: int


def switch_reasons(machine: Machine, switch: Switch) -> tuple[str, ...] | None:
    """Codes of IovSupportReasons, the platform's in front; None for a vSwitch without an external port."""
    if switch.kind != "External":
        return None
    # A team's NIC reports no SR-IOV of its own.
    pairs = [machine.port(name) for name in switch.uplinks]
    own = [own_reason(machine, *pair) if pair else "nic-no-sriov" for pair in pairs]
    if switch.embedded_teaming and None in own:
        own = []  # one good member carries the team (the lab's assumption: no dump of such a team is known)
    return tuple(dict.fromkeys([*platform_reasons(machine), *(code for code in own if code)]))


def switch_supported(machine: Machine, switch: Switch) -> bool:
    """IovSupport of a vSwitch: the uplinks' and the platform's verdict, whatever was asked for."""
    return machine.hypervisor_runs and switch_reasons(machine, switch) == ()


def bound_ports(machine: Machine, switch: Switch) -> list[tuple[Card, Port]]:
    """The ports that a vSwitch takes VFs from; none unless it was made for SR-IOV and can do it."""
    if not (switch.iov and switch_supported(machine, switch)):
        return []
    return [pair for name in switch.uplinks if (pair := machine.port(name))]


def vf_count(machine: Machine, switch: Switch) -> int:
    return sum(offered_vfs(machine, card, port) for card, port in bound_ports(machine, switch))


def queue_pair_count(machine: Machine, switch: Switch) -> int:
    ports = bound_ports(machine, switch)
    return sum(card.queue_pairs or offered_vfs(machine, card, port) for card, port in ports)


def queue_pairs_in_use(machine: Machine, switch: Switch) -> int:
    """Those of granted VFs and, as soon as the vSwitch works, those of each default port."""
    idle = sum(card.default_queue_pairs for card, _ in bound_ports(machine, switch))
    return idle + sum(g.nic.queue_pairs for g in grants(machine) if g.switch == switch.name)


def grant_of(machine: Machine, nic: VmNic) -> Grant | None:
    """The VF that a VM NIC was given. By identity: two adapters may be equal in every field."""
    return next((grant for grant in grants(machine) if grant.nic is nic), None)


def data_path_active(machine: Machine, nic: VmNic) -> bool:
    """VFDataPathActive: a VF was given and the guest's driver uses it."""
    grant = grant_of(machine, nic)
    if grant is None or machine.settles("vf", machine.vm_nic_id(grant.vm, nic)):
        return False
    return driver_bound(machine, grant)


def driver_bound(machine: Machine, grant: Grant) -> bool:
    """The guest has a driver for this VF: one that works, and for the maker of the NIC."""
    guest, pair = grant.vm.guest, machine.port(grant.port)
    return guest.vf_driver and (not guest.vf_vendors or (pair is not None and pair[0].vendor in guest.vf_vendors))


def grants(machine: Machine) -> tuple[Grant, ...]:
    """Every VF in use, in the order in which they were given."""
    return _grants(_Same(machine))


def unserved(machine: Machine) -> dict[str, str]:
    """VM NICs that would get a VF and for whom none is left: their identity -> their vSwitch."""
    bound = {s.name for s in machine.switches if bound_ports(machine, s) and not s.takes_vfs}
    served = {id(grant.nic) for grant in grants(machine)}
    return {
        machine.vm_nic_id(vm, nic): nic.switch
        for vm, nic in machine.vm_nics
        if nic.switch in bound and _may_have(machine, vm, nic) and id(nic) not in served
    }


class _Same:
    """A machine as a key of the cache: by identity, for grants point at its very adapters."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def __hash__(self) -> int:
        return id(self.machine)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.machine is self.machine


@lru_cache(maxsize=8)
def _grants(same: _Same) -> tuple[Grant, ...]:
    machine = same.machine
    given: list[Grant] = []
    for switch in machine.switches:
        free = {p.name: list(range(offered_vfs(machine, c, p))) for c, p in bound_ports(machine, switch)}
        pairs = queue_pair_count(machine, switch) - sum(c.default_queue_pairs for c, _ in bound_ports(machine, switch))
        for vm, nic in machine.vm_nics:
            port = max(free, key=lambda name: len(free[name]), default="")
            if (
                nic.switch != switch.name
                or switch.takes_vfs
                or not _may_have(machine, vm, nic)
                or not free.get(port)
                or pairs < nic.queue_pairs
            ):
                continue
            pairs -= nic.queue_pairs
            given.append(Grant(vm, nic, switch.name, port, free[port].pop(0)))
    return tuple(given)


def _may_have(machine: Machine, vm: Vm, nic: VmNic) -> bool:
    wanted = nic.iov_weight > 0 and not nic.legacy and not nic.policed
    if machine.settles("leave", machine.vm_id(vm)):
        return False
    return wanted and machine.state_of(vm) == "Running" and vm.guest.can_sriov
