"""Get-VM: the machine's VMs.

Rule: the generation came with Windows Server 2012 R2; the version is the host's own for new VMs.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ._values import VM_STATE, Row, listed

#: Configuration version of a new VM (general knowledge).
_VERSIONS = {"2012": "4.0", "2012R2": "5.0", "2016": "8.0", "2019": "9.0", "2022": "10.0", "2025": "12.0"}


def rows(machine: Machine) -> Iterator[Row]:
    for vm in machine.vms:
        yield {
            "Name": vm.name,
            "Id": machine.vm_id(vm),
            "State": listed(VM_STATE, machine.state_of(vm)),
            "Generation": vm.generation,
            "Version": _VERSIONS[machine.release],
            "IntegrationServicesVersion": f"{machine.windows.version}.1"
            if vm.guest.integration_current
            else "6.1.7601.1",
        }
