"""A card speaks of the host's own NIC family, and where nobody knows it, of the names to look for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sriovkit.core import catalogue, clean, vendors
from sriovkit.core.diagnose import Diagnosis, Finding, diagnose
from sriovkit.core.snapshot import Snapshot
from sriovkit.core.vendor_words import vendor_lines
from tests import healthy


def on_card(code: str, description: str, identity: str | None = None) -> Diagnosis:
    """The healthy host with another card, and the example of a reason laid over it."""
    data = json.loads(healthy.with_example(catalogue.load()[code]).to_json())
    for section in data["sections"].values():
        for row in section["rows"]:
            if "InterfaceDescription" in row:
                row["InterfaceDescription"] = description
            if "NetAdapterInterfaceDescription" in row:
                row.update(NetAdapterInterfaceDescription=description, NetAdapterInterfaceDescriptions=[description])
    if identity:
        data["sections"]["Get-NetAdapter"]["rows"][0]["PnPDeviceID"] = identity
    return diagnose(Snapshot(data))


def first(d: Diagnosis) -> Finding:
    assert d.first is not None
    return d.first


def test_a_mellanox_card_speaks_of_mlxconfig() -> None:
    finding = first(on_card("nic-no-sriov", "Mellanox ConnectX-4 Lx Ethernet Adapter"))
    assert finding.to_dict()["families"] == ["connectx-4"]
    for lang in ("en", "ja"):
        assert "mlxconfig -d <dev> s SRIOV_EN=1" in " ".join(finding.text(lang).split())
        assert "Next Boot" in " ".join(finding.text(lang).split())
    assert "&lt;dev&gt;" in finding._repr_html_()


def test_the_broadcom_card_that_never_worked_says_so() -> None:
    finding = first(on_card("nic-no-sriov", "any", r"PCI\VEN_14E4&DEV_168E&SUBSYS_0"))
    assert "Windows Server 2012 RC" in " ".join(finding.text("en").split())


def test_general_knowledge_carries_its_mark() -> None:
    lines = vendor_lines(first(on_card("nic-no-sriov", "Intel(R) X540")), "en")
    assert [line.confirmed for line in lines if "PROSet" in line.words] == [False]
    assert "[unconfirmed]" in first(on_card("nic-no-sriov", "Intel(R) X540")).text("en")


def test_an_unknown_card_gets_the_names_to_look_for_and_no_family() -> None:
    finding = first(on_card("nic-no-sriov", "Adapter of nobody we know"))
    assert finding.families == () and "families" not in finding.to_dict()
    lines = vendor_lines(finding, "ja")
    assert [line.family for line in lines] == [""]
    assert "Option ROM" in lines[0].words


def test_the_bios_finding_tells_the_names_it_may_hide_under() -> None:
    said = " ".join(first(on_card("pcie-os-control", "unknown")).text("en").split())
    for name in ("VT-d", "VT-d2", "AMD-Vi", "IOMMU", "I/O Virtualization", "SR-IOV support"):
        assert name in said


def test_the_limit_is_told_where_no_vf_is_offered() -> None:
    said = " ".join(first(on_card("nic-zero-vfs", "Intel(R) X540")).text("en").split())
    assert "63 per port" in said and "MaxNumVFs" in said


@pytest.mark.parametrize("name", sorted(vendors.load()))
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_card_fits_a_japanese_console(name: str, lang: str) -> None:
    family = vendors.load()[name]
    for code in ("nic-no-sriov", "nic-zero-vfs", "pcie-os-control", "nic-missing-pf-driver"):
        reason = catalogue.load()[code]
        finding = Finding(code, reason.rung, "found", "nic:NIC1", (), reason.severity, families=(family,))
        text = finding.text(lang)
        text.encode("cp932")
        wide = [s for s in text.splitlines() if clean.width(s) > 65 and not s.startswith("     ")]
        assert wide == []


@pytest.mark.parametrize(
    ("code", "told"), [("no-pcie-bus", False), ("no-dma-remapping", False), ("nic-no-sriov", True)]
)
def test_where_it_is_switched_on_is_told_only_where_that_may_mend_it(code: str, told: bool) -> None:
    for lang, words in (("en", "SR-IOV is switched on here"), ("ja", "SR-IOV を有効にする場所")):
        card = first(on_card(code, "Intel(R) X540"))
        assert (words in " ".join(card.text(lang).split())) is told


@pytest.mark.parametrize(("release", "told"), [("2012", True), ("2012R2", True), ("2016", False), ("", True)])
def test_what_is_about_an_old_windows_is_not_told_of_a_newer_one(release: str, told: bool) -> None:
    finding = replace(first(on_card("nic-no-sriov", "Intel(R) X540")), release=release)
    assert any("On Server 2012" in line.words for line in vendor_lines(finding, "en")) is told
