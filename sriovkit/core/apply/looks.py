"""The fixed looks at a host: who else rules over it, what carries the session, and what a step's things are set to.

Rule: only properties that Microsoft's pages or public assemblies name; what a Windows does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..plan import Step
from ..plan.commands import FLAG, Call, Found, vm_nic
from .answer import Told
from .asking import Look

#: Who else the host belongs to, and which adapter carries what.
RULERS = (
    Look("intents", (Call("Get-NetIntent"),), ("IntentName",)),
    Look(
        "extensions",
        (Call("Get-VMSwitch"), Call("Get-VMSwitchExtension")),
        ("SwitchName", "Name", "ExtensionType", "Enabled"),
    ),
    Look("nodes", (Call("Get-ClusterNode"),), ("Name", "State", "DrainStatus")),
    Look("direct", (Call("Get-ClusterStorageSpacesDirect"),), ("State",)),
    Look("rdma", (Call("Get-NetAdapterRdma"),), ("Name", "InterfaceDescription", "Enabled")),
    Look(
        "connections",
        (Call("Get-NetTCPConnection", {"State": "Established"}),),
        ("LocalAddress", "LocalPort", "RemotePort"),
    ),
    Look(
        "addresses",
        (Call("Get-NetIPAddress"),),
        ("IPAddress", "InterfaceAlias", "PrefixLength", "PrefixOrigin", "SuffixOrigin"),
    ),
    Look("adapters", (Call("Get-NetAdapter"),), ("Name", "InterfaceDescription", "InterfaceGuid")),
    Look(
        "switches",
        (Call("Get-VMSwitch"),),
        (
            *("Id", "Name", "Notes", "SwitchType", "AllowManagementOS", "IovEnabled", "BandwidthReservationMode"),
            *("NetAdapterInterfaceDescription", "NetAdapterInterfaceDescriptions"),
        ),
    ),
    Look(
        "host-nics",
        (Call("Get-VMNetworkAdapter", {"ManagementOS": FLAG}),),
        ("Name", "Id", "SwitchId", "SwitchName", "MacAddress"),
    ),
    Look("teams", (Call("Get-NetLbfoTeam"),), ("Name", "TeamNics", "Members")),
    Look("members", (Call("Get-NetLbfoTeamMember"),), ("Name", "InterfaceDescription", "Team")),
)
_PORT = (
    *("Name", "Id", "VMId", "SwitchId", "MacAddress", "IovWeight", "IovQueuePairsRequested", "IovInterruptModeration"),
    *("AllowTeaming", "MacAddressSpoofing", "PortMirroringMode", "DhcpGuard", "RouterGuard"),
)
#: What of it a VF passes by, or is kept away by.
_SHOWN = ("MacAddressSpoofing", "PortMirroringMode", "DhcpGuard", "RouterGuard", "AllowTeaming")
_VLAN = ("OperationMode", "AccessVlanId", "NativeVlanId", "AllowedVlanIdListString")
_ACL = ("Action", "Direction", "LocalAddress", "RemoteAddress")

#: Looks that say what a change may have changed.
_KEPT = ("port ", "vlan ", "acl ", "host-nics", "switches", "addresses")


def of_steps(steps: Iterable[Step]) -> list[Look]:
    """Looks at the ports of all VM NICs that these steps are about."""
    looks: dict[str, Look] = {}
    for vm, adapter in (pair for step in steps for pair in vm_nics(step)):
        pipe = vm_nic(vm, adapter)
        nic: dict[str, Any] = {"VMNetworkAdapter": Found(pipe)}
        looks[f"port {adapter}"] = Look(f"port {adapter}", pipe, _PORT)
        looks[f"vlan {adapter}"] = Look(f"vlan {adapter}", (Call("Get-VMNetworkAdapterVlan", nic),), _VLAN)
        looks[f"acl {adapter}"] = Look(f"acl {adapter}", (Call("Get-VMNetworkAdapterAcl", nic),), _ACL)
    return list(looks.values())


def others(step: Step) -> list[Look]:
    """Who is there of whom the plan does not know, and would lose by a step."""
    return [Look("others", step.alone, ("VMName", "Name"))] if step.alone else []


def vm_nics(step: Step) -> list[tuple[str, str]]:
    """VM and adapter Ids of every VM NIC that a step is about."""
    if "adapter" in step.arguments:
        return [(str(step.arguments["vm"]), str(step.arguments["adapter"]))]
    pairs = step.arguments.get("vm_nics", ())
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def record(items: Mapping[str, Told]) -> dict[str, list[dict[str, str]]]:
    """What looks told, as plain data for the journal; a look that failed is not in it, nor what only rules."""
    kept = {name: told for name, told in items.items() if told.state == "found" and name.startswith(_KEPT)}
    return {name: [dict(row) for row in told.rows] for name, told in kept.items()}


def about(step: Step, told: Mapping[str, Any]) -> dict[str, Any]:
    """What of a record a step rests on: the ports of its VM NICs, and the host's own adapters on its vSwitch."""
    mine: dict[str, Any] = {look.id: told[look.id] for look in of_steps([step]) if look.id in told}
    if step.action == "remove-switch" and "host-nics" in told:
        switch = str(step.arguments["switch"])
        mine["host-nics"] = [row for row in told["host-nics"] if _same(row.get("SwitchId", ""), switch)]
    return mine


def on_ports(step: Step, told: Mapping[str, Any]) -> list[str]:
    """What a record says of the ports of a step's VM NICs, in Windows' own words; what it does not tell is a "?"."""
    lines = []
    for _, adapter in vm_nics(step):
        for row in told.get(f"port {adapter}", ()):
            lines.append(", ".join(f"{name} {row[name]}" for name in _SHOWN if name in row))
        for kind, names in (("vlan", _VLAN), ("acl", _ACL)):
            rows = told.get(f"{kind} {adapter}")
            lines += [f"{kind.upper()}: ?"] if rows is None else [_told(kind, row, names) for row in rows]
    return lines


def _told(kind: str, row: Mapping[str, str], names: Iterable[str]) -> str:
    return f"{kind.upper()}: {' '.join(row[name] for name in names if row.get(name))}"


def differences(
    then: Mapping[str, Any], now: Mapping[str, Any], ignored: Iterable[str] = ()
) -> list[tuple[str, str, str]]:
    """(look and property, value then, value now) for all that both records tell and tell differently."""
    ignored = set(ignored)
    found = []
    for name in (n for n in then if n in now and n.startswith(("port ", "vlan ", "acl ", "host-nics"))):
        one, other = _sorted(then[name], ignored), _sorted(now[name], ignored)
        if len(one) != len(other):
            found.append((name, str(len(one)), str(len(other))))
            continue
        for was, is_now in zip(one, other, strict=True):
            found += [(f"{name}.{p}", was[p], is_now[p]) for p in was if p in is_now and not _same(was[p], is_now[p])]
    return found


def _sorted(rows: Iterable[Mapping[str, str]], ignored: set[str]) -> list[dict[str, str]]:
    kept = [{p: v for p, v in row.items() if p not in ignored} for row in rows]
    return sorted(kept, key=lambda row: sorted(row.items()))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
