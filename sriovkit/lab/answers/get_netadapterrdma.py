"""Get-NetAdapterRdma: adapters that can do RDMA; others do not appear.

Rule: the host's adapters on vSwitches can from Windows Server 2016 on, where a port below them can.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ..verdicts.network import host_nic_description, host_nics
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    able = {port.name: port for card, port in machine.ports if card.rdma}
    for port in able.values():
        yield _row(port.name, machine.port_description(port), port.rdma)
    for switch in machine.switches if machine.windows.has("2016") else ():
        if set(switch.uplinks) & set(able):
            for nic in host_nics(machine, switch):
                yield _row(nic.alias, host_nic_description(machine, nic), nic.rdma)


def _row(name: str, description: str, enabled: bool) -> Row:
    return {"Name": name, "InterfaceDescription": description, "Enabled": enabled}
