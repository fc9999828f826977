"""Get-NetAdapterSriov: the ports whose hardware has SR-IOV; others do not appear.

Rule: the NIC switch is there while a vSwitch made for SR-IOV is bound to the port, and its name is translated.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import Pf
from ..machine import Machine
from ..nic import Card, Port
from ..verdicts.paths import Grant, grants
from ..verdicts.uplink import has_nic_switch, offered_vfs, shown_vfs, sriov_enabled, sriov_support
from ._values import Row, of
from .get_netadapter import guid

_NIC_SWITCH = {"en": "Default Switch", "ja": "既定のスイッチ"}
#: MAC addresses that a port can filter (simulated).
_MACS = 128


def rows(machine: Machine) -> Iterator[Row]:
    for card, port in machine.ports:
        if card.capable:
            taken = [grant for grant in grants(machine) if grant.port == port.name]
            yield {**_state(machine, card, port), **_use(machine, card, port, taken), **_limits(machine, card, port)}


def _state(machine: Machine, card: Card, port: Port) -> Row:
    bound = has_nic_switch(machine, port)
    return {
        "Name": port.name,
        "InterfaceDescription": machine.port_description(port),
        # What Windows writes here is not known; nothing is invented.
        "Caption": None,
        "Description": None,
        "ElementName": None,
        "InstanceID": guid(machine, port.name),
        "SystemName": machine.name,
        "Source": of(Pf, "source", "Device"),
        "Enabled": sriov_enabled(machine, card, port),
        "SriovSupport": of(Pf, "sriov_support", sriov_support(machine, card)),
        "SwitchType": of(Pf, "switch_type", "External" if bound else "Unknown"),
        "SwitchName": _NIC_SWITCH[machine.language] if bound else "",
        "NumVFs": shown_vfs(card),
    }


def _use(machine: Machine, card: Card, port: Port, taken: list[Grant]) -> Row:
    bound = int(has_nic_switch(machine, port))
    return {
        "NumAllocatedVFs": len(taken),
        "NumVPorts": shown_vfs(card) + 1,
        "NumActiveVPorts": bound + len(taken),
        "NumQueuePairsForDefaultVPort": max(1, card.default_queue_pairs),
        "NumQueuePairsForNonDefaultVPorts": max((grant.nic.queue_pairs for grant in taken), default=1),
        "NumActiveDefaultVPortMacAddresses": bound,
        "NumActiveNonDefaultVPortMacAddresses": len(taken),
        "NumActiveDefaultVPortVlanIds": 0,
        "NumActiveNonDefaultVPortVlanIds": 0,
    }


def _limits(machine: Machine, card: Card, port: Port) -> Row:
    now = offered_vfs(machine, card, port)
    return {
        **_capabilities("HardwareCapabilities", card, card.max_vfs, card.queue_pairs or card.max_vfs),
        **_capabilities("CurrentCapabilities", card, now, (card.queue_pairs or now) if now else 0),
    }


def _capabilities(name: str, card: Card, vfs: int, queue_pairs: int) -> Row:
    return {
        f"{name}.VlanSupported": True,
        f"{name}.PerVportInterruptModerationSupported": True,
        f"{name}.AsymmetricQueuePairsForNonDefaultVPortsSupported": False,
        f"{name}.VfRssSupported": card.vf_rss,
        f"{name}.SingleVportPoolSupported": True,
        f"{name}.MaxNumSwitches": 1,
        f"{name}.MaxNumVPorts": vfs + 1,
        f"{name}.MaxNumVFs": vfs,
        f"{name}.MaxNumQueuePairs": queue_pairs,
        f"{name}.MaxNumQueuePairsPerNonDefaultVPort": 8 if card.vf_rss else 1,
        f"{name}.MaxNumMacAddresses": _MACS,
    }
