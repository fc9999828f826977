"""What each cmdlet would answer: rows of a section, derived from the machine.

Rule: one file a cmdlet of `core.cmdlets`, one a subject for the others; what this Windows does not have yet, and what
its Hyper-V does not tell, is taken away here, once for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...core.cmdlets import CMDLETS
from ..machine import Machine
from . import (
    get_netadapter,
    get_netadapteradvancedproperty,
    get_netadapterhardwareinfo,
    get_netadapterrdma,
    get_netadaptersriov,
    get_netadaptersriovvf,
    get_netlbfoteam,
    get_netlbfoteammember,
    get_pnpdeviceproperty,
    get_vm,
    get_vmhost,
    get_vmnetworkadapter,
    get_vmswitch,
    host_ip,
    iov_enable_override,
    rulers,
    switch_ports,
    win32_computersystem,
    win32_operatingsystem,
    win32_processor,
)
from ._shown import collected, shown
from ._values import Enum, Row

__all__ = ["ROWS", "CommandMissing", "Enum", "Row", "rows", "shown", "visible", "whole"]

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
    # What no snapshot holds: only commands ask it.
    "Get-VMNetworkAdapterVlan": switch_ports.vlans,
    "Get-VMNetworkAdapterAcl": switch_ports.acls,
    "Get-VMSwitchExtension": rulers.extensions,
    "Get-NetIntent": rulers.intents,
    "Get-ClusterNode": rulers.cluster_nodes,
    "Get-ClusterStorageSpacesDirect": rulers.spaces_direct,
    "Get-NetAdapterRdma": get_netadapterrdma.rows,
    "Get-NetIPAddress": host_ip.ip_addresses,
    "Get-NetIPInterface": host_ip.ip_interfaces,
    "Get-NetRoute": host_ip.routes,
    "Get-DnsClientServerAddress": host_ip.dns_servers,
    "Get-NetConnectionProfile": host_ip.profiles,
    "Get-NetTCPConnection": host_ip.tcp_connections,
}


#: Sections whose first command, the one that is missed, is another than the one that names them.
FIRST = {"Get-PnpDeviceProperty": "Get-PnpDevice"}


#: Sections that Hyper-V's module answers.
HYPER_V = {name for name in ROWS if name.startswith("Get-VM")}


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
    """The rows of one section, the collected properties in declared order; an enum is an `Enum`, a date a datetime.

    Raises CommandMissing where Hyper-V's module is not there, and for a command that this Windows does not have yet.
    Hyper-V tells nothing to somebody without rights.
    """
    keep = visible(machine, section)
    return [{name: row[name] for name in keep if name in row} for row in whole(machine, section)]


def whole(machine: Machine, section: str) -> list[Row]:
    """The rows with every property that a command of the section answers with (`shown`). Raises as `rows` does."""
    cmdlet = CMDLETS.get(section)
    if cmdlet and not machine.windows.has(cmdlet.since):
        raise CommandMissing(FIRST.get(section, section))
    if section in HYPER_V:
        if not machine.hyperv:
            raise CommandMissing(section)
        if not machine.elevated:
            return []
    props = shown(section)
    return [
        {name: row[name] for name, prop in props.items() if name in row and machine.windows.has(prop.since)}
        for row in ROWS[section](machine)
    ]


def visible(machine: Machine, section: str) -> list[str]:
    """The properties that a snapshot holds of a section, as far as the machine's Windows has them."""
    return [p.name for p in collected(section) if machine.windows.has(p.since)]
