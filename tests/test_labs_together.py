"""Several programs and one lab: what runs already is found, said, and never chosen in silence.

Rule: labs here are processes, and commands reach them as a second terminal would.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit import labs
from sriovkit.core.errors import UsageError
from sriovkit.lab import control_file
from sriovkit.lab.running import RunningLab, start_process

from .terminal import call

__all__ = ["call"]


@pytest.fixture(autouse=True)
def nobody_elses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR" if os.name == "posix" else "LOCALAPPDATA", str(tmp_path))


@pytest.fixture
def shared() -> Iterator[RunningLab]:
    with start_process("article", "en", shared=True) as lab:
        yield lab


def port(lab: RunningLab) -> int:
    return control_file.read(Path(lab.control_file)).port


def test_what_hands_did_is_seen_from_the_other_terminal(call: Any, shared: RunningLab, tmp_path: Path) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    code, _, err = call("collect", "lab:", "-o", before)
    assert code == 0 and f"lab:@{port(shared)}" in err
    assert call("lab", "act", "power-off")[0] == 0
    assert call("lab", "act", "bios", "item=sriov", "value=on")[0] == 0
    assert call("lab", "act", "power-on")[0] == 0
    labs.running().settle()
    code, _, _ = call("collect", "lab:article", "-o", after)
    assert code == 0
    seen = [{f.code for f in sk.diagnose(sk.load(path)).findings} for path in (before, after)]
    assert seen[0] - seen[1] == {"no-acs-root-port", "pcie-os-control"} and seen[1] < seen[0]


def test_a_python_joins_a_lab_by_its_port(shared: RunningLab) -> None:
    address = f"lab:@{port(shared)}"
    assert sk.connect(address).collect().host == sk.connect(f"lab:@{port(shared)}").collect().host
    assert labs.room(f"@{port(shared)}").state()["scenario"] == "article"
    assert shared.password not in repr(sk.connect(address))


def test_a_journal_finds_the_lab_that_is_its_host(shared: RunningLab) -> None:
    name = labs.room(f"@{port(shared)}").state()["host"]
    assert labs.playing(name.lower(), "127.0.0.1") == f"lab:@{port(shared)}"
    assert labs.playing(name, "192.0.2.1") == labs.playing("HV99", "127.0.0.1") == ""
    with start_process("article", "en", shared=True):
        assert labs.playing(name, "127.0.0.1") == "", "of two none is chosen"


def test_of_two_labs_none_is_chosen_in_silence(call: Any, shared: RunningLab, tmp_path: Path) -> None:
    with start_process("article", "en", shared=True) as other:
        for asked in (("lab", "state"), ("lab", "act", "reset"), ("collect", "lab:", "-o", tmp_path / "no.json")):
            code, out, err = call(*asked)
            assert code == 2 and not out
            assert f"@{port(shared)} article" in err and f"@{port(other)} article" in err
        code, out, _ = call("lab", "act", "power-off", "--lab", port(other))
        assert code == 0 and "power off" in out
        code, out, _ = call("lab", "state", "--lab", port(shared))
        assert code == 0 and "power on" in out
        code, _, err = call("lab", "state", "--lab", "1")
        assert code == 2 and f"@{port(other)} article" in err


def test_the_lab_of_somebody_elses_notebook_is_not_taken_for_ours(call: Any, tmp_path: Path) -> None:
    """A Python's own lab may have been worked on, and ends with that Python: hands may reach it, a reading not."""
    with start_process("healthy-no-wishes", "en"):
        assert call("lab", "state")[0] == 0
        assert labs.joined("healthy-no-wishes") == ""


def test_another_scenario_or_language_is_another_lab(shared: RunningLab) -> None:
    assert labs.joined("article") == labs.joined("article", "en") == f"@{port(shared)}"
    assert labs.joined("article", "ja") == labs.joined("healthy") == ""


def test_a_lab_that_was_killed_is_not_offered(shared: RunningLab) -> None:
    shared.process.kill()
    shared.process.wait()
    with pytest.raises(UsageError) as refused:
        labs.running()
    assert refused.value.code == "lab-none-running"
    assert labs.joined("article") == ""
