"""A host with many VMs: reading and diagnosing it takes as much for each VM NIC as on a small host.

Rule: calls are counted, not seconds, so that a busy machine proves nothing; benchmarks/read.py tells the seconds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from sriovkit.core import snapshot
from sriovkit.core.console import read_text
from sriovkit.core.diagnose import diagnose
from sriovkit.view import frames

from . import healthy
from .console_printer import Printer

FEW, MANY = 40, 320


def host(count: int, **changed: Any) -> dict[str, Any]:
    """The healthy host with so many VMs, each with one VM NIC that `changed` is laid over."""
    said = healthy.data()
    sections = said["sections"]
    ids = [f"{number:08x}-1111-1111-1111-111111111111" for number in range(count)]
    for section, own in (("Get-VM", "Id"), ("Get-VMNetworkAdapter", "VMId"), ("Get-NetAdapterSriovVf", "VmID")):
        row = sections[section]["rows"][0]
        sections[section]["rows"] = [{**row, own: vm} for vm in ids]
    for number, (vm, nic) in enumerate(
        zip(sections["Get-VM"]["rows"], sections["Get-VMNetworkAdapter"]["rows"], strict=True)
    ):
        vm["Name"] = f"VM{number:04}"
        nic.update(VMName=f"VM{number:04}", Id=f"vmnic-{number}", **changed)
    return said


def sick(count: int) -> dict[str, Any]:
    """Every VM NIC has findings of its own, and a cause below them."""
    said = host(count, IovUsage=0, VFDataPathActive=False, Status=[{"word": "Degraded", "number": 3}])
    said["sections"]["Get-VMSwitch"]["rows"][0].update(IovEnabled=False)
    return said


def calls(run: Callable[[], object]) -> int:
    """How many functions of Python or C were called."""
    counted = 0

    def count(_frame: object, event: str, _called: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return counted


def reading(said: dict[str, Any]) -> Callable[[], object]:
    text = json.dumps(said)
    return lambda: snapshot.read(text)


def diagnosing(said: dict[str, Any]) -> Callable[[], object]:
    read = snapshot.Snapshot(said)
    return lambda: diagnose(read).text("en")


def tabling(said: dict[str, Any]) -> Callable[[], object]:
    read = snapshot.Snapshot(said)
    return lambda: frames.frames(read)


def pasting(said: dict[str, Any]) -> Callable[[], object]:
    shown = Printer().listing(snapshot.Snapshot(said).rows("Get-VMNetworkAdapter"))
    return lambda: read_text(f"PS C:\\> Get-VMNetworkAdapter -All | fl *\n{shown}")


@pytest.mark.parametrize("work", [reading, diagnosing, tabling, pasting])
@pytest.mark.parametrize("what", [host, sick])
def test_each_vm_nic_costs_the_same(what: Callable[[int], Any], work: Callable[[Any], Callable[[], object]]) -> None:
    work(what(1))()  # what is loaded once is not what is counted
    small, large = calls(work(what(FEW))), calls(work(what(MANY)))
    assert large < 1.1 * (MANY / FEW) * small


def test_all_findings_of_many_vms_are_there() -> None:
    found = diagnose(snapshot.Snapshot(sick(MANY)))
    told = [f for root in found.findings for f in (root, *root.folded)]
    assert sum(f.target.startswith("vm_nic:") for f in told) >= MANY
