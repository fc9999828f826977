"""Which tables there are: the columns of each, and the rows that a snapshot gives it.

Rule: columns come from the cmdlet files; those of `collection`, `paths` and `slots`, which no cmdlet gives, stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..core import pathstate, wishes
from ..core.cmdlets import CMDLETS, Prop
from ..core.datapath import Path, join
from ..core.snapshot import Snapshot

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """One table: what a row is, its columns, and how its rows are found."""

    name: str
    about: str
    columns: tuple[Prop, ...]
    rows: Callable[[Snapshot], Iterable[Row]]


@cache
def plans() -> Mapping[str, Plan]:
    """Every table by its name, those of the cmdlets first."""
    made = [Plan(c.table, c.about, c.record.PROPS, _rows_of(section)) for section, c in CMDLETS.items()]
    made.append(Plan("collection", "One thing that was asked of the host, and how it went.", _COLLECTION, _collection))
    made.append(Plan("paths", "One way for packets: uplink, vSwitch, VM NIC; nothing is lost.", _PATHS, _paths))
    made.append(Plan("slots", "One PCI Express slot: the bridges above it, and what sits in it.", _SLOTS, _slots))
    return {plan.name: plan for plan in made}


def _rows_of(section: str) -> Callable[[Snapshot], Iterable[Row]]:
    kind = CMDLETS[section].record
    return lambda snapshot: [{p.attr: getattr(r, p.attr) for p in kind.PROPS} for r in snapshot.records(kind)]


def column(attr: str, meaning: str, kind: str = "text", name: str = "", unit: str = "") -> Prop:
    """A column of a frame that is no cmdlet's own."""
    return Prop(name or attr, meaning, kind, unit, attr=attr)


HOST = column("host", "Name of the host that the row came from")
_COLLECTION = (
    column("section", "What was asked: a cmdlet, a CIM class or IOVEnableOverride"),
    column("table", "The table that holds its rows"),
    column("state", "answered, empty, partial, missing, denied, failed, not-asked or unelevated"),
    column("rows", "Rows that arrived", "int", unit="rows"),
    column("error", "What the host said where it failed"),
    column("transport", "How it was asked: psrp, local, or text that somebody brought"),
    column("verified", "Who answered was proven to be the host: False for TLS that nobody verified", "bool"),
)
_PATHS = (
    column("nic", "The uplink; missing where the path has none"),
    column("switch", "The vSwitch; missing where the path has none"),
    column("vm_nic", "The VM NIC as VM/adapter; missing where none sends here"),
    column("wanted", "Somebody wants a VF on this path", "bool"),
    column("state", ", ".join(pathstate.STATES)),
    column("sriov_support", "Of the uplink: whether SR-IOV can work there, else what is missing", name="SriovSupport"),
    column("iov_enabled", "Of the vSwitch: SR-IOV was asked for when it was made", "bool", "IovEnabled"),
    column("iov_support", "Of the vSwitch: uplink and platform can do SR-IOV", "bool", "IovSupport"),
    column("iov_weight", "Of the VM NIC: above 0, a VF is wanted", "int", "IovWeight"),
    column("iov_usage", "Of the VM NIC: above 0, a VF is given", "int", "IovUsage"),
    column("vf_data_path_active", "Of the VM NIC: its guest sends through the VF", "bool", "VFDataPathActive"),
)
_SLOTS = (
    column("root", "Identity of the root bridge"),
    column("root_port", "Identity of the root port"),
    column("port", "Identity of the last bridge, which is the slot"),
    column("bridges", "Bridges from the root port down", "int", unit="bridges"),
    column("devices", "Identities of what sits in it", "texts"),
    column("nics", "Names of the NICs among them", "texts"),
    column("pcie_control", "Windows controls PCI Express below the root bridge", "bool", "NativePciExpressControl"),
    column("acs", "whole, broken or unknown: ACS from the root port down to here"),
    column("blocked_by", "Identity of the first bridge that misses ACS; missing where none says so"),
    column("candidate", "A whole chain without a NIC on it: a card might work here", "bool"),
)
#: Whose fact a column of `paths` shows.
_WHOSE = {
    "sriov_support": "nic",
    "iov_enabled": "switch",
    "iov_support": "switch",
    "iov_weight": "vm_nic",
    "iov_usage": "vm_nic",
    "vf_data_path_active": "vm_nic",
}


def _collection(snapshot: Snapshot) -> Iterable[Row]:
    for section in dict.fromkeys((*CMDLETS, *snapshot.sections)):
        error = (snapshot.sections.get(section) or {}).get("error") or {}
        yield {
            "section": section,
            "table": CMDLETS[section].table if section in CMDLETS else None,
            "state": snapshot.state(section),
            "rows": len(snapshot.rows(section)),
            "error": error.get("message"),
            "transport": snapshot.source.get("transport"),
            "verified": snapshot.source.get("verified"),
        }


def _paths(snapshot: Snapshot) -> Iterable[Row]:
    host = join(snapshot)
    wish = wishes.of(host)
    for path in host.paths:
        parts = {"nic": path.nic, "switch": path.switch, "vm_nic": path.vm_nic}
        names = {kind: thing.name if thing else None for kind, thing in parts.items()}
        yield {**names, "wanted": pathstate.wanted(path, wish), "state": pathstate.state(path), **_facts(path)}


def _slots(snapshot: Snapshot) -> Iterable[Row]:
    for slot, told in zip((found := join(snapshot).slots).slots, found.to_dict()["slots"], strict=True):
        yield {**told, "root_port": slot.hops[0].instance_id, "port": slot.port.instance_id, "bridges": len(slot.hops)}


def _facts(path: Path) -> Row:
    things = {attr: getattr(path, kind) for attr, kind in _WHOSE.items()}
    return {attr: thing.facts.get(attr) if thing else None for attr, thing in things.items()}
