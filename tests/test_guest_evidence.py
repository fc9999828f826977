"""What Linux and Windows guests say of their VF is read from a paste, and the diagnosis uses it.

Rule: nothing is told of an adapter that its guest did not say; what could be several stays apart.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import catalogue
from sriovkit.core.console import read_text
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.errors import InputError
from sriovkit.core.snapshot import Snapshot

from . import growth, healthy

GUEST = Path(__file__).parent / "data" / "guest"
DEVICE = "hv_netvsc 4de0f36a-7e48-491e-b2b0-e98abcd8c5c1"


def said(name: str) -> str:
    return (GUEST / name).read_text(encoding="utf-8")


def rows(text: str) -> list[Any]:
    return read_text(text).rows("Guest")


def with_guest(*told: dict[str, Any], **vm_nic: Any) -> Diagnosis:
    """The healthy host with guests' rows; `vm_nic` changes its VM NIC, None takes a property away."""
    data = healthy.data()
    row = data["sections"]["Get-VMNetworkAdapter"]["rows"][0]
    row.update(vm_nic)
    for name in [name for name, value in row.items() if value is None]:
        del row[name]
    data["sections"]["Guest"] = {"ok": True, "rows": list(told), "error": None}
    return diagnose(Snapshot(data))


def codes(d: Diagnosis) -> list[str]:
    return [f.code for f in d.findings]


def test_a_linux_guest_on_its_vf_is_read_whole() -> None:
    (row,) = rows(said("linux-on-vf.txt"))
    assert row == {
        "VMName": None,
        "ComputerName": "web01",
        "Interface": "eth0",
        "MacAddress": "00:15:5d:01:02:03",
        "VfPresent": True,
        "VfBoundTo": "enP53091s1",
        "DataPathOnVf": True,
        "SyntheticDriver": "hv_netvsc",
        "VfDriver": "mlx5_core",
        "VfPciId": "15b3:1016",
        "VfFamily": "connectx-4",
        "VfRxPackets": 345,
        "VfTxPackets": 12,
        "OsSupportsSriov": True,
    }
    snapshot = read_text(said("linux-on-vf.txt"))
    assert snapshot.notes == []
    d = diagnose(snapshot)
    assert d.findings == () and {r.rung: r.state for r in d.rungs}["guest"] == "ok"


def test_the_last_line_about_the_data_path_decides() -> None:
    (row,) = rows(said("linux-back-from-vf.txt"))
    assert row["DataPathOnVf"] is False and row["VfPresent"] is True
    d = diagnose(read_text(said("linux-back-from-vf.txt")))
    assert codes(d) == ["vf-present-not-active"] and d.ready is False
    assert {e.property for e in d.findings[0].evidence} == {"Guest.VfPresent", "Guest.DataPathOnVf"}


def test_a_vf_that_no_interface_took_is_not_bound() -> None:
    (row,) = rows(said("linux-not-bound.txt"))
    assert row["VfPresent"] is True and row["DataPathOnVf"] is False and "VfBoundTo" not in row
    assert row["VfPciId"] == "8086:1530" and row["VfFamily"] == "intel-x540"
    assert row["MacAddress"] == "00:15:5d:0a:0b:0c"
    assert codes(diagnose(read_text(said("linux-not-bound.txt")))) == ["vf-present-not-active"]


def test_an_absent_line_says_nothing_where_the_output_may_be_cut() -> None:
    (row,) = rows(f"[    3.918902] {DEVICE} eth0: VF slot 1 added\n")
    assert row["VfPresent"] is True and "DataPathOnVf" not in row
    (row,) = rows(f"$ dmesg | grep 'VF slot'\n[    3.9] {DEVICE} eth0: VF slot 1 added\n$ ip link\n")
    assert "DataPathOnVf" not in row
    (row,) = rows(f"$ dmesg | grep hv_netvsc\n[    3.9] {DEVICE} eth0: VF slot 1 added\n$ ip link\n")
    assert row["DataPathOnVf"] is False


