"""What a diagnosis says of whole hosts: order, wishes, folding, teams, silence."""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core import catalogue, clean
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.errors import UsageError
from sriovkit.core.snapshot import Snapshot
from tests import healthy

ARTICLE = ("pcie-os-control", "no-acs-root-port", "remapping-security-override", "nic-no-sriov")


def sentence(code: str, lang: str = "ja") -> str:
    return catalogue.load()[code].system[lang].text


def article(lang: str = "ja") -> dict[str, Any]:
    """The article's host: four reasons, a PF without PCIe control, no VM."""
    data = healthy.data()
    rows = {name: section["rows"] for name, section in data["sections"].items()}
    said = [sentence(code, lang) for code in ARTICLE]
    rows["Get-VMHost"][0].update(IovSupport=False, IovSupportReasons=said[:3])
    rows["Get-VMSwitch"][0].update(
        IovSupport=False, IovSupportReasons=said, IovVirtualFunctionCount=0, IovVirtualFunctionsInUse=0
    )
    rows["Get-NetAdapterSriov"][0].update(Enabled=False, SriovSupport={"word": "NoOscSupport", "number": 7})
    for name in ("Get-VM", "Get-VMNetworkAdapter", "Get-NetAdapterSriovVf"):
        rows[name].clear()
    rows["Win32_ComputerSystem"][0]["Model"] = "sriovkit lab (simulated): Server R1"
    data["session"]["ui_culture"] = "ja-JP"
    return data


def of(data: dict[str, Any], *targets: str) -> Diagnosis:
    return diagnose(Snapshot(data), targets)


def states(d: Diagnosis) -> dict[str, str]:
    return {r.rung: r.state for r in d.rungs}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_four_reasons_of_the_article_come_in_mending_order(lang: str) -> None:
    d = of(article(lang))
    assert tuple(f.code for f in d.findings) == ARTICLE
    assert d.first is d.findings[0]
    assert d.ready is False
    assert [g.code for g in d.findings[0].folded] == ["nic-sriov-disabled"]


def test_the_order_of_the_host_does_not_matter() -> None:
    data = article()
    for section in ("Get-VMHost", "Get-VMSwitch"):
        data["sections"][section]["rows"][0]["IovSupportReasons"].reverse()
    assert tuple(f.code for f in of(data).findings) == ARTICLE


def test_a_reason_told_twice_is_one_finding_with_the_evidence_of_all() -> None:
    places = {(e.object, e.property) for e in of(article()).findings[0].evidence}
    assert places == {
        ("host", "Get-VMHost.IovSupportReasons"),
        ("switch:External", "Get-VMSwitch.IovSupportReasons"),
        ("nic:NIC1", "Get-NetAdapterSriov.SriovSupport"),
    }


DRAWN_JA = """\
判定: SR-IOV は使えません。要対応 4 件、不明 3 段。
次の一手: BIOS/UEFI を設定します (段 2)。ホストは停止します。
 9 ゲスト             [対象外]
 8 VM アダプター      [対象外]
 7 仮想スイッチ       [正常]   SR-IOV モード、VF 0
 6 NIC ドライバー     [不明]   段 5 の後に判定
 5 NIC ファームウェア [要対応] SR-IOV 非対応と報告
 4 ハイパーバイザー   [要対応] 安全措置により無効
 3 PCIe スロット      [不明]   段 2 の後に判定
>2 BIOS/UEFI          [要対応] 2 件: PCIe 制御、ルート ポート ACS
 1 ハードウェア       [不明]   段 2 の後に判定"""


def test_the_ladder_is_drawn_as_the_house_draws_it() -> None:
    text = of(article()).text("ja").splitlines()
    assert text[0].startswith("[模擬ホスト] HV01   2026-11-2")
    assert text[0].endswith("Windows: 日本語")
    assert "\n".join(text[1:12]) == DRAWN_JA


def test_english_says_the_same_in_the_same_order() -> None:
    text = of(article()).text("en").splitlines()
    assert text[0].startswith("[SIMULATED] HV01")
    assert text[1] == "Verdict: SR-IOV cannot be used. 4 blockers, 3 rungs unknown."
    assert text[2] == "Next: set BIOS/UEFI (rung 2). The host goes down."
    assert text[10] == ">2 BIOS/UEFI    [BLOCKED] 2: PCIe control, root port ACS"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", [c for c in catalogue.load() if c != "ok"])
