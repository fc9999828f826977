"""`sriovkit prove` and `sriovkit lab console`: exit codes, pasted files, the question at the terminal.

Rule: nobody at the terminal means that nothing is changed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sriovkit import labs, proving
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import Lab, load
from sriovkit.lab.collecting import answer
from sriovkit.lab.room import Room

from .terminal import call
from .test_lab_guests import LINUX, session, with_guest
from .test_prove import PEER, SOON

__all__ = ["call"]


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """The lab that "lab:healthy" leads to."""
    with Lab("healthy", "en", speed=40) as running:
        monkeypatch.setattr(labs, "_reached", lambda scenario, language: running.info())
        yield running


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drill(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: io.StringIO) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr(proving, "Patience", lambda: SOON)
    monkeypatch.setattr("sriovkit.drilled.working_folder", lambda: tmp_path)
    given = ("--vm-nic", "VM01", "--guest", "VM01", "--peer", PEER, "--drill")
    code, out, err = call("prove", "lab:healthy", *given)
    return code, out, err


def test_a_proven_vf_is_0_and_its_page_can_be_printed(call: Any, lab: Lab, tmp_path: Path) -> None:
    page = tmp_path / "証明.html"
    code, out, err = call(
        *("prove", "lab:healthy", "--vm-nic", "VM01", "--guest", "VM01", "--peer", PEER, "--page", page)
    )
    assert code == 0 and "VM01/Network Adapter: proven." in out and "証明.html" in err
    assert "VM01/Network Adapter" in page.read_text("utf-8")


def test_a_snapshot_and_pasted_text_are_files(call: Any, tmp_path: Path) -> None:
    taken, said = tmp_path / "host.json", tmp_path / "guest.txt"
    taken.write_text(Snapshot(answer(LINUX)).to_json(), "utf-8")
    said.write_text(session(LINUX), "utf-8")
    given = ("prove", taken, "--vm-nic", "VM01", "--peer", PEER)
    assert call(*given)[0] == 3
    assert call(*given, "--guest", said)[0] == 0
    said.write_text(session(with_guest(LINUX, vf_driver=False)), "utf-8")
    code, out, _ = call(*given, "--guest", said, "--json")
    assert code == 1 and json.loads(out)["verdict"] == "failed"
    code, _, err = call(*given[:2], "--vm-nic", "VM99")
    assert code == 2 and "[proof-no-vm-nic]" in err


def test_a_file_that_is_not_there_is_no_host(call: Any, lab: Lab, tmp_path: Path) -> None:
    code, out, err = call("prove", tmp_path / "hv01.json", "--vm-nic", "VM01")
    assert (code, out) == (2, "") and "hv01.json" in err and "[file-not-found]" in err
    code, out, err = call("prove", "lab:healthy", "--vm-nic", "VM01", "--guest", tmp_path / "said.TXT")
    assert (code, out) == (2, "") and "said.TXT" in err and "[file-not-found]" in err


def test_pasting_at_the_terminal_shows_what_to_run(call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tmp_path / "host.json"
    taken.write_text(Snapshot(answer(LINUX)).to_json(), "utf-8")
    monkeypatch.setattr("sys.stdin", Terminal(session(LINUX)))
    code, _, err = call("prove", taken, "--vm-nic", "VM01", "--peer", PEER, "--guest", "-")
    assert code == 0 and f"ping -c 4 -M do -s 1472 {PEER}" in err and "Win32_PingStatus" in err


def test_the_drill_asks_at_the_terminal(call: Any, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = drill(call, monkeypatch, tmp_path, Terminal("YES\n"))
    assert code == 0 and "6. [proven]" in out and "is taken away (IovWeight 0)" in err
    assert lab.machine.vms[0].nics[0].iov_weight == 100


@pytest.mark.parametrize("typed", [Terminal("y\n"), Terminal("\n"), io.StringIO("YES\n")])
def test_anything_but_yes_at_a_terminal_changes_nothing(
    call: Any, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: io.StringIO
) -> None:
    before = lab.machine.vms
    code, out, _ = drill(call, monkeypatch, tmp_path, typed)
    assert code == 3 and "6. [unproven]" in out and lab.machine.vms == before


def test_the_console_of_a_linux_guest_can_be_pasted(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lab(load("linux-guest"), speed=1000) as lab:
        monkeypatch.setattr(labs, "running", lambda port: Room(lab))
        code, out, _ = call("lab", "console", "VM01")
        assert code == 0 and "Data path switched to VF" in out and "4 received" in out
        assert "link/ether" in call("lab", "console", "VM01", "ip link")[1]
        code, _, err = call("lab", "console", "VM99")
        assert code == 2 and "[lab-guest-not-one]" in err
