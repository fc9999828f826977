"""Win32_Processor: one row a socket.

Rule: while a hypervisor runs, the virtualization properties read False and tell nothing (general knowledge).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    seen = not (machine.hypervisor_runs or machine.nested)
    for number in range(machine.cpu.sockets):
        yield {
            "DeviceID": f"CPU{number}",
            "SocketDesignation": f"Proc {number + 1}",
            "Manufacturer": machine.cpu.manufacturer,
            "Name": machine.cpu.name,
            "NumberOfCores": machine.cpu.cores,
            "NumberOfLogicalProcessors": machine.cpu.threads,
            "SecondLevelAddressTranslationExtensions": seen and machine.cpu.slat,
            "VirtualizationFirmwareEnabled": seen,
            "VMMonitorModeExtensions": seen,
        }