def test_a_slot_that_was_taken_back_holds_no_vf() -> None:
    lines = ["VF slot 1 added", "VF registering: eth1", "Data path switched to VF: eth1", "VF slot 1 removed"]
    (row,) = rows("\n".join(f"{DEVICE} eth0: {line}" for line in lines))
    assert row["VfPresent"] is False and row["DataPathOnVf"] is False


def test_the_same_name_of_another_device_is_another_guest() -> None:
    snapshot = read_text(said("linux-two-guests.txt"))
    first, second = snapshot.rows("Guest")
    assert (first["DataPathOnVf"], second.get("DataPathOnVf")) == (True, None)
    assert snapshot.rows("Get-VMNetworkAdapter")[0]["IovUsage"] == 1
    assert [n.facts["text"] for n in snapshot.notes if n.code == "not-understood"] == ["First guest:", "Second guest:"]


def test_two_shells_are_two_guests() -> None:
    line = "[    3.9] hv_netvsc {0}de0f36a-7e48-491e-b2b0-e98abcd8c5c1 eth0: Data path switched {1} VF: eth1"
    text = f"me@a:~$ dmesg\n{line.format(1, 'to')}\nme@b:~$ dmesg\n{line.format(2, 'from')}\nme@b:~$\n"
    assert [(r["ComputerName"], r["DataPathOnVf"]) for r in rows(text)] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    "text",
    [
        "me@a:~$ ls /sys/class/net/eth0/\naddress  lower_enP1s1  mtu\n",
        "me@a:~$ ls -d /sys/class/net/*/lower_*\n/sys/class/net/eth0/lower_enP1s1\n",
        "2: eth0: <BROADCAST,MULTICAST,UP> mtu 1500 state UP\n    link/ether 00:15:5d:01:02:03 brd ff:ff:ff:ff:ff:ff\n"
        "3: enP1s1: <BROADCAST,SLAVE,UP> mtu 1500 master eth0 state UP\n    link/ether 00:15:5d:01:02:03\n",
    ],
)
def test_an_interface_below_another_is_its_vf(text: str) -> None:
    (row,) = rows(text)
    assert (row["Interface"], row["VfBoundTo"], row["VfPresent"]) == ("eth0", "enP1s1", True)
    # Bound is not yet used.
    assert "DataPathOnVf" not in row


def test_a_slave_of_a_bond_is_no_vf() -> None:
    text = (
        "2: bond0: <BROADCAST,MASTER,UP> mtu 1500\n    link/ether 00:15:5d:01:02:03\n"
        "3: eth1: <BROADCAST,SLAVE,UP> mtu 1500 master bond0\n    link/ether 00:15:5d:01:02:03\n"
    )
    with pytest.raises(InputError):
        read_text(text)


def test_windows_events_of_a_session_in_a_vm() -> None:
    snapshot = read_text(said("windows-mtu.txt"))
    (row,) = snapshot.rows("Guest")
    assert (row["VMName"], row["VfFailure"], row["Events"]) == ("VM01", 4, [39, 50])
    # What was asked inside the VM says nothing of the host.
    assert "Get-NetAdapter" not in snapshot.sections and snapshot.host == ""
    d = diagnose(snapshot)
    assert codes(d) == ["guest-vf-mtu-mismatch"] and d.findings[0].verdict == "found"


EVENT = """TimeCreated  : {when}
ProviderName : Microsoft-Windows-Hyper-V-Netvsc
Id           : {id}
Message      : {said}
"""
CAUSES = [(r.when["guest.vf_failure"], r) for r in catalogue.load().values() if "guest.vf_failure" in r.when]


@pytest.mark.parametrize(("number", "reason"), CAUSES, ids=lambda c: getattr(c, "code", ""))
def test_every_cause_of_event_39_is_known_by_its_sentence_and_its_number(number: int, reason: catalogue.Reason) -> None:
    sentence = reason.system["en"].text
    for words in (sentence, f"failureReason: {number}"):
        (row,) = rows(EVENT.format(when="11/22/2026 5:03:00 AM", id=39, said=words))
        assert row["VfFailure"] == number
    if "VF" in sentence:
        assert rows(f"The guest says:\n\n{sentence}\n")[0]["VfFailure"] == number


