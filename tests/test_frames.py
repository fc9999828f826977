"""Frames: fixed columns and nullable types whatever a host said, and pictures that its text cannot steer."""

from __future__ import annotations

from typing import Any, get_type_hints

import pandas as pd
import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.snapshot import Snapshot
from sriovkit.view.frames import Frames, Table, frames
from sriovkit.view.tables import plans


def snapshot(computer: str = "HV01", **sections: list[dict[str, Any]]) -> Snapshot:
    made = {name.replace("Get_", "Get-"): {"ok": True, "rows": rows} for name, rows in sections.items()}
    return Snapshot({"schema": "sriovkit.snapshot/1", "session": {"computer": computer}, "sections": made})


SWITCH = {"Name": "External", "Id": "{ABC}", "IovEnabled": True, "IovVirtualFunctionCount": 16, "SwitchType": 2}
VM_NIC = {"Name": "Network Adapter", "VMName": "VM01", "SwitchId": "abc", "SwitchName": "External", "IovWeight": 100}
HOST = {
    "Get_VMSwitch": [{**SWITCH, "NetAdapterInterfaceDescription": "Card"}],
    "Get_NetAdapter": [{"Name": "NIC1", "InterfaceDescription": "Card", "Speed": "18446744073709551615"}],
    "Get_VMNetworkAdapter": [{**VM_NIC, "IovUsage": 1, "VFDataPathActive": True}],
    "Get_VM": [{"Name": "VM01", "State": "Running"}],
}
PARTS = {"empty": {}, "full": HOST, "half": {"Get_VMSwitch": [{"Name": None}, {}]}}


@pytest.mark.parametrize("table", plans())
def test_a_table_has_the_same_columns_and_types_whatever_a_host_said(table: str) -> None:
    told = Frames.columns(table)
    for sections in PARTS.values():
        made = getattr(frames(snapshot(**sections)), table)
        assert list(made.columns) == list(told["column"])
        assert [str(kind) for kind in made.dtypes] == list(told["dtype"])
        assert made.columns[0] == "host"


def test_every_cmdlet_has_its_table_and_every_table_is_declared() -> None:
    assert {c.table for c in CMDLETS.values()} | {"collection", "paths", "slots"} == set(plans())
    assert list(plans()) and set(get_type_hints(Frames)) == set(plans())


def test_no_table_at_all_is_still_every_table() -> None:
    none = frames([])
    assert {name: len(table) for name, table in none} == dict.fromkeys(plans(), 0)
    assert str(none.nics.dtypes["speed"]) == "Int64"


def test_values_arrive_in_their_types_and_what_nobody_told_is_missing() -> None:
    switch = frames(snapshot(**HOST)).switches.iloc[0]
    assert (switch["switch_type"], switch["iov_enabled"], switch["iov_virtual_function_count"]) == (
        "External",
        True,
        16,
    )
    assert switch["id"] == "abc"
    assert switch["iov_support"] is pd.NA
    assert switch["iov_support_reasons"] is None
    assert switch["host"] == "HV01"


def test_a_number_beyond_64_bits_is_missing_and_takes_no_other_along() -> None:
    rows = [{"Name": "a", "Speed": "18446744073709551615"}, {"Name": "b", "Speed": 10_000_000_000}]
    speed = frames(snapshot(Get_NetAdapter=rows)).nics["speed"]
    assert speed.isna().tolist() == [True, False]
    assert speed[1] == 10_000_000_000


def test_dates_are_utc_and_nonsense_is_missing() -> None:
    rows = [{"LastBootUpTime": "2026-11-22T05:03:00.0000001Z"}, {"LastBootUpTime": "gestern"}, {}]
    booted = frames(snapshot(Win32_OperatingSystem=rows)).os["last_boot_up_time"]
    assert str(booted.dtype) == "datetime64[us, UTC]"
    assert booted[0] == pd.Timestamp("2026-11-22T05:03:00Z")
    assert booted.isna().tolist() == [False, True, True]


def test_lists_stay_lists() -> None:
    made = frames(snapshot(Get_VMSwitch=[{"IovSupportReasons": ["a", "b"]}, {"IovSupportReasons": []}])).switches
    assert made["iov_support_reasons"].tolist() == [["a", "b"], []]


