"""Get-VMSwitch: asked for, possible, offered and used, each from its own field of the machine.

Rule: a healthy switch says OK on Windows Server 2012 and nothing on later ones; without an external port it says null.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import VSwitch
from ..machine import Machine
from ..sentences import sentences
from ..verdicts import paths
from ..verdicts.network import host_nics
from ..vm import Switch
from ._values import BANDWIDTH_MODE, Row, listed, of
from .get_netadapter import TEAM_NIC

#: What a switch with Switch Embedded Teaming says instead of one uplink (general knowledge).
_SET_UPLINK = "Teamed-Interface"


def rows(machine: Machine) -> Iterator[Row]:
    for switch in machine.switches:
        yield {**_identity(machine, switch), **_uplinks(machine, switch), **_iov(machine, switch)}


def _identity(machine: Machine, switch: Switch) -> Row:
    return {
        "Name": switch.name,
        "Id": machine.switch_id(switch),
        "Notes": switch.notes,
        "SwitchType": of(VSwitch, "switch_type", switch.kind),
        "AllowManagementOS": bool(host_nics(machine, switch)),
        # A switch made for SR-IOV with the default mode gets None.
        "BandwidthReservationMode": listed(BANDWIDTH_MODE, "None" if switch.iov else "Weight"),
        "AvailableVMQueues": 0,
        "NumberVmqAllocated": 0,
    }


def _uplinks(machine: Machine, switch: Switch) -> Row:
    descriptions = [_description(machine, name) for name in switch.uplinks]
    return {
        "NetAdapterInterfaceDescription": _SET_UPLINK
        if switch.embedded_teaming
        else (descriptions[0] if descriptions else None),
        "NetAdapterInterfaceDescriptions": descriptions,
        "NetAdapterInterfaceGuid": [machine.identity("adapter", name) for name in switch.uplinks],
        "EmbeddedTeamingEnabled": switch.embedded_teaming,
        "AllowNetLbfoTeams": any(machine.team(name) for name in switch.uplinks),
    }


def _description(machine: Machine, name: str) -> str:
    pair = machine.port(name)
    return machine.port_description(pair[1]) if pair else TEAM_NIC


def _iov(machine: Machine, switch: Switch) -> Row:
    return {
        "IovEnabled": switch.iov,
        "IovSupport": paths.switch_supported(machine, switch),
        "IovSupportReasons": _reasons(machine, switch),
        "IovVirtualFunctionCount": paths.vf_count(machine, switch),
        "IovVirtualFunctionsInUse": sum(grant.switch == switch.name for grant in paths.grants(machine)),
        "IovQueuePairCount": paths.queue_pair_count(machine, switch),
        "IovQueuePairsInUse": paths.queue_pairs_in_use(machine, switch),
    }


def _reasons(machine: Machine, switch: Switch) -> list[str] | None:
    codes = paths.switch_reasons(machine, switch)
    if codes is None:
        return None
    return sentences(machine, codes or (("ok",) if machine.release == "2012" else ()))
