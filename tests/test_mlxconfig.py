"""What mlxconfig prints is read with its columns: what is in force, what waits for a restart, what cannot be told.

Rule: a value of "Next Boot" or "New" is never taken for the one in force where that one is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sriovkit.core.console import read_text
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.snapshot import Snapshot

from . import healthy

GUEST = Path(__file__).parent / "data" / "guest"


def said(name: str) -> str:
    return (GUEST / name).read_text(encoding="utf-8")


def row(text: str) -> Any:
    (only,) = read_text(text).rows("mlxconfig")
    return only


def on_host(**settings: Any) -> Diagnosis:
    """The healthy host's NIC at 3b:00.0, which says nothing itself, and mlxconfig of the device there."""
    data = healthy.data()
    sections = data["sections"]
    place = {"SegmentNumber": 0, "BusNumber": 0x3B, "DeviceNumber": 0, "FunctionNumber": 0}
    sections["Get-NetAdapterHardwareInfo"]["rows"][0].update(place)
    sections["Get-NetAdapterSriov"]["rows"] = []
    del sections["Get-NetAdapterHardwareInfo"]["rows"][0]["SriovSupport"]
    sections["Get-NetAdapterSriov"]["whole"] = False
    sections["Get-VMHost"]["rows"] = sections["Get-VM"]["rows"] = sections["Get-VMNetworkAdapter"]["rows"] = []
    sections["Get-VMSwitch"]["rows"][0].update({"IovSupport": False, "IovVirtualFunctionCount": 0})
    sections["mlxconfig"] = {"ok": True, "rows": [{"Device": "3b:00.0", **settings}], "error": None, "whole": False}
    return diagnose(Snapshot(data))


def codes(d: Diagnosis) -> set[str]:
    return {f.code for f in d.findings} | {g.code for f in d.findings for g in f.folded}


def test_what_was_set_waits_for_a_restart() -> None:
    snapshot = read_text(said("mlxconfig-set.txt"))
    told = row(said("mlxconfig-set.txt"))
    assert told["Device"] == "mt4117_pciconf0" and told["Applied"] is True
    assert (told["SRIOV_EN.NextBoot"], told["SRIOV_EN.New"]) == (False, True)
    assert (told["NUM_OF_VFS.NextBoot"], told["NUM_OF_VFS.New"]) == (0, 8)
    assert [(n.code, n.facts["setting"], n.facts["value"]) for n in snapshot.notes] == [
        ("waiting-for-restart", "SRIOV_EN", "True"),
        ("waiting-for-restart", "NUM_OF_VFS", "8"),
    ]
    d = diagnose(snapshot)
    assert codes(d) == set()
    for lang, words in (("en", "Waiting for a restart"), ("ja", "再起動待ち")):
        assert words in d.text(lang)


@pytest.mark.parametrize("answer", ["n", ""])
def test_what_nobody_agreed_to_waits_for_nothing(answer: str) -> None:
    text = said("mlxconfig-set.txt").partition("[n] : ")[0] + f"[n] : {answer}\n"
    assert row(text)["Applied"] is False
    assert "waiting-for-restart" not in [n.code for n in read_text(text).notes]


def test_one_column_does_not_tell_what_is_in_force() -> None:
    snapshot = read_text(said("mlxconfig-query.txt"))
    assert row(said("mlxconfig-query.txt"))["Columns"] == ["NextBoot"]
    assert [n.code for n in snapshot.notes] == ["next-boot-only", "next-boot-only"]
    assert codes(diagnose(snapshot)) == {"nic-zero-vfs"}


def test_the_present_value_is_told_from_the_next() -> None:
    snapshot = read_text(said("mlxconfig-current.txt"))
    assert row(said("mlxconfig-current.txt"))["NUM_OF_VFS.Current"] == 0
    assert [n.code for n in snapshot.notes] == ["waiting-for-restart", "waiting-for-restart"]
    assert codes(diagnose(snapshot)) == {"nic-no-sriov", "nic-zero-vfs"}


def test_the_firmware_speaks_for_the_nic_at_its_place() -> None:
    d = on_host(**{"SRIOV_EN.Current": False, "NUM_OF_VFS.Current": 0})
    (finding,) = [f for f in d.findings if f.code == "nic-no-sriov"]
    assert finding.target == "nic:NIC1" and finding.verdict == "found"
    assert [e.property for e in finding.evidence] == ["mlxconfig.SRIOV_EN"]


def test_a_nic_that_offers_vfs_is_believed() -> None:
    data = healthy.data()
    place = {"SegmentNumber": 0, "BusNumber": 0x3B, "DeviceNumber": 0, "FunctionNumber": 0}
    data["sections"]["Get-NetAdapterHardwareInfo"]["rows"][0].update(place)
    told = {"Device": "0000:3b:00.0", "SRIOV_EN.NextBoot": False, "NUM_OF_VFS.NextBoot": 0}
    data["sections"]["mlxconfig"] = {"ok": True, "rows": [told], "error": None, "whole": False}
    d = diagnose(Snapshot(data))
    assert d.findings == () and d.ready is True


def test_values_that_do_not_fill_the_columns_are_unknown() -> None:
    head = "Device #1:\n\nDevice type: X\n\nConfigurations:    Next Boot    New\n"
    text = head + "   SRIOV_EN   True(1)\n   NUM_OF_VFS   8  16\n"
    assert {key for key in row(text) if "." in key} == {"NUM_OF_VFS.NextBoot", "NUM_OF_VFS.New"}


def test_a_command_of_the_host_behind_it_is_read_as_ever() -> None:
    text = said("mlxconfig-set.txt") + "PS C:\\> Get-VMSwitch | fl Name, IovEnabled\n\nName : A\nIovEnabled : True\n"
    snapshot = read_text(text)
    assert snapshot.rows("Get-VMSwitch") == [{"Name": "A", "IovEnabled": True}]
    assert "not-understood" not in [n.code for n in snapshot.notes]
