"""`here:`: the same script run by the PowerShell of this computer; played by a real PowerShell that is not Windows'."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.errors import HostError, UsageError
from sriovkit.remote import Host, connect
from sriovkit.remote.transports.local import Local, command, windows_powershell

from .engine import pwsh

posix = pytest.mark.skipif(os.name == "nt", reason="the programs of these tests are shell scripts")


def test_a_real_powershell_answers() -> None:
    taken = Host(Local(pwsh.program())).collect()
    assert list(taken.sections) == list(CMDLETS)
    assert taken.state("Get-VMSwitch") == "missing"  # no Windows, and no error either
    assert taken.source == {"transport": "local", "address": "here:"}


def test_only_windows_can_be_asked_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(UsageError) as caught:
        connect("here:")
    assert caught.value.code == "here-needs-windows"
    monkeypatch.setattr(sys, "platform", "win32")
    assert repr(connect("here:")) == "Host('here:')"


def test_the_command_line() -> None:
    line = command("powershell.exe", Path("a b.ps1"), Path("c d.json"))
    assert line[:6] == ["powershell.exe", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File"]
    assert line[6:] == ["a b.ps1", "-OutFile", "c d.json"]


def test_the_64_bit_powershell_is_used_from_a_32_bit_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", r"D:\Windows")
    monkeypatch.delenv("PROCESSOR_ARCHITEW6432", raising=False)
    assert windows_powershell() == r"D:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
    monkeypatch.setenv("PROCESSOR_ARCHITEW6432", "AMD64")
    assert r"\Sysnative" in windows_powershell()


def _program(folder: Path, text: str) -> str:
    path = folder / "powershell"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@posix
def test_a_policy_that_forbids_scripts(tmp_path: Path) -> None:
    program = _program(tmp_path, "echo 'running scripts is disabled' >&2; exit 1")
    with pytest.raises(HostError) as caught:
        Host(Local(program)).collect()
    assert caught.value.code == "script-failed"
    assert "running scripts is disabled" in caught.value.message()


@posix
def test_a_powershell_that_does_not_end(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(HostError) as caught:
        Host(Local(_program(tmp_path, "exec sleep 30"))).collect(deadline=0.3)
    assert caught.value.code == "host-silent"
    assert time.monotonic() - began < 15  # and not 30


@posix
def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HostError) as caught:
        Host(Local(str(tmp_path / "none"))).collect()
    assert caught.value.code == "no-powershell"


@posix
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "program"
    folder.mkdir()
    with pytest.raises(HostError):
        Host(Local(_program(folder, "exit 1"))).collect()
    assert [item.name for item in tmp_path.iterdir()] == ["program"]
