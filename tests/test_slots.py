"""The slot map: which hop keeps a card from SR-IOV, which other slots are candidates, and what it adds to a diagnosis.

Rule: silence is unknown, what Windows calls working is in no doubt, and a sign joins the finding of the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from sriovkit.core import releases
from sriovkit.core.clean import width
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import load
from sriovkit.lab.collecting import answer
from sriovkit.lab.firmware import Slot
from sriovkit.view.frames import frames

from . import healthy

NIC = "PCI\\VEN_8086&DEV_1528\\A"
ROOT = {"InstanceId": "ACPI\\PNP0A08\\0", "Parent": "ACPI_HAL\\PNP0C08\\0", "NativePciExpressControl": True}


def bridge(name: str, parent: str, kind: int = 8, acs: int | None = 0) -> dict[str, Any]:
    told = {} if acs is None else {"AcsSupport": {"word": None, "number": acs}}
    return {"InstanceId": name, "Parent": parent, "DeviceType": {"word": None, "number": kind}, **told}


def card(parent: str, up: int | None = 3, name: str = NIC, **more: Any) -> dict[str, Any]:
    told = {} if up is None else {"AcsCompatibleUpHierarchy": {"word": None, "number": up}}
    return {"InstanceId": name, "Parent": parent, "DeviceType": {"word": None, "number": 2}, **told, **more}


def host(*rows: dict[str, Any], support: str | None = None, told: bool = True) -> Snapshot:
    """The healthy host with these PCI devices; unless `told`, Windows says nothing of SR-IOV at all."""
    data = healthy.data()
    data["sections"]["Get-NetAdapter"]["rows"][0]["PnPDeviceID"] = NIC.lower()
    data["sections"]["Get-PnpDeviceProperty"] = {"ok": True, "rows": list(rows), "error": None}
    if support is not None:
        data["sections"]["Get-NetAdapterSriov"]["rows"][0]["SriovSupport"] = {"word": support, "number": None}
    if not told:
        for name in ("Get-VMHost", "Get-NetAdapterSriov", "Get-NetAdapterHardwareInfo"):
            del data["sections"][name]
        data["sections"]["Get-VMSwitch"]["rows"][0].update(IovSupport=None, IovSupportReasons=None)
        data["sections"]["Get-VMNetworkAdapter"]["rows"][0].update(IovUsage=0, VFDataPathActive=False)
    return Snapshot(data)


def codes(d: Diagnosis) -> set[str]:
    return {f.code for f in d.findings if f.verdict == "found" and f.reason.origin == "system"}


BEHIND_A_SWITCH = (
    ROOT,
    bridge("P1", ROOT["InstanceId"]),
    bridge("U1", "P1", 9, None),
    bridge("D1", "U1", 10, 2),
    card("D1", 0),
    bridge("P2", ROOT["InstanceId"]),
    bridge("P3", ROOT["InstanceId"], acs=1),
    card("P3", 3, "PCI\\VEN_1000&DEV_005D\\B"),
    bridge("P4", ROOT["InstanceId"], acs=None),
)


def test_the_map_goes_from_the_root_bridge_to_the_nic_and_names_the_hop() -> None:
    slots = diagnose(host(*BEHIND_A_SWITCH)).slots
    slot = slots.of("NIC1")
    assert slot is not None and slot.root is not None and slot.blocking is not None
    assert [hop.instance_id for hop in slot.hops] == ["P1", "U1", "D1"]
    assert (slot.root.instance_id, slot.blocking.instance_id, slot.acs) == ("ACPI\\PNP0A08\\0", "D1", "broken")
    assert [(s.port.instance_id, bool(s.devices)) for s in slots.candidates] == [("P2", False), ("P3", True)]
    assert [s.acs for s in slots.slots if s.port.instance_id == "P4"] == ["unknown"]
    assert slots.blocked == (slot,) and {p.instance_id for p in slots.root_ports} == {"P1", "P2", "P3", "P4"}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_map_fits_a_japanese_console_and_says_the_same_as_html(lang: str) -> None:
    slots = diagnose(host(*BEHIND_A_SWITCH)).slots
    text, html = slots.text(lang), slots.html(lang)
    text.encode("cp932")
    assert [line for line in text.splitlines() if width(line) > 65] == []
    assert text.count({"en": "[candidate]", "ja": "[候補]"}[lang]) == 2
    for word in ("NIC1", "D1", "1000:005D"):
        assert word in text and word in html
    assert html.startswith("<div ") and html.endswith("</div>") and f'lang="{lang}"' in html
    assert text.splitlines()[0] in html


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_long_and_hostile_identities_are_text(lang: str) -> None:
    bad = "PCI\\VEN_8086&DEV_6F04&SUBSYS_00000000&REV_01\\<script>alert(1)</script>\x1b[31m\u202e" + "長い名前" * 40
    slots = diagnose(host(ROOT, bridge(bad, ROOT["InstanceId"], acs=2), card(bad, 0))).slots
    assert all(width(line) <= 65 and line.isprintable() for line in slots.text(lang).splitlines())
    html = slots.html(lang)
    assert "<script" not in html and "\x1b" not in html and "\u202e" not in html


def test_a_card_that_lacks_it_itself_is_not_blamed_on_a_bridge() -> None:
    slots = diagnose(host(ROOT, bridge("P1", ROOT["InstanceId"]), card("P1", 0))).slots
    (slot,) = slots.slots
    assert (slot.acs, slot.blocking, slots.candidates) == ("broken", None, ())
    assert "another slot changes nothing" in " ".join(slots.text("en").split())


def test_parents_that_run_in_a_circle_or_end_nowhere_end_the_walk() -> None:
    circle = (bridge("A", "B"), bridge("B", "A"), card("A"), bridge("C", "nowhere"))
    slots = diagnose(host(*circle)).slots
    assert {s.port.instance_id: s.root for s in slots.slots} == {"A": None, "C": None}
    deep = [bridge(f"N{i}", f"N{i - 1}", 10) for i in range(2000)]
    assert len(diagnose(host(*deep, card("N1999"))).slots.ways["NIC1"]) == 64


@pytest.mark.parametrize(
    ("build", "state"), [("9200", "too-old"), ("9600", "too-old"), ("14393", "not-told"), (None, "not-told")]
)
def test_a_windows_that_cannot_tell_is_quiet_and_a_later_one_is_asked_why(build: str | None, state: str) -> None:
    data = healthy.data()
    data["sections"]["Win32_OperatingSystem"]["rows"][0]["BuildNumber"] = build
    error = {"id": "CommandNotFoundException", "category": "ObjectNotFound", "message": "no such command"}
    data["sections"]["Get-PnpDeviceProperty"] = {"ok": False, "rows": [], "error": error}
    d = diagnose(Snapshot(data))
    assert (d.slots.state, bool(d.slots)) == (state, False)
    assert [g.target for g in d.unknown] == ([] if state == "too-old" else ["Get-PnpDeviceProperty"])
    assert ("2012" in d.slots.text("ja")) is (state == "too-old")


def test_builds_between_releases_count_as_the_earlier_one() -> None:
    data = healthy.data()
    os = data["sections"]["Win32_OperatingSystem"]["rows"][0]
    for build, release in (("9199", ""), ("9200", "2012"), ("16299", "2016"), ("26200", "2025"), ("no", ""), ("", "")):
        os["BuildNumber"] = build
        assert releases.of(Snapshot(data)) == release


# -- what it adds to a diagnosis -------------------------------------------------------------------------------------

KEPT = {**ROOT, "NativePciExpressControl": False}
ALONE = {
    "pcie-os-control": (KEPT, bridge("P1", ROOT["InstanceId"]), card("P1")),
    "no-acs-root-port": (ROOT, bridge("P1", ROOT["InstanceId"], acs=2), bridge("P2", ROOT["InstanceId"], acs=2)),
    "nic-missing-acs": BEHIND_A_SWITCH,
    "no-pcie-bus": ({"InstanceId": "ACPI\\PNP0A03\\0", "SecondaryInterface": {"word": None, "number": 0}},),
    "nic-no-bus-resources": (ROOT, card("x", None, SriovSupport={"word": None, "number": 3})),
    "nic-no-vf-bar": (ROOT, card("x", None, SriovSupport={"word": None, "number": 4})),
    "nic-missing-pf-driver": (ROOT, card("x", None, SriovSupport={"word": None, "number": 2})),
}


@pytest.mark.parametrize("code", ALONE)
def test_the_sign_alone_makes_the_finding(code: str) -> None:
    d = diagnose(host(*ALONE[code], told=False))
    assert codes(d) == {code}
    seen = [e for f in d.findings if f.code == code for e in f.evidence]
    assert seen and all(e.property.startswith("Get-PnpDeviceProperty.") for e in seen)


@pytest.mark.parametrize("code", ALONE)
def test_what_windows_calls_working_is_in_no_doubt(code: str) -> None:
    assert codes(diagnose(host(*ALONE[code]))) == set()


def test_a_card_that_nobody_wants_sriov_of_raises_no_alarm() -> None:
    snapshot = host(KEPT, bridge("P1", ROOT["InstanceId"]), card("P1", 0))
    snapshot.data["sections"]["Get-NetAdapterSriov"]["rows"].clear()
    snapshot.data["sections"]["Get-NetAdapterHardwareInfo"]["rows"].clear()
    assert codes(diagnose(snapshot)) == set()


def test_a_vm_without_pci_express_is_a_nested_host_and_nothing_else() -> None:
    snapshot = host(*ALONE["no-pcie-bus"], told=False)
    snapshot.data["sections"]["Win32_ComputerSystem"]["rows"][0]["Model"] = "Virtual Machine"
    assert codes(diagnose(snapshot)) == set()


def test_a_sign_joins_the_finding_of_the_words() -> None:
    d = diagnose(host(*BEHIND_A_SWITCH, support="MissingAcs"))
    (found,) = [f for f in d.findings if f.code == "nic-missing-acs"]
    assert [(e.property, e.value) for e in found.evidence] == [
        ("Get-NetAdapterSriov.SriovSupport", "MissingAcs"),
        ("Get-PnpDeviceProperty.AcsSupport", "Missing"),
        ("Get-PnpDeviceProperty.AcsCompatibleUpHierarchy", "NotSupported"),
    ]


def test_a_platform_without_acs_is_not_told_again_as_the_slots_fault() -> None:
    rows = (ROOT, bridge("P1", ROOT["InstanceId"], acs=2), card("P1", 0, SriovSupport={"word": None, "number": 1}))
    assert codes(diagnose(host(*rows, told=False))) == {"no-acs-root-port"}


def test_the_pci_numbers_of_sriov_support_are_not_those_of_the_adapter() -> None:
    for number, code in ((1, "nic-missing-acs"), (2, "nic-missing-pf-driver"), (0, None), (9, None)):
        d = diagnose(host(ROOT, card("x", None, SriovSupport={"word": None, "number": number}), told=False))
        assert codes(d) == ({code} if code else set())


@pytest.mark.parametrize("degraded", [3, "Degraded", "3", {"word": None, "number": 3}])
@pytest.mark.parametrize("old", [32775, "ProtocolVersion", {"word": None, "number": 32775}])
def test_status_codes_of_a_vm_nic_count_like_their_words(degraded: Any, old: Any) -> None:
    data = healthy.data()
    vm_nic = data["sections"]["Get-VMNetworkAdapter"]["rows"][0]
    vm_nic["Status"] = [degraded]
    assert [f.code for f in diagnose(Snapshot(data)).findings] == ["vm-adapter-degraded"]
    # Old integration components are no fault of SR-IOV.
    vm_nic["Status"] = [degraded, old]
    assert diagnose(Snapshot(data)).findings == ()


@pytest.mark.parametrize("said", [4, "4", " 4 "])
def test_a_failure_number_of_the_guest_counts_as_text_too(said: Any) -> None:
    data = healthy.data()
    data["sections"]["Guest"] = {"ok": True, "rows": [{"VMName": "VM01", "VfFailure": said}], "error": None}
    assert "guest-vf-mtu-mismatch" in {f.code for f in diagnose(Snapshot(data)).findings}


# -- the lab ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", ["2016", "2019", "2022", "2025"])
def test_the_labs_card_in_a_wrong_slot_is_shown_the_right_one(release: str) -> None:
    machine = load("slot-without-acs").machine
    free = Slot("Slot 2", number=2, bus=7, numa=1)
    d = diagnose(Snapshot(answer(replace(machine, release=release, slots=(*machine.slots, free)))))
    slot = d.slots.of("NIC1")
    assert [f.code for f in d.findings] == ["nic-missing-acs"]
    assert slot is not None and slot.blocking is slot.port and slot.blocking.device_type.endswith("SwitchPort")
    (candidate,) = d.slots.candidates
    assert candidate.root is not None and candidate.root.instance_id == "ACPI\\PNP0A08\\1" and not candidate.devices


@pytest.mark.parametrize("name", ["article", "slot-without-acs"])
def test_before_2016_the_lab_has_no_such_command(name: str) -> None:
    taken = Snapshot(answer(load(name).machine))
    assert taken.state("Get-PnpDeviceProperty") == "missing"
    assert "'Get-PnpDevice'" in taken.sections["Get-PnpDeviceProperty"]["error"]["message"]
    assert diagnose(taken).slots.state == "too-old"


def test_the_articles_host_says_the_same_without_words_on_a_later_windows() -> None:
    machine = replace(load("article").machine, release="2019")
    taken = answer(machine)
    worded = diagnose(Snapshot(taken))
    for section in ("Get-VMHost", "Get-VMSwitch"):
        for row in taken["sections"][section]["rows"]:
            row["IovSupportReasons"] = ["?" * 20]
    assert [f.code for f in worded.findings][:2] == ["pcie-os-control", "no-acs-root-port"]
    assert [f.code for f in diagnose(Snapshot(taken)).findings][:2] == ["pcie-os-control", "no-acs-root-port"]


# -- the frame -------------------------------------------------------------------------------------------------------


def test_a_slot_is_a_row() -> None:
    made = frames(host(*BEHIND_A_SWITCH)).slots.set_index("port")
    assert made.loc["D1", ["root", "root_port", "bridges", "acs", "blocked_by"]].tolist() == [
        "ACPI\\PNP0A08\\0",
        "P1",
        3,
        "broken",
        "D1",
    ]
    assert made.loc["D1", "nics"] == ["NIC1"] and made["candidate"].tolist() == [False, True, True, False]
    assert len(frames(host(*BEHIND_A_SWITCH)).pci_devices) == len(BEHIND_A_SWITCH)


def test_plain_data_names_devices_by_their_identity() -> None:
    told = diagnose(host(*BEHIND_A_SWITCH)).slots.to_dict()
    assert told["state"] == "told" and told["slots"][0]["hops"] == ["P1", "U1", "D1"]
    assert not re.search(r"PciDevice\(", str(told))
