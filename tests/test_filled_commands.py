"""A card's commands name the host's own things, quoted; what is not certain or to be chosen stays a placeholder."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sriovkit.core.diagnose import diagnose
from sriovkit.core.filling import filled
from sriovkit.core.findings import Finding
from sriovkit.core.snapshot import Snapshot
from sriovkit.view.states.card import Card

from .plans import snapshot_of

GIVEN = "vf-wanted-not-given"


def finding(scenario: str, code: str, vm: str = "", nic: str = "", twin: bool = False) -> Finding:
    """The finding of a scenario whose VM and VM NICs are called otherwise."""
    data: Any = copy.deepcopy(dict(snapshot_of(scenario).data))
    rows = data["sections"]["Get-VMNetworkAdapter"]["rows"]
    for row in rows:
        if not row.get("IsManagementOs"):
            row["VMName"], row["Name"] = vm or row["VMName"], nic or row["Name"]
    own = next(row for row in rows if not row.get("IsManagementOs"))
    data["sections"]["Get-VMNetworkAdapter"]["rows"] += [{**own, "Id": "other"}] if twin else []
    found = diagnose(Snapshot(data)).findings
    return next(f for one in found for f in (one, *one.folded) if f.code == code)


@pytest.mark.parametrize(
    ("vm", "quoted"),
    [("VM01", "'VM01'"), ("O'Brien's $(calc)", "'O''Brien''s $(calc)'"), ("開発 \u2019", "'開発 \u2019\u2019'")],
)
def test_the_names_of_vm_and_adapter_are_put_in_quoted(vm: str, quoted: str) -> None:
    f = finding("vf-taken-by-port-settings", GIVEN, vm=vm, nic="ネットワーク アダプター")
    told = f.command(f.steps[0])
    assert told.text == f"Get-VMNetworkAdapter -VMName {quoted} -Name 'ネットワーク アダプター' | Format-List *"
    assert told.left == () and Card.of(f, "ja").steps[0].replace == ""
    assert told.text in f.text("en")


@pytest.mark.parametrize("vm", ["VM*", "VM[1]", "VM?"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_name_that_means_several_things_is_left_to_the_person(vm: str, lang: str) -> None:
    f = finding("vf-taken-by-port-settings", GIVEN, vm=vm)
    assert f.command(f.steps[0]).left == ("<vm>",)
    assert "<vm>" in Card.of(f, lang).steps[0].replace and "<vm>" in f.text(lang)


def test_of_two_adapters_of_one_name_none_is_named() -> None:
    f = finding("vf-taken-by-port-settings", GIVEN, twin=True)
    assert f.command(f.steps[0]).left == ("<nic>",)


def test_what_is_new_or_chosen_is_never_filled_in() -> None:
    names = {"vm": "VM01", "vm_nic": "NA", "nic": "NIC1", "switch": "Office"}
    assert filled("New-VMSwitch -Name '<switch>' -NetAdapterName '<nic>'", names).left == ("<switch>", "<nic>")
    assert filled("Connect-VMNetworkAdapter -VMName '<vm>' -Name '<nic>' -SwitchName '<switch>'", names).text == (
        "Connect-VMNetworkAdapter -VMName 'VM01' -Name 'NA' -SwitchName '<switch>'"
    )
    assert (
        filled("Get-NetAdapter -Name '<nic>' | Format-List *", names).text
        == "Get-NetAdapter -Name 'NIC1' | Format-List *"
    )
    both = filled("Set-VMNetworkAdapter -VMName '<vm>' -Name '<nic>'; Set-VMNetworkAdapter -VMName '<vm>'", names)
    assert both.text == "Set-VMNetworkAdapter -VMName 'VM01' -Name 'NA'; Set-VMNetworkAdapter -VMName 'VM01'"


def test_a_vswitch_is_named_to_look_at_it_and_never_to_remove_it() -> None:
    f = finding("switch-not-iov", "switch-not-iov")
    told = {f.command(s).text.split(" ")[0]: f.command(s) for s in f.steps if s.command}
    assert told["Get-VMSwitch"].text == "Get-VMSwitch -Name 'External' | Format-List *"
    assert told["Remove-VMSwitch"].left == ("<switch>",)
    assert told["New-VMSwitch"].left == ("<switch>", "<nic>")