def test_every_ladder_fits_a_japanese_console(code: str, lang: str) -> None:
    text = diagnose(healthy.with_example(catalogue.load()[code])).text(lang)
    text.encode("cp932")
    lines = text.splitlines()
    # Commands are copied as they are and may be longer.
    assert [line for line in lines if clean.width(line) > 65 and not line.startswith("     ")] == []


def test_a_host_without_wishes_is_not_broken() -> None:
    data = healthy.data()
    rows = {name: section["rows"] for name, section in data["sections"].items()}
    rows["Get-VMSwitch"][0].update(IovEnabled=False, IovVirtualFunctionCount=0, IovVirtualFunctionsInUse=0)
    rows["Get-VMNetworkAdapter"][0].update(IovWeight=0, IovUsage=0, VFDataPathActive=False)
    d = of(data)
    assert {f.verdict for f in d.findings} == {"information"}
    assert d.first is None
    assert d.ready is True
    assert states(d)["switch"] == "not-applicable"


def test_a_target_turns_information_into_a_fault() -> None:
    data = healthy.data()
    rows = {name: section["rows"] for name, section in data["sections"].items()}
    rows["Get-VMSwitch"][0].update(IovEnabled=False, IovVirtualFunctionCount=0, IovVirtualFunctionsInUse=0)
    rows["Get-VMNetworkAdapter"][0].update(IovWeight=0, IovUsage=0, VFDataPathActive=False)
    d = of(data, "External")
    assert d.first is not None
    assert d.first.code == "switch-not-iov"
    assert d.ready is False


def test_a_target_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        of(healthy.data(), "No such switch")
    assert caught.value.code == "target-not-found"
    assert "External" in caught.value.next_step("en") and "VM01/" in caught.value.next_step("ja"), "what there is"


def test_one_bad_member_of_a_team_is_at_risk_not_blocked() -> None:
    data = healthy.data()
    second = "d1111111-1111-1111-1111-111111111111"
    twin = {"Name": "NIC2", "InterfaceDescription": "Intel(R) Ethernet Converged Network Adapter X540-T1 #2"}
    for name in ("Get-NetAdapter", "Get-NetAdapterSriov", "Get-NetAdapterHardwareInfo"):
        rows = data["sections"][name]["rows"]
        rows.append({**rows[0], **twin, **({"InterfaceGuid": second} if name == "Get-NetAdapter" else {})})
    switch = data["sections"]["Get-VMSwitch"]["rows"][0]
    switch.update(EmbeddedTeamingEnabled=True, NetAdapterInterfaceGuid=[healthy.NIC_ID, second])
    data["sections"]["Get-NetAdapterSriov"]["rows"][1]["SriovSupport"] = {"word": "MissingAcs", "number": 2}
    d = of(data)
    assert states(d)["pcie-slot"] == "at-risk"
    assert d.first is not None and d.first.target == "nic:NIC2"
    assert d.ready is False


def test_a_failed_section_is_unknown_not_healthy() -> None:
    data = healthy.data()
    error = {"id": "AccessDenied", "category": "PermissionDenied", "message": "required permission"}
    for name in ("Get-VMHost", "Get-VMSwitch", "Get-VMNetworkAdapter", "Get-VM"):
        data["sections"][name] = {"ok": False, "rows": [], "error": error}
    d = of(data)
    assert d.ready is None
    assert states(d)["hypervisor"] == "unknown"
    assert {g.code for g in d.unknown} == {"section-denied"}


def test_empty_while_unelevated_is_unknown() -> None:
    data = healthy.data()
    data["session"]["elevated"] = False
    for name in ("Get-VMSwitch", "Get-VMNetworkAdapter", "Get-VM"):
        data["sections"][name]["rows"] = []
    d = of(data)
    assert states(d)["switch"] == states(d)["vm"] == "unknown"
    assert {g.code for g in d.unknown} >= {"section-unelevated"}


def test_a_sentence_nobody_knows_is_kept_and_shown() -> None:
    data = article()
    data["sections"]["Get-VMSwitch"]["rows"][0]["IovSupportReasons"].append("Something entirely new stands here.")
    d = of(data)
    assert [g.facts["sentence"] for g in d.unknown if g.code == "unknown-sentence"] == [
        "Something entirely new stands here."
    ]
    assert "Something entirely new stands here." in d.text("en")


def test_hostile_names_are_text_in_the_ladder() -> None:
    data = article()
    data["sections"]["Win32_ComputerSystem"]["rows"][0]["Name"] = "<script>alert(1)</script>\x1b[31m\u202eHV"
    d = of(data)
    assert "<script>" not in d._repr_html_()
    assert "\x1b" not in d.text("en") and "\u202e" not in d.text("en")


