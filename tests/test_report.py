"""A report about sentences nobody knows: what it says of the host, and that it names nobody."""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core.diagnose import diagnose
from sriovkit.core.report import report
from sriovkit.core.snapshot import Snapshot
from tests import healthy
from tests.test_diagnose import article, of
from tests.test_redaction import STAND_IN


def unknown(*sentences: str) -> dict[str, Any]:
    data = article()
    data["sections"]["Get-VMSwitch"]["rows"][0]["IovSupportReasons"] += list(sentences)
    return data


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_report_of_a_diagnosis_is_ready_to_send(lang: str) -> None:
    said = (
        "The adapter of tanaka on HV01 (00-15-5D-A1-B2-C3) refuses SR-IOV.",
        "福岡支店 の HV01 では使用できません。",
    )
    data = unknown(*said)
    data["sections"]["Win32_OperatingSystem"] = {"ok": True, "rows": [{"BuildNumber": "17763", "ProductType": 3}]}
    data["session"]["powershell"] = "5.1.17763.1"
    text = of(data).report(lang)
    for fact in ("17763", "5.1.17763.1", "ja-JP", "Intel X540", "SR-IOV"):
        assert fact in text
    for secret in ("tanaka", "HV01", "15-5D", "福岡", "NIC1", "VM01"):
        assert secret not in text
    # HV01 stands in both sentences, as the same unknown.
    lines = text.splitlines()[-2:]
    assert set(STAND_IN.findall(lines[0])) & set(STAND_IN.findall(lines[1]))


def test_the_ladder_offers_the_report_only_where_there_is_something_to_report() -> None:
    assert "print(d.report())" in of(unknown("Something entirely new stands here.")).text("en")
    assert "d.report" not in of(article()).text("en") and of(article()).report("en") == ""
    assert diagnose(healthy.host()).report() == ""


def test_facts_of_a_wrong_shape_are_left_out() -> None:
    data = healthy.data()
    data["session"].update(culture="tanaka", ui_culture="C:\\Users\\tanaka", powershell="tanaka", computer="tanaka")
    data["script"] = {"version": "tanaka"}
    system = {"BuildNumber": "17763 tanaka", "ProductType": {"word": "tanaka", "number": "tanaka"}}
    data["sections"]["Win32_OperatingSystem"] = {"ok": True, "rows": [system]}
    data["sections"]["Get-NetAdapter"]["rows"][0]["DriverVersion"] = "tanaka"
    text = report(["A new sentence."], Snapshot(data), "en")
    assert "tanaka" not in text and text.count("unknown") >= 6


def test_a_report_is_bounded() -> None:
    text = report([f"tanaka{i} " * 100_000 for i in range(50)], healthy.host(), "en")
    assert len(text) < 100_000 and "tanaka" not in text