def test_collection_says_what_was_asked_and_how_it_went() -> None:
    failed = {"ok": False, "rows": [], "error": {"id": "CommandNotFoundException", "message": "No such command"}}
    taken = snapshot(**HOST)
    taken = Snapshot({**taken.data, "sections": {**taken.sections, "Get-VMHost": failed, "Get-Later": {"rows": []}}})
    asked = frames(taken).collection.set_index("section")
    assert asked.loc["Get-VMSwitch", ["table", "state", "rows"]].tolist() == ["switches", "answered", 1]
    assert asked.loc["Get-VMHost", ["state", "error"]].tolist() == ["missing", "No such command"]
    assert asked.loc["Get-NetLbfoTeam", "state"] == "not-asked"
    assert asked.loc["Get-Later", "table"] is pd.NA
    assert set(CMDLETS) <= set(asked.index)


@pytest.mark.parametrize(
    ("vm_nic", "vm", "state"),
    [
        ({"IovUsage": 1, "VFDataPathActive": True}, "Running", "vf-active"),
        ({"IovUsage": 1, "VFDataPathActive": False}, "Running", "vf-unused"),
        ({"IovUsage": 0}, "Running", "synthetic"),
        ({"IovUsage": 0}, "Off", "off"),
        ({}, "Running", "unknown"),
    ],
)
def test_paths_say_how_the_packets_go(vm_nic: dict[str, Any], vm: str, state: str) -> None:
    told = {**HOST, "Get_VMNetworkAdapter": [{**VM_NIC, **vm_nic}], "Get_VM": [{"Name": "VM01", "State": vm}]}
    path = frames(snapshot(**told)).paths.iloc[0]
    assert path[["nic", "switch", "vm_nic"]].tolist() == ["NIC1", "External", "VM01/Network Adapter"]
    assert (path["state"], path["wanted"], path["iov_weight"]) == (state, True, 100)


def test_no_record_is_lost_on_the_paths() -> None:
    paths = frames(snapshot(Get_NetAdapter=[{"Name": "lonely"}], Get_VMSwitch=[{"Name": "bare"}])).paths
    assert set(paths["nic"].dropna()) == {"lonely"}
    assert set(paths["switch"].dropna()) == {"bare"}
    assert set(paths["state"]) == {"not-applicable"}


def test_tables_of_several_hosts_are_one() -> None:
    both = frames([snapshot(**HOST), snapshot("HV02", **HOST)])
    assert both.switches["host"].tolist() == ["HV01", "HV02"]
    assert both.switches.index.tolist() == [0, 1]
    assert len(both.collection) == 2 * len(CMDLETS)


HOSTILE = "<script>alert(1)</script>$x^2$\u202e\x1b[31m"


def test_no_text_of_a_host_steers_a_notebook_or_a_terminal() -> None:
    made = frames(snapshot(HOSTILE, Get_VMSwitch=[{"Name": HOSTILE, "IovSupportReasons": [HOSTILE]}]))
    drawn = made.switches._repr_html_() or ""
    for shown in (drawn, made.switches[["name"]]._repr_html_() or "", made._repr_html_()):
        assert "<script" not in shown
        assert "\u202e" not in shown and "\x1b" not in shown
        assert shown.startswith('<div class="tex2jax_ignore mathjax_ignore">')
    for shown in (repr(made), repr(made.switches)):
        assert "\u202e" not in shown and "\x1b" not in shown


def test_what_is_made_of_a_table_is_guarded_too() -> None:
    made = frames(snapshot(**HOST)).switches
    assert isinstance(made.query("iov_enabled"), Table)
    assert isinstance(made, pd.DataFrame)


@pytest.mark.parametrize("table", plans())
def test_every_column_is_explained(table: str) -> None:
    told = Frames.columns(table)
    assert (told["meaning"].str.len() > 3).all()
    document = getattr(Frames, table).__doc__
    assert all(f" {column} (" in document for column in told["column"])
    assert ("unit" in told) and (table != "switches" or "Int64, VFs" in document)


def test_a_table_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        Frames.columns("nothing")


def test_tls_that_nobody_verified_is_marked_in_the_frame() -> None:
    source = {"transport": "psrp", "tls": True, "verified": False}
    seen = frames(snapshot(**HOST).with_source(**source)).collection
    assert set(seen["transport"]) == {"psrp"}
    assert set(seen["verified"]) == {False}