def test_general_words_alone_are_no_cause() -> None:
    for text in ("Unknown.", "Insufficient system resources."):
        with pytest.raises(InputError):
            read_text(text)


def test_the_newest_event_decides() -> None:
    old = EVENT.format(when="2026/11/22 5:03:00", id=39, said="VF MTU mismatch.")
    new = EVENT.format(when="2026/11/22 15:04:00", id=54, said="VmDataPathActive: true")
    for text in (f"{old}\n{new}", f"{new}\n{old}"):
        (row,) = rows(text)
        assert "VfFailure" not in row and row["DataPathOnVf"] is True


def test_an_event_without_its_cause_is_a_gap() -> None:
    snapshot = read_text(EVENT.format(when="?", id=39, said="..."))
    assert [n.code for n in snapshot.notes] == ["guest-event-cut"]
    assert codes(diagnose(snapshot)) == []


def test_events_in_a_table_are_read() -> None:
    head = "\n   ProviderName: Microsoft-Windows-Hyper-V-Netvsc\n\nTimeCreated   Id LevelDisplayName Message\n"
    line = "-----------   -- ---------------- -------\n11/22/2026 5:03:00 AM   39 Error   VF media disconnected.\n"
    assert rows(head + line)[0]["VfFailure"] == 6


def test_a_record_of_the_host_beside_events_stays_the_hosts() -> None:
    text = (
        EVENT.format(when="?", id=39, said="VF MTU mismatch.")
        + "\nName : External\nIovEnabled : True\nIovSupport : True\n"
    )
    snapshot = read_text(text)
    assert snapshot.rows("Get-VMSwitch")[0]["Name"] == "External" and snapshot.rows("Guest")[0]["VfFailure"] == 4


def test_a_guest_is_placed_by_its_mac_address() -> None:
    on = {"VMName": None, "MacAddress": "00:15:5d:01:02:03", "VfPresent": True, "DataPathOnVf": False}
    d = with_guest(on, MacAddress="00155D010203", IovUsage=None, VFDataPathActive=None)
    assert [(f.code, f.target) for f in d.findings] == [("vf-present-not-active", "vm_nic:VM01/Network Adapter")]
    apart = with_guest(on, MacAddress="00155D999999")
    assert [(f.code, f.target) for f in apart.findings] == [("vf-present-not-active", "vm_nic:?/?")]


def test_the_hosts_own_word_comes_first() -> None:
    d = with_guest({"VMName": "VM01", "VfPresent": True, "DataPathOnVf": False})
    assert codes(d) == [] and d.ready is True


def test_a_guest_on_its_vf_makes_the_rung_ok_where_the_host_is_silent() -> None:
    silent = with_guest({"VMName": "VM01"}, VFDataPathActive=None)
    assert {r.rung: r.state for r in silent.rungs}["guest"] == "unknown"
    told = with_guest({"VMName": "VM01", "DataPathOnVf": True}, VFDataPathActive=None)
    assert {r.rung: r.state for r in told.rungs}["guest"] == "ok"


@pytest.mark.parametrize(
    "piece",
    [
        f"{DEVICE} eth0: VF slot 1 added\n",
        "hv_netvsc {n} eth{n}: VF registering: x\n",
        "{n}: e{n}: <SLAVE,UP> mtu 1 master m{n}\n    link/ether 00:15:5d:01:02:03\n",
        "Microsoft-Windows-Hyper-V-Netvsc\nId : 39\n",
        EVENT.replace("{when}", "1").replace("{id}", "39").replace("{said}", "VF MTU mismatch.") + "\n",
        "hv_pci /sys/class/net/eth0/lower_a lower_b: joined to eth0 ",
        "me@a:~$ ethtool -S eth0\n  vf_rx_packets: 1\n",
        "a" * 50 + " VF : joined to ",
        "mlxconfig -d x q\nDevice #1:\nConfigurations: Next Boot\n  SRIOV_EN  True(1)\n",
    ],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    def reading(times: int) -> Callable[[], object]:
        text = "".join(piece.replace("{n}", str(i)) for i in range(times))

        def read() -> None:
            with contextlib.suppress(InputError):
                diagnose(read_text(text))

        return read

    growth.assert_linear(reading, 1000, 4000)
