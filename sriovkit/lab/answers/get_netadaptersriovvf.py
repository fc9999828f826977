"""Get-NetAdapterSriovVf: one row for each VF that was given.

Rule: a VF's VPort has the number after its own; VPort 0 is the physical function's.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ..verdicts.paths import Grant, grants
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    for grant in grants(machine):
        pair = machine.port(grant.port)
        if pair:
            yield {"Name": grant.port, "InterfaceDescription": machine.port_description(pair[1]), **_vf(machine, grant)}


def _vf(machine: Machine, grant: Grant) -> Row:
    mac = machine.vm_nic_mac(grant.vm, grant.nic)
    return {
        "FunctionID": grant.function,
        "SwitchID": 0,
        "VmFriendlyName": grant.vm.name,
        "VmID": machine.vm_id(grant.vm).upper(),
        "VmNicID": machine.vm_nic_id(grant.vm, grant.nic).rpartition("\\")[2],
        "CurrentMacAddress": "-".join(mac[i : i + 2] for i in range(0, 12, 2)),
        "PermanentMacAddress": "-".join(mac[i : i + 2] for i in range(0, 12, 2)),
        "VPortID": [grant.function + 1],
    }
