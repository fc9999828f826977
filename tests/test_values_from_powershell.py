"""What the objects of a host say arrives unchanged: numbers, enums, dates, lists and any text.

Rule: null, absent and unreadable are three different things and stay so.
"""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core.cmdlets import CMDLETS

from .engine import samples, stubs, tables
from .engine.asking import answered, ask, object_with
from .engine.compare import differences
from .engine.pwsh import Engine, engine

__all__ = ["engine"]


@pytest.mark.parametrize("windows", tables.RELEASES)
def test_every_kind_of_value_arrives_unchanged(engine: Engine, windows: str) -> None:
    given = samples.sections()
    got = ask(engine, stubs.functions(given, windows))
    assert differences(got.sections, given) == []


def test_null_absent_and_new_properties_differ(engine: Engine) -> None:
    got = answered(engine, "Get-VMSwitch", object_with(Name="'s'", IovSupportReasons="$null", AddedInWindows2031="5"))
    assert got["rows"] == [{"Name": "s", "IovSupportReasons": None}]


def test_embedded_object_that_is_null_or_absent(engine: Engine) -> None:
    body = object_with(Name="'p'", HardwareCapabilities="$null") + "\n" + object_with(Name="'q'")
    first, second = answered(engine, "Get-NetAdapterSriov", body)["rows"]
    assert first["HardwareCapabilities.MaxNumVFs"] is None and "CurrentCapabilities.MaxNumVFs" not in first
    assert second == {"Name": "q"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("'Up'", {"word": "Up", "number": None}),
        ("[uint32]7", {"word": None, "number": 7}),
        ("[System.DayOfWeek]::Friday", {"word": "Friday", "number": 5}),
        ("[System.Enum]::ToObject([System.DayOfWeek], 99)", {"word": "99", "number": 99}),
        ("@([System.DayOfWeek]::Monday)", {"word": "Monday", "number": 1}),
        ("@()", None),
    ],
)
def test_enums_however_windows_gives_them(engine: Engine, text: str, said: Any) -> None:
    assert answered(engine, "Get-VM", object_with(State=text))["rows"] == [{"State": said}]


def test_lists_of_enums_lose_only_nulls(engine: Engine) -> None:
    got = answered(
        engine, "Get-VMNetworkAdapter", object_with(Status="@([System.DayOfWeek]::Sunday, $null, 32775, 'Ok')")
    )
    words = [("Sunday", 0), (None, 32775), ("Ok", None)]
    assert got["rows"] == [{"Status": [{"word": word, "number": number} for word, number in words]}]


def test_largest_numbers(engine: Engine) -> None:
    got = answered(engine, "Get-NetAdapter", object_with(Speed="[uint64]::MaxValue", MtuSize="[uint32]::MaxValue"))
    assert got["rows"] == [{"Speed": str(2**64 - 1), "MtuSize": 2**32 - 1}]
    assert CMDLETS["Get-NetAdapter"].record.parse(got["rows"][0]).speed == 2**64 - 1


def test_dates_of_any_kind_become_utc(engine: Engine) -> None:
    body = "\n".join(
        f"if ($ClassName -eq 'Win32_OperatingSystem') {{ {object_with(LastBootUpTime=text)} }}"
        for text in (
            "New-Object datetime 2026,1,2,3,4,5,([System.DateTimeKind]::Local)",
            "New-Object datetime 2026,1,2,3,4,5,([System.DateTimeKind]::Utc)",
            "New-Object datetime 2026,1,2,3,4,5",
            "'20260102030405.000000+540'",
        )
    )
    got = ask(engine, tables.function("Get-CimInstance", body, "2019")).rows("Win32_OperatingSystem")
    tokyo, utc = "2026-01-01T18:04:05.0000000Z", "2026-01-02T03:04:05.0000000Z"
    assert [row["LastBootUpTime"] for row in got] == [tokyo, utc, tokyo, "20260102030405.000000+540"]


@pytest.mark.parametrize("culture", ["th-TH", "ar-SA", "de-DE", "tr-TR", "ja-JP"])
def test_no_culture_changes_dates_or_numbers(engine: Engine, culture: str) -> None:
    body = object_with(
        LastBootUpTime="(New-Object datetime 2026,1,2,0,0,0,([System.DateTimeKind]::Utc))", Version="1.5"
    )
    function = tables.function("Get-CimInstance", f"if ($ClassName -like '*System') {{ {body} }}", "2019")
    got = ask(engine, function, f"[System.Threading.Thread]::CurrentThread.CurrentCulture = '{culture}'")
    assert got.session["culture"] == culture
    row = got.rows("Win32_OperatingSystem")[0]
    assert (row["LastBootUpTime"], row["Version"]) == ("2026-01-02T00:00:00.0000000Z", "1.5")


def test_characters_that_no_file_should_hold_are_replaced_and_noted(engine: Engine) -> None:
    got = ask(engine, tables.function("Get-VM", object_with(Name='"a$([char]0)b"'), "2019"))
    assert got.rows("Get-VM") == [{"Name": "a\ufffdb"}]
    assert [note.code for note in got.notes] == ["replaced-characters"]


def test_nested_lists_and_hashtables_become_text(engine: Engine) -> None:
    got = answered(engine, "Get-VMSwitch", object_with(IovSupportReasons="@('a', @('b', 'c'))", Notes="@{ a = 1 }"))
    assert got["rows"] == [{"Notes": "System.Collections.Hashtable", "IovSupportReasons": ["a", "b c"]}]


def test_wrong_types_cost_only_themselves(engine: Engine) -> None:
    got = answered(engine, "Get-VM", object_with(Name="'a'", Generation="'not a number'"))
    assert got["rows"] == [{"Name": "a"}] and got["ok"] is False
