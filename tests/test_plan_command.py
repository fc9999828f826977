"""`sriovkit plan`: the plan of a file, its JSON, its script; nothing is overwritten unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core.plan import Plan

from . import plans
from .terminal import call

__all__ = ["call"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "host.json"
    place.write_text(plans.snapshot_of("switch-not-iov").to_json(), "utf-8")
    return place


def test_the_plan_is_shown(call: Any, file: Path) -> None:
    code, out, err = call("plan", file)
    assert (code, err) == (0, "") and out.splitlines()[0] == "[SIMULATED] HV14" and "Remove-VMSwitch" in out


def test_json_is_one_line_that_can_be_read_back(call: Any, file: Path) -> None:
    code, out, _ = call("plan", file, "--json")
    assert code == 0 and out.isascii() and out.count("\n") == 1
    assert Plan.from_dict(json.loads(out)) == plans.made("switch-not-iov")


def test_the_script_is_written_and_not_over_another_file(call: Any, file: Path, tmp_path: Path) -> None:
    script = tmp_path / "計画 1.ps1"
    code, _, err = call("plan", file, "--script", script)
    assert code == 0 and "計画 1.ps1" in err and script.read_bytes().startswith(b"\xef\xbb\xbf#")
    assert call("plan", file, "--script", script)[0] == 0, "the same again"
    script.write_text("mine")
    code, _, err = call("plan", file, "--script", script)
    assert code == 2 and "[file-exists]" in err and script.read_text() == "mine"
    assert call("plan", file, "--script", script, "--force")[0] == 0 and script.read_bytes().startswith(b"\xef")


def test_the_work_procedure_is_written_and_not_over_another_file(call: Any, file: Path, tmp_path: Path) -> None:
    page = tmp_path / "手順書.html"
    code, _, err = call("plan", file, "--procedure", page)
    assert code == 0 and "手順書.html" in err and "Remove-VMSwitch" in page.read_text("utf-8")
    page.write_text("mine")
    assert call("plan", file, "--procedure", page)[0] == 2 and page.read_text() == "mine"


def test_the_way_back_is_of_the_whole_host(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "host.json"
    file.write_text(plans.snapshot_of("vf-exhausted").to_json(), "utf-8")
    code, out, _ = call("plan", file, "--way-back", "--json")
    made = Plan.from_dict(json.loads(out))
    assert code == 0 and [s.action for s in made.steps] == ["no-vf", "no-vf", "no-vf", "disable-sriov", "look-back"]
    code, out, err = call("plan", file, "--way-back", "--target", "NIC1")
    assert (code, out) == (2, "") and "[way-back-of-all]" in err


def test_a_target_that_is_not_there_and_a_file_that_is_none(call: Any, file: Path, tmp_path: Path) -> None:
    assert call("plan", file, "--target", "NIC9")[0] == 2
    assert call("plan", tmp_path / "none.json")[0] == 2
    assert call("plan")[0] == 2


def test_console_text_gives_a_plan_of_what_can_be_told(call: Any, tmp_path: Path) -> None:
    place = tmp_path / "said.txt"
    place.write_text("PS C:\\> Get-VMSwitch | fl *iov*\n\nIovEnabled : True\nIovSupport : False\n", "utf-8")
    assert call("plan", place)[0] == 0
