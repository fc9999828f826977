"""The exported script is one file for a host nobody can reach: it leaves JSON and prints only where.

Rule: what it leaves is what the collecting script answers; the file is read right by PowerShell 3.0 to 7.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sriovkit.core import snapshot
from sriovkit.core.script import collecting_script, exported_script

from .engine import samples, stubs
from .engine.compare import differences
from .engine.pwsh import Engine, call, engine
from .engine.tables import quoted

__all__ = ["engine"]


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    folder = tmp_path / "運ぶ [1] it's"
    folder.mkdir()
    file = folder / "collect.ps1"
    file.write_bytes(exported_script())
    return file


def run(engine: Engine, file: Path, arguments: str = "", before: str = "") -> tuple[str, ...]:
    """Run the file; what it printed."""
    outcome = engine.run(before, f"& {quoted(str(file))} {arguments}")[-1]
    assert outcome.thrown is None and not outcome.errors, outcome
    return outcome.output


def test_bytes_of_the_file() -> None:
    data = exported_script()
    assert data.startswith(b"\xef\xbb\xbf# ") and data.endswith(b"\r\n")
    assert data[3:].isascii()
    assert data.count(b"\n") == data.count(b"\r\n") and b"\t" not in data


def test_holds_the_collecting_script_unchanged() -> None:
    lines = [line.strip() for line in exported_script().decode("utf-8-sig").splitlines()]
    asked = [line.strip() for line in collecting_script().splitlines()]
    start = lines.index(asked[0])
    assert lines[start : start + len(asked)] == asked


def test_leaves_json_beside_itself_and_prints_only_its_path(engine: Engine, exported: Path) -> None:
    given = samples.sections(3)
    printed = run(engine, exported, before=stubs.functions(given))
    assert len(printed) == 1
    file = Path(printed[0])
    assert file.parent == exported.parent and "-sriov-" in file.name
    data = file.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf") and data.startswith(b'{"schema"')
    assert differences(snapshot.read(data.decode("utf-8")).sections, given) == []


@pytest.mark.parametrize("name", ["結果 [2] it's `$(x)`.json", "plain.json", "[a-z]+ (1).json"])
def test_writes_where_it_is_told(engine: Engine, exported: Path, tmp_path: Path, name: str) -> None:
    wanted = tmp_path / name
    assert run(engine, exported, f"-OutFile {quoted(str(wanted))}") == (str(wanted),)
    assert snapshot.read(wanted.read_text(encoding="utf-8")).state("Get-VMHost") == "missing"


def test_relative_path_is_relative_to_the_shell(engine: Engine, exported: Path, tmp_path: Path) -> None:
    printed = run(engine, exported, "-OutFile here.json", f"Set-Location -LiteralPath {quoted(str(tmp_path))}")
    assert printed == (str(tmp_path / "here.json"),) and (tmp_path / "here.json").exists()


def test_name_of_the_file_holds_a_western_date_in_every_culture(engine: Engine, exported: Path) -> None:
    culture = "[System.Threading.Thread]::CurrentThread.CurrentCulture = 'th-TH'"
    printed = run(engine, exported, before=culture)
    assert re.fullmatch(r".+-sriov-20\d{6}-\d{6}\.json", Path(printed[0]).name)


def test_runs_twice(engine: Engine, exported: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "twice.json"
    both = [run(engine, exported, f"-OutFile {quoted(str(wanted))}") for _ in range(2)]
    assert both == [(str(wanted),)] * 2
    json.loads(wanted.read_text(encoding="utf-8"))


def test_a_place_that_cannot_be_written_is_an_error_and_prints_no_path(engine: Engine, exported: Path) -> None:
    outcome = engine.run(f"& {quoted(str(exported))} -OutFile {quoted(str(exported.parent / 'none' / 'x.json'))}")[-1]
    assert outcome.output == ()
    assert outcome.thrown or outcome.errors


def test_as_a_program_of_its_own(exported: Path, tmp_path: Path) -> None:
    done = call("-NoProfile", "-File", str(exported), "-OutFile", str(tmp_path / "host.json"))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path / 'host.json'}\n", "")


def test_a_failed_run_tells_so_in_its_exit_code(exported: Path, tmp_path: Path) -> None:
    done = call("-NoProfile", "-File", str(exported), "-OutFile", str(tmp_path / "none" / "host.json"))
    assert done.returncode != 0 and done.stdout == ""


def test_pasted_into_a_window_it_uses_the_temporary_folder(engine: Engine, tmp_path: Path) -> None:
    text = exported_script().decode("utf-8-sig")
    _, outcome = engine.run(f"$env:TMPDIR = {quoted(str(tmp_path))}", text)
    assert Path(outcome.text).parent == tmp_path
