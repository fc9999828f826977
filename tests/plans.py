"""Plans of the lab's scenarios and of hosts made for a test."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from sriovkit.core.diagnose import diagnose
from sriovkit.core.plan import Plan, plan
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import scenario
from sriovkit.lab.collecting import answer

SCENARIOS = scenario.names()


@cache
def snapshot_of(name: str) -> Snapshot:
    return Snapshot(answer(scenario.load(name).machine))


def of(snapshot: Snapshot, *targets: str) -> Plan:
    return plan(diagnose(snapshot), targets)


def made(name: str, *targets: str) -> Plan:
    return of(snapshot_of(name), *targets)


def changed(name: str, section: str, number: int = 0, **properties: Any) -> Snapshot:
    """A scenario with some raw properties of one row changed."""
    data = copy.deepcopy(dict(snapshot_of(name).data))
    data["sections"][section]["rows"][number].update(properties)
    return Snapshot(data)


def with_rows(snapshot: Snapshot, **sections: list[dict[str, Any]]) -> Snapshot:
    """More sections, or others; "Get_" stands for "Get-"."""
    data = copy.deepcopy(dict(snapshot.data))
    for name, rows in sections.items():
        data["sections"][name.replace("Get_", "Get-")] = {"ok": True, "rows": rows, "error": None}
    return Snapshot(data)


def with_spare(name: str) -> Snapshot:
    """A scenario whose NIC1 has a twin, NIC2, that carries nothing."""
    data = copy.deepcopy(dict(snapshot_of(name).data))
    for section in ("Get-NetAdapter", "Get-NetAdapterSriov", "Get-NetAdapterHardwareInfo"):
        rows = data["sections"][section]["rows"]
        first = next(r for r in rows if r["Name"] == "NIC1")
        more = {"Name": "NIC2", "InterfaceDescription": f"{first['InterfaceDescription']} #2"}
        more |= {"InterfaceGuid": "{11111111-2222-3333-4444-555555555555}"} if "InterfaceGuid" in first else {}
        rows.append({**first, **more})
    return Snapshot(data)
