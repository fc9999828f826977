"""Win32_ComputerSystem: the machine, whose model name says that it is simulated.

Rule: the words "sriovkit lab (simulated)" stand in every model name, that of a nested host too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import MANUFACTURER, SIMULATED, Machine
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    yield {
        "Name": machine.name,
        "DNSHostName": machine.name,
        "Domain": machine.domain,
        "PartOfDomain": machine.domain != "WORKGROUP",
        "Manufacturer": MANUFACTURER,
        "Model": f"{SIMULATED}: {'Virtual Machine' if machine.nested else machine.model}",
        "HypervisorPresent": machine.hypervisor_runs or machine.nested,
        "TotalPhysicalMemory": machine.memory_gib * 1024**3,
    }
