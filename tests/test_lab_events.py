"""What the lab's host writes into its event log when something happens to its VFs.

Rule: asked without a wire; entries follow from changes of the machine, at the machine's clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from pypsrp.powershell import PowerShell

from sriovkit.lab import Lab, load
from sriovkit.lab.acts import act
from sriovkit.lab.events import KEPT, PROVIDER, logged
from sriovkit.lab.life import Life
from sriovkit.lab.reach import START
from sriovkit.lab.shell import Shell
from sriovkit.lab.windows import RELEASES

from .lab_clients import pool
from .test_lab_changes import ask, done, host, trouble

#: What public lists of the provider name; the lab writes three of them.
DOCUMENTED = {12, 23, 28, 40, 50}


def events(shell: Shell, *names: str, **given: Any) -> list[Any]:
    said = ask(shell, "Get-WinEvent", **(given or {"LogName": "System", "Oldest": True}))
    assert said.terminating is None
    found = [tuple(getattr(row, name) for name in names or ("Id",)) for row in said.output]
    return found if len(names) > 1 else [row[0] for row in found]


def newest(name: str = "healthy", **changed: Any) -> Shell:
    return host(name, release="2025", **changed)


def test_a_number_of_vfs_that_changes_is_written_down_with_its_moment() -> None:
    shell = newest()
    at = shell.machine.clock
    done(shell, "Set-NetAdapterSriov", Name="NIC1", NumVFs=4)
    done(shell, "Set-NetAdapterSriov", Name="NIC1", NumVFs=4)
    names = ("Id", "ProviderName", "LogName", "MachineName", "RecordId", "Message")
    (row,) = events(shell, *names)
    assert row[:5] == (50, PROVIDER, "System", "HV10", 1)
    assert "NIC1 offers 4 VFs" in row[5] and "the lab's words" in row[5]
    (entry,) = shell.machine.events
    assert (entry.at, entry.id, entry.thing, entry.number) == (at, 50, "NIC1", 4)


def test_a_vswitch_taken_away_takes_the_vfs_and_the_next_one_brings_them() -> None:
    shell = newest()
    done(shell, "Remove-VMSwitch", Name="External", Force=True)
    done(shell, "New-VMSwitch", Name="SW", NetAdapterName="NIC1", EnableIov=True, AllowManagementOS=False)
    assert [(e.id, e.number) for e in shell.machine.events] == [(50, 0), (50, 16)]


def test_a_vswitch_made_for_sr_iov_where_it_cannot_be_says_so() -> None:
    shell = newest("healthy-no-wishes")
    done(shell, "New-VMSwitch", Name="M", NetAdapterName="Management", EnableIov=True)
    assert (23, "M") in [(e.id, e.thing) for e in shell.machine.events]


def test_a_vf_that_is_wanted_when_none_is_left_is_written_once() -> None:
    shell = newest()
    done(shell, "Set-NetAdapterSriov", Name="NIC1", NumVFs=1)
    done(shell, "Add-VMNetworkAdapter", VMName="VM01", Name="Second", SwitchName="External")
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", Name="Second", IovWeight=100)
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", Name="Second", IovWeight=50)
    assert [e.id for e in shell.machine.events] == [50, 40]


def test_a_setting_that_keeps_a_vf_away_is_no_lack_of_vfs() -> None:
    shell = newest()
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", RouterGuard="On")
    assert shell.machine.events == ()


def test_what_a_start_changes_is_written_when_windows_is_up() -> None:
    life = Life(replace(load("healthy", "en").machine, release="2025"), speed=0)
    life.change(lambda m: act(m, "bios", {"item": "vtd", "value": "off"}))
    life.change(lambda m: act(m, "restart", {}))
    assert {e.at for e in life.machine.events} == {life.machine.clock + timedelta(seconds=START)}
    assert [(e.id, e.number) for e in life.machine.events] == [(23, 0), (50, 0)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_sentence_is_in_the_hosts_language_and_marked_as_the_labs(language: str) -> None:
    shell = newest(language=language)
    done(shell, "Disable-NetAdapterSriov", Name="NIC1")
    mark = {"en": "the lab's words", "ja": "ラボの文言"}[language]
    assert all(mark in said for said in events(shell, "Message"))


@pytest.mark.parametrize("release", RELEASES)
def test_only_the_newest_windows_writes_for_since_when_is_not_known(release: str) -> None:
    first = replace(load("healthy", "en").machine.vms[0], generation=1)
    shell = host(release=release, vms=(first,))
    done(shell, "Disable-NetAdapterSriov", Name="NIC1")
    done(shell, "Enable-NetAdapterSriov", Name="NIC1")
    assert bool(shell.machine.events) is (release == "2025")
    assert {e.id for e in shell.machine.events} <= DOCUMENTED


def test_entries_are_chosen_by_log_provider_number_and_time() -> None:
    shell = newest()
    done(shell, "Disable-NetAdapterSriov", Name="NIC1")
    between = shell.machine.clock
    shell.life.wait(60)
    done(shell, "Enable-NetAdapterSriov", Name="NIC1")
    assert events(shell, "RecordId", LogName="sys*") == [3, 2, 1]
    assert events(shell, "RecordId", ProviderName=PROVIDER, MaxEvents=1) == [3]
    assert events(shell, "Id", FilterHashtable={"LogName": "System", "Id": 50}, Oldest=True) == [50, 50]
    assert events(shell, "Id", FilterHashtable=[{"logname": "System", "ID": [23]}, {"LogName": "System", "Id": 50}])
    late = {"LogName": "System", "StartTime": between}
    assert events(shell, "Id", FilterHashtable=late) == [50]
    early = {"ProviderName": PROVIDER, "EndTime": between.astimezone(UTC).replace(tzinfo=None).isoformat()}
    assert events(shell, "Id", FilterHashtable=early) == [50, 23]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"LogName": "System"}, ("ObjectNotFound", "NoMatchingEventsFound")),
        ({"ProviderName": "Other"}, ("ObjectNotFound", "NoMatchingEventsFound")),
        ({"LogName": "Sytsem"}, ("ObjectNotFound", "NoMatchingLogsFound")),
        ({"LogName": "Microsoft-Windows-Hyper-V-VMMS-Admin"}, ("NotImplemented", "LabNotPlayed")),
        ({"FilterHashtable": {"LogName": "System", "Level": 2}}, ("NotImplemented", "LabNotPlayed")),
        ({"FilterHashtable": {"LogName": "System", "StartTime": "noon"}}, ("NotImplemented", "LabNotPlayed")),
        ({"FilterXml": "<x/>"}, ("NotImplemented", "LabNotPlayed")),
    ],
)
def test_what_is_not_there_or_not_played_says_so(given: dict[str, Any], error: tuple[str, str]) -> None:
    shell = newest()
    if "StartTime" in str(given):
        done(shell, "Disable-NetAdapterSriov", Name="NIC1")
    category, identity = trouble(ask(shell, "Get-WinEvent", **given))
    assert (category, identity.split(",")[0]) == error


def test_the_log_keeps_the_last_ones() -> None:
    machine = newest().machine
    full = replace(machine, events=tuple(logged(machine, without(machine)).events * KEPT)[:KEPT])
    assert len(logged(full, without(full)).events) == KEPT


def without(machine: Any) -> Any:
    return replace(machine, switches=(), vms=())


def test_a_table_of_wishes_comes_over_the_wire() -> None:
    machine = replace(load("healthy", "en").machine, release="2025")
    with Lab("healthy", "en", speed=100) as lab, pool(lab.server, "ntlm") as opened:
        lab.machine = machine
        PowerShell(opened).add_cmdlet("Disable-NetAdapterSriov").add_parameter("Name", "NIC1").invoke()
        asked = PowerShell(opened).add_cmdlet("Get-WinEvent")
        asked.add_parameter("FilterHashtable", {"LogName": "System", "Id": [50]})
        (row,) = asked.invoke()
        told = {**row.adapted_properties, **row.extended_properties}
        # pypsrp gives a date as its text.
        assert told["Id"] == 50 and str(told["TimeCreated"]).startswith(f"{lab.machine.events[0].at:%Y-%m-%dT%H}")
