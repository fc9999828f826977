"""A real PowerShell behind the lab, asked over the wire by an unmodified client: lines as learners paste them.

Rule: what is expected of a line is what Windows does with it, or what the lab says in words of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.core.errors import HostError, UsageError
from sriovkit.core.script import COMMAND, CONFIGURATION
from sriovkit.lab import Lab, load
from sriovkit.lab.powershell import PowerShells
from sriovkit.lab.running import start_process
from sriovkit.lab.shell import Shell

from .engine.pwsh import program
from .lab_clients import client, pool

if sys.platform == "win32":
    pytest.skip("on Windows the lab runs no PowerShell", allow_module_level=True)

pytestmark = pytest.mark.powershell


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One host whose clock stands; tests that change it start it anew."""
    with Lab("healthy", speed=0, powershell=program()) as made:
        yield made


@pytest.fixture(scope="module")
def opened(lab: Lab) -> Iterator[RunspacePool]:
    with pool(lab.server, "ntlm") as made:
        yield made


def run(opened: RunspacePool, text: str) -> PowerShell:
    asked = PowerShell(opened).add_script(text)
    asked.invoke()
    return asked


def texts(opened: RunspacePool, text: str) -> list[str]:
    """What a script says, as text; it must go well."""
    asked = run(opened, text)
    assert not asked.streams.error, [str(error) for error in asked.streams.error]
    return [str(item) for item in asked.output]


def refused(opened: RunspacePool, text: str) -> list[tuple[str, int]]:
    return [(error.fq_error, error.category) for error in run(opened, text).streams.error]


def test_a_learners_lines_work(opened: RunspacePool) -> None:
    (listed,) = texts(opened, "Get-VMSwitch | fl *iov* | Out-String -Width 100")
    lines = [line for line in listed.splitlines() if line.strip()]
    assert [line.split(":")[0].strip() for line in lines][:3] == ["IovEnabled", "IovSupport", "IovSupportReasons"]
    assert texts(opened, "foreach ($s in Get-VMSwitch) { if ($s.IovSupport) { $s.Name } }") == ["External"]
    assert texts(opened, "(Get-VM | Where-Object State -EQ 'Running').Name") == ["VM01"]
    assert texts(opened, "Get-NetAdapter -Physical | Sort-Object Name | ForEach-Object { $_.Name }") == [
        "Management",
        "NIC1",
    ]


def test_objects_go_through_pipelines_and_into_parameters(lab: Lab, opened: RunspacePool) -> None:
    lab.reset()
    vm, nic = lab.machine.vms[0], lab.machine.vms[0].nics[0]
    own = lab.machine.vm_nic_id(vm, nic)
    chain = f"Get-VM -Id '{lab.machine.vm_id(vm)}' | Get-VMNetworkAdapter | Where-Object Id -EQ '{own}'"
    assert texts(opened, f"{chain} | Set-VMNetworkAdapter -IovWeight 0") == []
    assert lab.machine.vms[0].nics[0].iov_weight == 0
    texts(opened, f"$nic = {chain}; Disconnect-VMNetworkAdapter -VMNetworkAdapter $nic")
    assert lab.machine.vms[0].nics[0].switch == ""
    texts(opened, f"Connect-VMNetworkAdapter -VMNetworkAdapter ({chain}) -VMSwitch (Get-VMSwitch External)")
    assert lab.machine.vms[0].nics[0].switch == "External"
    texts(opened, "$t = Get-VMSwitch External; $t | Remove-VMSwitch -Force")
    assert lab.machine.switches == ()
    made = "New-VMSwitch -Name 'a b' -NetAdapterName NIC1 -EnableIov $true | Select-Object -ExpandProperty Name"
    assert texts(opened, made) == ["a b"]


def test_properties_keep_their_types(opened: RunspacePool) -> None:
    kinds = "$s = Get-VMSwitch; $s.Id.GetType().FullName; $s.SwitchType -is [enum]; [int]$s.SwitchType; $s.SwitchType"
    asked = run(opened, kinds)
    assert [str(item) for item in asked.output] == ["System.Guid", "True", "2", "External"]
    assert texts(opened, "(Get-VMSwitch).PSObject.TypeNames[0]") == ["Microsoft.HyperV.PowerShell.VMSwitch"]
    (switch,) = run(opened, "Get-VMSwitch").output
    assert switch.types[0] == "Deserialized.Microsoft.HyperV.PowerShell.VMSwitch" or "VMSwitch" in switch.types[0]
    assert texts(opened, "(Get-NetAdapterSriov NIC1).HardwareCapabilities.MaxNumVFs") == ["63"]
    assert texts(opened, "(Get-CimInstance Win32_OperatingSystem).LastBootUpTime -is [datetime]") == ["True"]


