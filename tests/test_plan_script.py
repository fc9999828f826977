"""The plan's script: understood by every Windows, and run in the real engine against a host that it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sriovkit.core.plan.show_script import script_file

from . import plans
from .engine.changing import ASKED, DID, SAID, host
from .engine.pwsh import Engine, engine
from .test_powershell_files import Piece, check, checker

__all__ = ["checker", "engine"]

pytestmark = pytest.mark.powershell
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])
HOSTILE = "a'b\u2019 $(throw 'run') `n\n\u202e[x]*? \U0001f600 騙り"


@LANGS
def test_the_hosts_windows_understands_each_script(checker: Path, lang: str) -> None:
    by_release: dict[str, list[Piece]] = {}
    for name in plans.SCENARIOS:
        made = plans.made(name)
        by_release.setdefault(made.release, []).append(Piece(name, script_file(made, lang)))
    beside = plans.of(plans.with_spare("switch-not-iov"))
    by_release.setdefault(beside.release, []).append(Piece("side by side", script_file(beside, lang)))
    for windows, pieces in by_release.items():
        assert check(checker, pieces, "--target", "3.0", "--windows", windows) == []


def ran(engine: Engine, name: str, **how: str) -> tuple[list[str], str | None]:
    """What the script of a scenario did, and how it ended."""
    made, snapshot = plans.made(name), plans.snapshot_of(name)
    outcomes = engine.run(host(snapshot, windows=made.release, **how), made.script("en"), DID)
    assert outcomes[0].thrown is None and not outcomes[0].errors, outcomes[0]
    return [line for line in outcomes[2].text.splitlines() if not line.startswith("show ")], outcomes[1].thrown


@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_each_command_is_run_once_in_order(engine: Engine, name: str) -> None:
    did, thrown = ran(engine, name)
    assert thrown is None
    wanted = [s.command.cmdlet for s in plans.made(name).steps if s.command]
    assert [line.partition(" ")[0] for line in did] == wanted


def test_the_right_things_are_changed_by_their_ids(engine: Engine) -> None:
    did, _ = ran(engine, "switch-not-iov")
    adapter = plans.snapshot_of("switch-not-iov").rows("Get-VMNetworkAdapter")[0]["Id"]
    assert did == [
        "Remove-VMSwitch External force=True",
        "New-VMSwitch External on Intel(R) Ethernet Controller X550 iov=True shared=False",
        f"Connect-VMNetworkAdapter {adapter} to External",
    ]


def test_side_by_side_leaves_the_old_switch(engine: Engine) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    made = plans.of(snapshot)
    adapter = snapshot.rows("Get-VMNetworkAdapter")[0]["Id"]
    *_, did = engine.run(host(snapshot), made.script("ja"), DID)
    assert [line for line in did.text.splitlines() if not line.startswith("show ")] == [
        "New-VMSwitch External SR-IOV on Intel(R) Ethernet Controller X550 #2 iov=True shared=False",
        f"Connect-VMNetworkAdapter {adapter} to External SR-IOV",
    ]


def test_run_again_it_does_nothing_twice(engine: Engine) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    script = plans.of(snapshot).script("en")
    *_, first, asked, _, second, again = engine.run(host(snapshot), script, DID, ASKED, script, DID, ASKED)
    assert first.text == second.text
    assert int(again.text) < 2 * int(asked.text), "what is so already is not asked for"


@pytest.mark.parametrize("answer", ["", "yes", "no", "y"])
def test_nothing_is_done_unless_yes_is_typed(engine: Engine, answer: str) -> None:
    did, thrown = ran(engine, "switch-not-iov", answer=answer)
    assert did == [] and "YES" in str(thrown)


def test_nothing_is_done_on_another_host(engine: Engine) -> None:
    did, thrown = ran(engine, "switch-not-iov", computer="OTHER")
    assert did == [] and "another computer" in str(thrown)


CHANGED = {
    "the switch was made for SR-IOV meanwhile": "$global:Switches[0].IovEnabled = $true",
    "the host has an adapter on it now": "$global:Switches[0].AllowManagementOS = $true",
    "it was renamed": "$global:Switches[0].Name = 'Other'",
    "another card in its place": "$global:Nics[0].InterfaceGuid = '{00000000-0000-0000-0000-000000000000}'",
    "the adapter is gone": "$global:Nics = @()",
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_it_stops_where_a_fact_has_changed(engine: Engine, change: str) -> None:
    *_, outcome, did = engine.run(
        host(plans.snapshot_of("switch-not-iov")), change, plans.made("switch-not-iov").script("en"), DID
    )
    assert "Stopped" in str(outcome.thrown) and did.text == ""


@pytest.mark.parametrize(
    "change",
    [
        "$global:VmNics[0].SwitchId = [guid]::NewGuid()",
        "$global:VmNics[0].MacAddress = '000000000000'",
        "$global:VmNics[0].MacAddressSpoofing = 'On'",
        "$global:VmNics += $global:VmNics[0].PSObject.Copy()",
    ],
)
def test_a_vm_nic_that_has_changed_is_not_moved(engine: Engine, change: str) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    *_, outcome, did = engine.run(host(snapshot), change, plans.of(snapshot).script("en"), DID)
    assert "Stopped" in str(outcome.thrown) and "Connect" not in did.text


def test_a_twin_of_the_old_switch_is_not_taken_for_it(engine: Engine) -> None:
    twin = "$global:Switches[0].Id = [guid]::NewGuid()"
    snapshot, script = plans.snapshot_of("switch-not-iov"), plans.made("switch-not-iov").script("en")
    *_, outcome, did = engine.run(host(snapshot), twin, script, DID)
    assert "not what was to be seen" in str(outcome.thrown) and "Connect" not in did.text


def test_a_vm_nic_that_does_not_hold_goes_back_and_the_way_back_is_told(engine: Engine) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    broken = (
        "function global:Connect-VMNetworkAdapter { param($VMNetworkAdapter, $VMSwitch)\n"
        'Note "Connect $($VMSwitch.Name)"; if ($VMSwitch.Name -like "*SR-IOV") { throw "no" } }'
    )
    *_, outcome, did, said = engine.run(host(snapshot), broken, plans.of(snapshot).script("en"), DID, SAID)
    assert outcome.thrown == "no"
    assert [line for line in did.text.splitlines() if line.startswith("Connect")] == [
        "Connect External SR-IOV",
        "Connect External",
    ]
    assert "Remove-VMSwitch -VMSwitch $made['s1'] -Force" in said.text
    assert re.search(r"\$made\['s1'\] = Get-VMSwitch -Id '[0-9a-f-]{36}'", said.text)


def test_a_switch_that_is_not_what_it_should_be_is_taken_away_again(engine: Engine) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    wrong = (
        "function global:New-VMSwitch { param($Name, $NetAdapterInterfaceDescription, $EnableIov, $AllowManagementOS)\n"
        "$made = [pscustomobject]@{ Name = $Name; Id = [guid]::NewGuid(); IovEnabled = $false }\n"
        "$global:Switches += $made; $made }"
    )
    *_, outcome, did = engine.run(host(snapshot), wrong, plans.of(snapshot).script("en"), DID)
    assert "not what was to be seen" in str(outcome.thrown)
    assert did.text == "Remove-VMSwitch External SR-IOV force=True"


@LANGS
def test_hostile_names_are_text_and_nothing_else(engine: Engine, lang: str) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    for section in ("Get-VMSwitch", "Get-VM", "Get-VMNetworkAdapter"):
        for row in snapshot.sections[section]["rows"]:
            row.update({key: HOSTILE for key in ("Name", "SwitchName", "VMName") if key in row})
    script = plans.of(snapshot).script(lang)
    comments = [line for line in script.splitlines() if line.lstrip().startswith("#")]
    assert not any("騙り" in line or "throw 'run'" in line for line in comments)
    *_, outcome, did = engine.run(host(snapshot), script, DID)
    assert outcome.thrown is None, outcome
    assert "New-VMSwitch SR-IOV on" in did.text and "Connect-VMNetworkAdapter" in did.text


@LANGS
def test_a_script_file_is_what_windows_powershell_reads_rightly(lang: str) -> None:
    data = script_file(plans.made("article"), lang)
    assert data.startswith(b"\xef\xbb\xbf# ") and data.count(b"\n") == data.count(b"\r\n")
