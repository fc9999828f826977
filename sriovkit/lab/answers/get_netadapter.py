"""Get-NetAdapter: ports, teams and the host's adapters on vSwitches.

Rule: identities are GUID strings in braces and capitals, as MSFT_NetAdapter gives them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import Nic
from ..machine import Machine
from ..network import HostNic
from ..nic import Card, Port
from ..verdicts.network import all_host_nics, host_nic_description
from ._values import Row, bare

TEAM_NIC = "Microsoft Network Adapter Multiplexor Driver"


def rows(machine: Machine) -> Iterator[Row]:
    found = [_port(machine, card, port) for card, port in machine.ports]
    found += [_virtual(machine, team.name, TEAM_NIC) for team in machine.teams]
    found += [_host(machine, nic) for nic in all_host_nics(machine)]
    for index, row in enumerate(found):
        yield {**row, "InterfaceIndex": 10 + index}


def guid(machine: Machine, name: str) -> str:
    """InterfaceGuid of the adapter of a name."""
    return "{" + machine.identity("adapter", name).upper() + "}"


def _port(machine: Machine, card: Card, port: Port) -> Row:
    up = port.link_up
    return {
        **_common(machine, port.name, machine.port_description(port)),
        "PnPDeviceID": device_id(machine, card, port),
        "ComponentID": f"pci\\ven_{card.vendor}&dev_{card.device}" if card.vendor else "VMBUS",
        "PermanentAddress": machine.mac("adapter", port.name),
        "DriverProvider": card.driver.provider,
        "DriverVersion": card.driver.version,
        "DriverDate": card.driver.date,
        "DriverDescription": card.description,
        "Virtual": False,
        "HardwareInterface": True,
        "InterfaceOperationalStatus": bare(Nic, "interface_operational_status", "Up" if up else "Down"),
        "MediaConnectState": bare(Nic, "media_connect_state", "Connected" if up else "Disconnected"),
        "Speed": card.speed if up else 0,
        "MtuSize": port.mtu,
        "VlanID": port.vlan,
    }


def _host(machine: Machine, nic: HostNic) -> Row:
    row = _virtual(machine, nic.alias, host_nic_description(machine, nic))
    return {**row, "PermanentAddress": nic.mac or machine.mac("adapter", nic.alias)}


def _virtual(machine: Machine, name: str, description: str) -> Row:
    return {
        **_common(machine, name, description),
        "PnPDeviceID": "ROOT\\" + machine.identity("pnp", name).upper(),
        "ComponentID": None,
        "PermanentAddress": machine.mac("adapter", name),
        "DriverProvider": "Microsoft",
        "DriverVersion": f"{machine.windows.version}.1",
        "DriverDate": "2006-06-21",
        "DriverDescription": description,
        "Virtual": True,
        "HardwareInterface": False,
        "InterfaceOperationalStatus": bare(Nic, "interface_operational_status", "Up"),
        "MediaConnectState": bare(Nic, "media_connect_state", "Connected"),
        "Speed": 10_000_000_000,
        "MtuSize": 1500,
        "VlanID": 0,
    }


def _common(machine: Machine, name: str, description: str) -> Row:
    return {
        "Name": name,
        "InterfaceDescription": description,
        "InterfaceGuid": guid(machine, name),
        "NdisVersion": machine.windows.ndis,
    }


def device_id(machine: Machine, card: Card, port: Port) -> str:
    """PnPDeviceID of a port."""
    own = machine.identity("pnp", port.name).upper()
    if card.synthetic:
        return f"VMBUS\\{{{own}}}"
    return f"PCI\\VEN_{card.vendor.upper()}&DEV_{card.device.upper()}\\{own[:8]}"
