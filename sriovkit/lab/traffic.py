"""What the VM NICs have carried: packets over the VF and over the vSwitch, by the path that each had at each time.

Rule: counters follow from the machine and its clock; asking changes nothing, and a change is entered before it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from .guest import Counted
from .machine import Machine
from .settling import as_seen
from .verdicts.delivery import VF, alive, path
from .vm import Vm, VmNic


def counted(machine: Machine) -> dict[str, Counted]:
    """The counters of every VM NIC by its identity, up to the machine's clock; of a machine as it is, not as seen."""
    now = {c.vm_nic: c for c in machine.traffic}
    for seconds, seen in _spans(machine):
        for vm, nic in seen.vm_nics:
            if alive(seen, vm, nic):
                name = seen.vm_nic_id(vm, nic)
                packets = nic.inside.packets * seconds
                now[name] = _more(now.get(name, Counted(name)), path(seen, nic), packets, packets)
    return now


def entered(machine: Machine) -> Machine:
    """The same machine with all that was carried until now written down."""
    return replace(machine, traffic=tuple(counted(machine).values()), counted_at=machine.clock)


def carried(machine: Machine, vm: Vm, nic: VmNic, over: str, rx: int, tx: int) -> Machine:
    """The machine after so many packets more of one VM NIC over one path."""
    machine = entered(machine)
    name = machine.vm_nic_id(vm, nic)
    now = {c.vm_nic: c for c in machine.traffic}
    now[name] = _more(now.get(name, Counted(name)), over, rx, tx)
    return replace(machine, traffic=tuple(now.values()))


def _more(now: Counted, over: str, rx: float, tx: float) -> Counted:
    if over == VF:
        return replace(now, vf_rx=now.vf_rx + rx, vf_tx=now.vf_tx + tx)
    return replace(now, synthetic_rx=now.synthetic_rx + rx, synthetic_tx=now.synthetic_tx + tx)


def _spans(machine: Machine) -> Iterator[tuple[float, Machine]]:
    """The time since the last entry, cut wherever something came to rest; each part as it was seen then."""
    since, until = machine.counted_at or machine.booted, machine.clock
    cuts = sorted({s.until for s in machine.settling if since < s.until < until})
    starts: list[datetime] = [since, *cuts]
    for start, end in zip(starts, [*cuts, until], strict=True):
        if end > start:
            yield (end - start).total_seconds(), as_seen(replace(machine, clock=start))
