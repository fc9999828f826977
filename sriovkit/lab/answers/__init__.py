"""What each cmdlet would answer: rows of a section, derived from the machine.

Rule: one file a cmdlet of `core.cmdlets`; what this Windows does not have yet, and what its Hyper-V does not tell,
is taken away here, once for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...core.cmdlets import CMDLETS
from ..machine import Machine
from . import (
    get_netadapter,
    get_netadapteradvancedproperty,
    get_netadapterhardwareinfo,
    get_netadaptersriov,
    get_netadaptersriovvf,
    get_netlbfoteam,
    get_netlbfoteammember,
    get_pnpdeviceproperty,
    get_vm,
    get_vmhost,
    get_vmnetworkadapter,
    get_vmswitch,
    iov_enable_override,
    win32_computersystem,
    win32_operatingsystem,
    win32_processor,
)
from ._values import Enum, Row

__all__ = ["ROWS", "CommandMissing", "Enum", "Row", "rows", "visible"]

ROWS: Mapping[str, Callable[[Machine], Iterator[Row]]] = {
    "Get-VMHost": get_vmhost.rows,
    "Get-VMSwitch": get_vmswitch.rows,
    "Get-VM": get_vm.rows,
    "Get-VMNetworkAdapter": get_vmnetworkadapter.rows,
    "Get-NetAdapter": get_netadapter.rows,
    "Get-NetAdapterSriov": get_netadaptersriov.rows,
    "Get-NetAdapterSriovVf": get_netadaptersriovvf.rows,
    "Get-NetAdapterHardwareInfo": get_netadapterhardwareinfo.rows,
    "Get-NetAdapterAdvancedProperty": get_netadapteradvancedproperty.rows,
    "Get-NetLbfoTeam": get_netlbfoteam.rows,
    "Get-NetLbfoTeamMember": get_netlbfoteammember.rows,
    "Win32_OperatingSystem": win32_operatingsystem.rows,
    "Win32_ComputerSystem": win32_computersystem.rows,
    "Win32_Processor": win32_processor.rows,
    "IOVEnableOverride": iov_enable_override.rows,
    "Get-PnpDeviceProperty": get_pnpdeviceproperty.rows,
}


#: Sections whose first command, the one that is missed, is another than the one that names them.
FIRST = {"Get-PnpDeviceProperty": "Get-PnpDevice"}


class CommandMissing(Exception):
    """This host has no such command."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def message(self) -> str:
        """Windows PowerShell's own sentence; its Japanese form is not known here, so all hosts say it in English."""
        return (
            f"The term '{self.name}' is not recognized as the name of a cmdlet, function, script file, or operable "
            "program. Check the spelling of the name, or if a path was included, verify that the path is correct and "
            "try again."
        )


def rows(machine: Machine, section: str) -> list[Row]:
    """The rows of one section, properties in declared order; an enum is an `Enum`, a date a datetime.

    Raises CommandMissing where Hyper-V's module is not there, and for a command that this Windows does not have yet.
    Hyper-V tells nothing to somebody without rights.
    """
    if not machine.windows.has(CMDLETS[section].since):
        raise CommandMissing(FIRST.get(section, section))
    if CMDLETS[section].module == "Hyper-V":
        if not machine.hyperv:
            raise CommandMissing(section)
        if not machine.elevated:
            return []
    keep = visible(machine, section)
    return [{name: row[name] for name in keep if name in row} for row in ROWS[section](machine)]


def visible(machine: Machine, section: str) -> list[str]:
    """The properties of a section that the machine's Windows has."""
    props: Any = CMDLETS[section].record.PROPS
    return [p.name for p in props if machine.windows.has(p.since)]
