"""PCI devices in a real PowerShell: asked once, told property by property, and one row a device in the answer.

Rule: how a host names the properties of its answer has not been seen on a real one, so every known form is tried.
"""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import load
from sriovkit.lab.collecting import answer

from .engine import pnp, stubs, tables
from .engine.asking import EMPTY, ask
from .engine.compare import differences
from .engine.pwsh import Engine, engine

__all__ = ["engine"]


def section(name: str = "healthy") -> dict[str, Any]:
    made: dict[str, Any] = answer(load(name).machine)["sections"][pnp.SECTION]
    return made


@pytest.mark.parametrize("strict", ["", "Set-StrictMode -Version Latest"])
@pytest.mark.parametrize("form", pnp.FORMS)
def test_properties_are_known_by_every_name(engine: Engine, form: str, strict: str) -> None:
    given = section()
    assert len(given["rows"]) > 4
    got = ask(engine, EMPTY, stubs.pci_devices(given, form), strict).sections[pnp.SECTION]
    assert differences(got, given) == []


def test_only_pci_devices_and_root_bridges_are_asked_and_once(engine: Engine) -> None:
    rows = [
        *({"InstanceId": f"'{name}'", "Parent": "'x'"} for name in ("PCI\\a", "ACPI\\PNP0A08\\0", "ACPI\\PNP0A03\\5")),
        {"InstanceId": "'USB\\b'", "Parent": "'x'"},
        {"InstanceId": "'ACPI\\PNP0C08\\0'", "Parent": "'x'"},
    ]
    count = "$global:asked = 1 + $global:asked"
    counting = pnp.functions(rows).replace("    end {\n", f"    end {{\n{count}\n", 1)
    *_, answered, asked = engine.run(EMPTY, counting, _script(), "[string]$global:asked")
    names = [row["InstanceId"] for row in _read(answered.text).rows(pnp.SECTION)]
    assert names == ["PCI\\a", "ACPI\\PNP0A08\\0", "ACPI\\PNP0A03\\5"]
    assert asked.text == "1"


def test_what_was_told_before_it_failed_is_kept(engine: Engine) -> None:
    given = section()
    error = {"id": "HRESULT 0x80041010", "category": "MetadataError", "message": "動きません"}
    got = ask(engine, EMPTY, stubs.pci_devices({**given, "error": error}))
    assert got.state(pnp.SECTION) == "partial"
    assert got.sections[pnp.SECTION]["error"] == error and got.rows(pnp.SECTION) == given["rows"]


def test_a_device_that_cannot_be_asked_costs_only_itself(engine: Engine) -> None:
    given = section()
    bad = given["rows"][0]["InstanceId"]
    fails = f"if ($_.InstanceId -eq '{bad}') {{ Write-Error 'gone'; return }}"
    both = stubs.pci_devices(given)
    got = ask(engine, EMPTY, both.replace("    process {\n", f"    process {{\n{fails}\n", 1))
    assert [row["InstanceId"] for row in got.rows(pnp.SECTION)] == [r["InstanceId"] for r in given["rows"][1:]]
    assert got.state(pnp.SECTION) == "partial"


def test_without_the_commands_the_section_says_so_and_the_others_arrive(engine: Engine) -> None:
    got = ask(engine, tables.function("Get-VM", "[pscustomobject]@{ Name = 'a' }", "2012"))
    assert got.state(pnp.SECTION) == "missing" and got.rows("Get-VM") == [{"Name": "a"}]


def test_a_host_with_hundreds_of_devices_stays_far_below_a_second_request(engine: Engine) -> None:
    """About 370 KB of output take one more request."""
    device = next(row for row in section()["rows"] if row["InstanceId"].startswith("PCI\\VEN_8086"))
    long = {key: value if key != "InstanceId" else "" for key, value in device.items()}
    rows = [
        {**long, "InstanceId": f"PCI\\VEN_8086&DEV_6F0{i % 10}&SUBSYS_00018086&REV_01\\4&{i:08X}&0&00E0"}
        for i in range(300)
    ]
    got = ask(engine, EMPTY, stubs.pci_devices({"rows": rows}))
    assert len(got.rows(pnp.SECTION)) == 300
    assert len(got.to_json(indent=None)) < 150_000


def test_every_key_is_a_property_of_the_record() -> None:
    names = [p.name for p in CMDLETS[pnp.SECTION].record.PROPS]
    assert sorted(pnp.PROPERTY_KEYS.values()) == sorted(name for name in names if name != "InstanceId")


def _script() -> str:
    from sriovkit.core.script import collecting_script

    return collecting_script()


def _read(text: str) -> Snapshot:
    from sriovkit.core import snapshot

    return snapshot.read(text)