@pytest.mark.parametrize("value", [None, [], ["OK"]])
def test_ok_empty_and_null_all_mean_healthy(value: list[str] | None) -> None:
    data = healthy.data()
    data["sections"]["Get-VMSwitch"]["rows"][0]["IovSupportReasons"] = value
    d = of(data)
    assert d.ready is True and d.findings == ()


def test_everybody_served_on_a_full_switch_is_no_fault() -> None:
    data = healthy.data()
    data["sections"]["Get-VMSwitch"]["rows"][0].update(IovVirtualFunctionCount=1, IovVirtualFunctionsInUse=1)
    assert of(data).findings == ()


def test_a_stopped_vm_is_judged_when_it_runs() -> None:
    data = healthy.data()
    data["sections"]["Get-VM"]["rows"][0]["State"] = {"word": "Off", "number": 3}
    data["sections"]["Get-VMNetworkAdapter"]["rows"][0].update(IovUsage=0, VFDataPathActive=False)
    d = of(data)
    assert [f.code for f in d.findings] == ["vm-not-running"]
    assert states(d)["vm"] == states(d)["guest"] == "not-applicable"
    assert d.ready is None or d.ready is True


def test_a_vm_nic_on_the_wrong_switch_blames_itself_where_a_better_switch_exists() -> None:
    data = healthy.data()
    lan = {**data["sections"]["Get-VMSwitch"]["rows"][0], "Name": "LAN", "Id": "e1", "IovEnabled": False}
    lan.update(NetAdapterInterfaceGuid=[], NetAdapterInterfaceDescriptions=[], NetAdapterInterfaceDescription="Other")
    data["sections"]["Get-VMSwitch"]["rows"].append(lan)
    vm_nic = data["sections"]["Get-VMNetworkAdapter"]["rows"][0]
    vm_nic.update(SwitchName="LAN", SwitchId="e1", IovUsage=0, VFDataPathActive=False)
    d = of(data)
    assert [(f.code, f.target) for f in d.findings if f.verdict == "found"] == [
        ("vm-nic-on-other-switch", "vm_nic:VM01/Network Adapter")
    ]
    assert ("switch-not-iov", "information") in {(f.code, f.verdict) for f in d.findings}


def test_a_switch_that_says_no_without_a_reason_is_not_ready() -> None:
    data = article()
    for section in ("Get-VMHost", "Get-VMSwitch"):
        data["sections"][section]["rows"][0]["IovSupportReasons"] = []
    data["sections"]["Get-NetAdapterSriov"]["rows"][0].update(
        Enabled=True, SriovSupport={"word": "Supported", "number": 1}
    )
    d = of(data)
    assert d.ready is False
    assert [g.code for g in d.unknown] == ["no-reason-told"]


def test_a_team_is_undone_before_what_its_own_adapter_says() -> None:
    data = healthy.data()
    team = "Microsoft Network Adapter Multiplexor Driver"
    switch = data["sections"]["Get-VMSwitch"]["rows"][0]
    switch.update(NetAdapterInterfaceDescription=team, NetAdapterInterfaceDescriptions=[team])
    switch.update(IovSupport=False, NetAdapterInterfaceGuid=[], IovSupportReasons=[sentence("nic-no-sriov", "en")])
    data["sections"]["Get-VMNetworkAdapter"]["rows"][0].update(IovUsage=0, VFDataPathActive=False)
    d = of(data)
    assert [f.code for f in d.findings if f.blocks][:2] == ["switch-on-lbfo-team", "nic-no-sriov"]
    assert d.first is not None and d.first.rung == "switch"


def test_a_no_for_a_reason_nobody_knows_is_still_a_no() -> None:
    data = article()
    for section in ("Get-VMHost", "Get-VMSwitch"):
        data["sections"][section]["rows"][0]["IovSupportReasons"] = ["Some sentence that nobody ever saw."]
    data["sections"]["Get-NetAdapterSriov"]["rows"] = []
    data["sections"]["Get-NetAdapterHardwareInfo"]["rows"] = []
    d = of(data)
    assert d.ready is False
    assert "SR-IOV cannot be used" in d.text("en") and "使えません" in d.text("ja")


def test_what_nobody_told_is_not_taken_for_nobody_asks() -> None:
    data = healthy.data()
    for section in ("Get-VMSwitch", "Get-VMNetworkAdapter", "Get-VM"):
        del data["sections"][section]
    assert "Nobody asks" not in of(data).text("en")
    assert "Whether somebody asks" in of(data).text("en")