def test_what_windows_shows_by_default(opened: RunspacePool) -> None:
    (shown,) = texts(opened, "Get-NetAdapterSriov | Out-String")
    names = [line.partition(":")[0].strip() for line in shown.splitlines() if ":" in line]
    assert names == ["Name", "InterfaceDescription", "Enabled", "SriovSupport", "SwitchName", "NumVFs"]


def test_errors_are_windows_in_category_and_identity(opened: RunspacePool) -> None:
    hyperv = "Microsoft.HyperV.PowerShell.Commands."
    invalid, not_found, not_played = 5, 13, 11
    assert refused(opened, "Get-VM nope") == [(f"InvalidParameter,{hyperv}GetVM", invalid)]
    assert refused(opened, "Get-VMSwitch -Nmae x") == [(f"NamedParameterNotFound,{hyperv}GetVMSwitch", invalid)]
    assert refused(opened, "Get-NetAdapter nope") == [("CmdletizationQuery_NotFound_Name,Get-NetAdapter", not_found)]
    assert refused(opened, "Get-NoSuch") == [("CommandNotFoundException", not_found)]
    assert refused(opened, "Get-VMNetworkAdapter") == [
        (f"MissingMandatoryParameter,{hyperv}GetVMNetworkAdapter", invalid)
    ]
    assert refused(opened, "Measure-VM x") == [("LabNotPlayed", not_played)]
    assert refused(opened, "Stop-Computer") == [("LabNotPlayed", not_played)]
    caught = "try { Get-VM nope -ErrorAction Stop } catch { $_.CategoryInfo.Activity + ' ' + $_.CategoryInfo.Category }"
    assert texts(opened, caught) == ["Get-VM InvalidArgument"]


def test_preferences_of_the_caller_count(lab: Lab, opened: RunspacePool) -> None:
    lab.reset()
    assert texts(opened, "& { $ErrorActionPreference = 'Stop'; try { Get-VM nope; 'on' } catch { 'caught' } }") == [
        "caught"
    ]
    assert texts(opened, "& { $WhatIfPreference = $true; Remove-VMSwitch External -Force }") == []
    assert lab.machine.switches
    assert texts(opened, "& { $ConfirmPreference = 'None'; Remove-VMSwitch External }") == []
    assert not lab.machine.switches
    lab.reset()


def test_a_command_that_is_sent_goes_the_same_way(opened: RunspacePool) -> None:
    asked = PowerShell(opened).add_cmdlet("Get-VM").add_parameter("Name", "VM0*").add_cmdlet("Get-VMNetworkAdapter")
    (nic,) = asked.invoke()
    assert nic.adapted_properties.get("VMName") or nic.extended_properties["VMName"] == "VM01"
    asked = PowerShell(opened).add_cmdlet("Get-VMHost").add_statement().add_cmdlet("Get-VMSwitch")
    assert len(asked.invoke()) == 2
    asked = PowerShell(opened).add_cmdlet("Get-VM").add_parameter("Nmae", 1)
    asked.invoke()
    (error,) = asked.streams.error
    assert error.fq_error == "NamedParameterNotFound,Microsoft.HyperV.PowerShell.Commands.GetVM" and asked.had_errors


def test_every_stream_comes_back(opened: RunspacePool) -> None:
    said = run(
        opened,
        "& { $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; Write-Warning w; Write-Verbose v; "
        "Write-Debug d; Write-Host h; Write-Error e; 'o' }",
    )
    streams = said.streams
    assert [str(item) for item in said.output] == ["o"] and [str(e) for e in streams.error] == ["e"]
    assert [record.message for record in (*streams.warning, *streams.verbose, *streams.debug)] == ["w", "v", "d"]
    assert len(streams.information) == 1


def test_a_session_keeps_its_variables_and_another_has_none_of_them(lab: Lab, opened: RunspacePool) -> None:
    texts(opened, "$mine = 5; function global:Mine { 'mine' }")
    assert texts(opened, "$mine; Mine") == ["5", "mine"]
    with pool(lab.server, "ntlm") as other:
        assert texts(other, "[string]$mine + 'none'") == ["none"]
        assert texts(other, "$PID") != texts(opened, "$PID")


