"""Who else rules over the host: Get-VMSwitchExtension, Get-NetIntent, Get-ClusterNode, Get-ClusterStorageSpacesDirect.

Rule: an empty answer means that nobody does; where the feature is not installed its commands are not there at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ..vm import Extension, Switch
from ._shown import shown
from ._values import Enum, Row, listed

#: What Windows brings, with the identities of a public listing: name, kind, enabled.
BUILT_IN = {
    "EA24CD6C-D17A-4348-9190-09F0D5BE83DD": ("Microsoft NDIS Capture", "Capture", False),
    "E7C3B2F0-F3C5-48DF-AF2B-10FED6D72E7A": ("Microsoft Windows Filtering Platform", "Filter", True),
}


def extensions(machine: Machine) -> Iterator[Row]:
    for switch in machine.switches:
        for own_id, (name, kind, enabled) in BUILT_IN.items():
            yield _extension(machine, switch, own_id, Extension(name, kind, enabled, "Microsoft"))
        for one in switch.extensions:
            yield _extension(machine, switch, machine.identity("extension", one.name).upper(), one)


def _extension(machine: Machine, switch: Switch, own_id: str, one: Extension) -> Row:
    return {
        "Id": own_id,
        "Name": one.name,
        "Vendor": one.vendor,
        "ExtensionType": _enum("Get-VMSwitchExtension", "ExtensionType", one.kind),
        "SwitchId": machine.switch_id(switch),
        "SwitchName": switch.name,
        "Enabled": one.enabled,
        "Running": one.enabled,
    }


def intents(machine: Machine) -> Iterator[Row]:
    for one in machine.intents:
        yield {
            "IntentName": one.name,
            "Scope": "Cluster" if machine.cluster else "Host",
            "NetAdapterNamesAsList": list(one.adapters),
            "IsManagementIntentSet": one.management,
            "IsComputeIntentSet": one.compute,
            "IsStorageIntentSet": one.storage,
        }


def cluster_nodes(machine: Machine) -> Iterator[Row]:
    """This node and the others, which are taken to be up."""
    cluster = machine.cluster
    if cluster is None or cluster.state == "Down":
        return
    drain = "InProgress" if machine.settles("drain", "") else cluster.drain
    states = {machine.name: (cluster.state, drain)} | dict.fromkeys(cluster.nodes, ("Up", "NotInitiated"))
    for number, (name, (state, drained)) in enumerate(states.items(), 1):
        yield {
            "Name": name,
            "Id": str(number),
            "Cluster": cluster.name,
            "State": _enum("Get-ClusterNode", "State", state),
            "DrainStatus": _enum("Get-ClusterNode", "DrainStatus", drained),
        }


def spaces_direct(machine: Machine) -> Iterator[Row]:
    cluster = machine.cluster
    if cluster and cluster.state != "Down":
        word = "Enabled" if cluster.s2d else "Disabled"
        state = _enum("Get-ClusterStorageSpacesDirect", "State", word)
        yield {"Name": cluster.name, "State": state, "Node": machine.name}


def _enum(section: str, name: str, word: str) -> Enum:
    return listed(shown(section)[name].values, word)
