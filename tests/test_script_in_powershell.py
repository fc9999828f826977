"""The collecting script runs in a real PowerShell: what goes wrong with one command stays with that command.

Rule: whatever one command does, its own section says so and every other section is untouched.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest

from sriovkit.core import snapshot
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import VERSION

from .engine import samples, stubs, tables
from .engine.asking import answered, ask, object_with
from .engine.compare import differences
from .engine.pwsh import Engine, engine

__all__ = ["engine"]
NOTHING: dict[str, Any] = {"ok": True, "rows": [], "error": None}


def test_says_who_answered(engine: Engine) -> None:
    got = ask(engine)
    assert got.data["schema"] == snapshot.SCHEMA
    assert got.data["script"] == {"version": VERSION}
    assert list(got.sections) == list(CMDLETS)
    assert abs(time.time() - _seconds(got.taken)) < 600
    assert set(got.session) == {"computer", "culture", "ui_culture", "powershell", "elevated"}


def _seconds(taken: str) -> float:
    assert taken.endswith("Z")
    return datetime.fromisoformat(taken[:26] + "+00:00").timestamp()


def test_missing_command_is_one_failed_section(engine: Engine) -> None:
    given = samples.sections(1)
    del given["Get-NetLbfoTeam"]
    got = ask(engine, stubs.functions(given))
    assert got.state("Get-NetLbfoTeam") == "missing"
    assert got.sections["Get-NetLbfoTeam"]["error"]["category"] == "ObjectNotFound"
    assert differences({name: got.sections[name] for name in given}, given) == []


def test_no_command_at_all_still_answers(engine: Engine) -> None:
    got = ask(engine)
    assert {got.state(name) for name in CMDLETS} <= {"missing", "failed", "empty"}
    assert got.state("Get-VMHost") == "missing"


def test_terminating_error_keeps_what_came_before_it(engine: Engine) -> None:
    denied = "New-Object System.UnauthorizedAccessException '権限がありません'"
    record = f"[System.Management.Automation.ErrorRecord]::new(({denied}), 'AccessDenied', 'PermissionDenied', $null)"
    body = object_with(Name="'a'") + f"\nthrow {record}"
    got = ask(engine, tables.function("Get-VM", body, "2019"))
    assert got.sections["Get-VM"] == {
        "ok": False,
        "rows": [{"Name": "a"}],
        "error": {"id": "AccessDenied", "category": "PermissionDenied", "message": "権限がありません"},
    }
    assert got.state("Get-VM") == "partial"


def test_a_thrown_exception_is_the_section_error(engine: Engine) -> None:
    got = answered(engine, "Get-VMHost", "throw [System.UnauthorizedAccessException]'No permission.'")
    assert (got["ok"], got["rows"], got["error"]["message"]) == (False, [], "No permission.")


def test_non_terminating_error_keeps_all_rows_and_the_first_error(engine: Engine) -> None:
    fails = "Write-Error -Message '{}' -ErrorId {} -Category DeviceError"
    body = "\n".join(
        [object_with(Name="'a'"), fails.format("一つ目", "First"), fails.format("two", "Two"), object_with(Name="'b'")]
    )
    got = answered(engine, "Get-NetAdapter", body)
    assert got["rows"] == [{"Name": "a"}, {"Name": "b"}]
    assert (got["ok"], got["error"]["message"], got["error"]["category"]) == (False, "一つ目", "DeviceError")
    assert got["error"]["id"].startswith("First")


@pytest.mark.parametrize("body", ["", "$null", "@()", "$null, $null"])
def test_no_rows(engine: Engine, body: str) -> None:
    assert answered(engine, "Get-VM", body) == NOTHING


def test_one_row_is_a_list_of_one(engine: Engine) -> None:
    assert answered(engine, "Get-VM", object_with(Name="'only'"))["rows"] == [{"Name": "only"}]


def test_many_rows_in_their_order(engine: Engine) -> None:
    got = answered(engine, "Get-VM", "foreach ($i in 1..1000) { " + object_with(Name='"vm $i"') + " }")
    assert [row["Name"] for row in got["rows"]] == [f"vm {i}" for i in range(1, 1001)]


def test_property_whose_getter_throws_costs_only_itself(engine: Engine) -> None:
    bad = object_with(Name="'bad'", State="1") + " | Add-Member ScriptProperty Id { throw 'no id' } -PassThru"
    got = answered(engine, "Get-VM", bad + "\n" + object_with(Name="'good'"))
    assert got["rows"] == [{"Name": "bad", "State": {"word": None, "number": 1}}, {"Name": "good"}]
    assert got["ok"] is False and "no id" in got["error"]["message"]


def test_a_thousand_vm_nics_are_all_told(engine: Engine) -> None:
    seven = {"Get-VMNetworkAdapter": {"rows": [samples.row("Get-VMNetworkAdapter", i) for i in range(7)]}}
    many = f"foreach ($i in 1..143) {{\n{stubs.body('Get-VMNetworkAdapter', seven['Get-VMNetworkAdapter'])}\n}}"
    function = stubs.enums(seven) + "\n" + tables.function("Get-VMNetworkAdapter", many, "2019")
    got = ask(engine, function)
    assert got.rows("Get-VMNetworkAdapter") == seven["Get-VMNetworkAdapter"]["rows"] * 143
