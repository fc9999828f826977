"""The article's host, simulated: what it answers before and after each thing is mended.

Rule: what is expected stands in the article's own console output (tests/data/lab_article.toml), never in the lab.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sriovkit.lab import Machine, load
from sriovkit.lab.collecting import answer

SEEN = tomllib.loads((Path(__file__).parent / "data" / "lab_article.toml").read_text(encoding="utf-8"))


def only(machine: Machine, section: str) -> dict[str, Any]:
    (row,) = answer(machine)["sections"][section]["rows"]
    return dict(row)


def shown(row: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    return {key: (row[key]["word"] if isinstance(row[key], dict) else row[key]) for key in keys}


def mended(machine: Machine, *, by: str = "registry") -> Machine:
    """Firmware item on, weakness accepted or cured, Option ROM on."""
    firmware = replace(machine.firmware, sriov=True, remapping_workaround=by == "firmware")
    registry = replace(machine.registry, iov_enable_override=1 if by == "registry" else None)
    cards = tuple(replace(c, firmware=replace(c.firmware, sriov=c.capable)) for c in machine.cards)
    return replace(machine, firmware=firmware, registry=registry, cards=cards)


@pytest.fixture
def host() -> Machine:
    return load("article").machine


def test_the_switch_says_what_the_article_shows(host: Machine) -> None:
    row = only(host, "Get-VMSwitch")
    assert shown(row, SEEN["fails"]) == SEEN["fails"]
    assert row["IovSupportReasons"] == SEEN["reasons"]["ja"]


def test_the_nic_says_what_the_article_shows(host: Machine) -> None:
    assert shown(only(host, "Get-NetAdapterSriov"), SEEN["nic"]) == SEEN["nic"]


def test_the_host_lists_the_three_reasons_of_the_platform(host: Machine) -> None:
    row = only(host, "Get-VMHost")
    assert row == {"IovSupport": False, "IovSupportReasons": SEEN["reasons"]["ja"][:3]}


@pytest.mark.parametrize("by", ["registry", "firmware"])
def test_once_everything_is_mended_the_switch_says_ok(host: Machine, by: str) -> None:
    row = only(mended(host, by=by), "Get-VMSwitch")
    assert shown(row, SEEN["ok"]) == SEEN["ok"]
    assert only(mended(host, by=by), "Get-VMHost") == {"IovSupport": True, "IovSupportReasons": []}


@pytest.mark.parametrize("release", ["2016", "2019", "2022", "2025"])
def test_a_later_windows_says_nothing_where_2012_says_ok(host: Machine, release: str) -> None:
    assert only(replace(mended(host), release=release), "Get-VMSwitch")["IovSupportReasons"] == []


def test_the_number_of_vfs_is_the_option_roms(host: Machine) -> None:
    cards = tuple(replace(c, firmware=replace(c.firmware, vfs=8)) if c.capable else c for c in mended(host).cards)
    row = only(replace(mended(host), cards=cards), "Get-VMSwitch")
    assert (row["IovVirtualFunctionCount"], row["IovQueuePairCount"]) == (8, 8)


def test_one_reason_at_a_time_leaves_the_others(host: Machine) -> None:
    said = SEEN["reasons"]["ja"]
    firmware = replace(host, firmware=replace(host.firmware, sriov=True))
    assert only(firmware, "Get-VMSwitch")["IovSupportReasons"] == said[2:]
    override = replace(firmware, registry=replace(host.registry, iov_enable_override=1))
    assert only(override, "Get-VMSwitch")["IovSupportReasons"] == said[3:]


def test_the_override_at_a_wrong_place_changes_nothing_but_its_own_row(host: Machine) -> None:
    wrong = replace(host, registry=replace(host.registry, wrong_place=1, wow6432=1))
    assert only(wrong, "Get-VMSwitch") == only(host, "Get-VMSwitch")
    assert len(answer(wrong)["sections"]["IOVEnableOverride"]["rows"]) == 2


def test_in_english_the_same_four_reasons_stand(host: Machine) -> None:
    english = load("article", "en").machine
    row = only(english, "Get-VMSwitch")
    assert [text[:40] for text in row["IovSupportReasons"]] == SEEN["reasons"]["en_begin"]
    assert only(english, "Get-NetAdapterSriov")["SwitchName"] == "Default Switch"


def test_there_is_no_vm(host: Machine) -> None:
    sections = answer(host)["sections"]
    assert not sections["Get-VM"]["rows"] and not sections["Get-VMNetworkAdapter"]["rows"]


def test_the_host_says_that_it_is_simulated_and_when_it_was_asked(host: Machine) -> None:
    said = answer(host)
    assert "sriovkit lab (simulated)" in only(host, "Win32_ComputerSystem")["Model"]
    assert said["taken"] == only(host, "Win32_OperatingSystem")["LocalDateTime"] == "2026-11-22T05:03:00.0000000Z"
    assert said["session"]["powershell"] == "3.0" and said["session"]["ui_culture"] == "ja-JP"