def test_a_process_ends_with_its_session(lab: Lab) -> None:
    with pool(lab.server, "ntlm") as other:
        (pid,) = texts(other, "$PID")
        assert alive(int(pid))
    ended(int(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ended(pid: int) -> None:
    until = time.monotonic() + 60
    while alive(pid):
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.05)


def test_the_role_is_answered_as_ever(lab: Lab) -> None:
    with client(lab.server, "ntlm") as way, RunspacePool(way, configuration_name=CONFIGURATION) as role:
        (text,) = PowerShell(role).add_cmdlet(COMMAND).invoke()
        assert str(text).startswith('{"schema":"sriovkit.snapshot/1"')
        assert refused(role, "1 + 1")[0][0] == "ScriptsNotAllowed"


def test_another_windows_has_other_commands(lab: Lab, opened: RunspacePool) -> None:
    probe = "foreach ($n in 'Get-VM', 'Get-PnpDevice', 'Add-VMSwitchTeamMember', 'Get-NetIntent', 'Get-NetAdapter') {"
    probe += " if (Get-Command $n -ErrorAction SilentlyContinue) { $n } }"
    machine = load("healthy").machine
    every = ["Get-VM", "Get-PnpDevice", "Add-VMSwitchTeamMember", "Get-NetIntent", "Get-NetAdapter"]
    lab.machine = replace(machine, release="2012")
    assert texts(opened, probe) == ["Get-VM", "Get-NetAdapter"]
    assert refused(opened, "Get-VMHost -CimSession x")[0][0].startswith("NamedParameterNotFound,")
    assert refused(opened, "New-VMSwitch x -NetAdapterName NIC1 -EnableEmbeddedTeaming $true")[0][0].startswith(
        "NamedParameterNotFound,"
    )
    lab.machine = replace(load("no-hyper-v").machine, release="2016")
    assert texts(opened, probe) == ["Get-PnpDevice", "Get-NetAdapter"]
    lab.machine = replace(machine, release="2025")
    assert set(texts(opened, probe)) >= set(every) - {"Get-NetIntent"}
    lab.reset()


def test_places_outside_the_registry_are_the_computers_own(opened: RunspacePool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    asked = f"Test-Path '{tmp_path}/a.txt'; Test-Path '{tmp_path}/b.txt'; Test-Path 'HKLM:\\SOFTWARE\\Nothing'"
    assert texts(opened, asked) == ["True", "False", "False"]


def test_secrets_do_not_reach_the_process(lab: Lab, opened: RunspacePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_TEST_SECRET", "s3cret")
    with pool(lab.server, "ntlm") as fresh:
        seen = "\n".join(texts(fresh, "Get-ChildItem env: | ForEach-Object { $_.Name + '=' + $_.Value }"))
    assert "COMPUTERNAME=" in seen
    assert lab.password not in seen and "s3cret" not in seen and str(lab.control_file) not in seen


def test_it_is_started_as_a_process_of_its_own() -> None:
    with start_process("healthy", powershell=program()) as running, pool(running, "basic") as opened:
        (pid,) = texts(opened, "$PID")
        assert texts(opened, "(Get-VMSwitch | Measure-Object).Count") == ["1"]
    ended(int(pid))


def test_a_lab_that_is_killed_leaves_no_process_behind() -> None:
    running = start_process("healthy", powershell=program())
    opened = RunspacePool(client(running))
    opened.open()
    (pid,) = texts(opened, "$PID")
    running.process.kill()
    ended(int(pid))
    running.close()


def test_on_windows_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere, pytest.raises(UsageError) as told:
        elsewhere.setattr("sriovkit.lab.powershell.platform.system", lambda: "Windows")
        Lab("healthy", powershell="pwsh")
    assert "own Hyper-V" in told.value.cause("en") and told.value.next_step("ja")


def sriovkit(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sriovkit", "lab", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def test_the_command_line_says_that_it_is_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_LANG", "en")
    running = sriovkit("--scenario", "healthy", "--json", "--powershell", program())
    assert running.stdout and running.stderr
    told = json.loads(running.stdout.readline())
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=60)
    assert told["scenario"] == "healthy" and "no sandbox" in complaints and program() in complaints
    helped = sriovkit("--help").communicate(timeout=60)[0]
    assert "No sandbox" in " ".join(helped.split())


def test_the_command_line_tells_of_a_program_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_LANG", "en")
    ended = sriovkit("--powershell", "no-such-program")
    said = ended.communicate(timeout=60)
    assert (ended.returncode, said[0]) == (3, "") and "cannot be run" in said[1] and "Traceback" not in said[1]


NO_POWERSHELL = {
    "not there": ("", "cannot be run"),
    "ends at once": ("exit 3", "ended"),
    "complains": ("echo 'not me' >&2; exit 1", "not me"),
    "is heard after its end": ("(sleep 0.3; echo 'not me' >&2) & exit 1", "not me"),
    "answers something else": ('echo \'{"kind": "ready", "text": ""}\'; cat >/dev/null; exit 0', "ended"),
    "hangs": ("sleep 30", "in time"),
}


@pytest.mark.parametrize(("body", "told"), NO_POWERSHELL.values(), ids=NO_POWERSHELL)
def test_a_program_that_is_no_powershell_is_told_of_at_once(tmp_path: Path, body: str, told: str) -> None:
    file = tmp_path / "pwsh"
    if body:
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
    # Only the one that hangs is waited for: the others must not be taken for it on a busy machine.
    shells = PowerShells(Shell(load("healthy").machine), str(file), start=1.0 if told == "in time" else 20.0)
    with pytest.raises(HostError) as error:
        shells.start()
    assert told in error.value.cause("en") and error.value.host == str(file)
    assert error.value.message("ja")
