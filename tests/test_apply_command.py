"""`sriovkit apply`, `resume`, `undo`, `evidence`: leave by name, YES at a real terminal, exit codes, the page."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sriovkit import applying, cli
from sriovkit.lab import Lab

from .applying import SPEED, plan_of, reached

LEAVE = ("--allow", "vf-reset", "--allow", "vswitch-rebuild")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("switch-not-iov", speed=SPEED) as running:
        yield running


@pytest.fixture
def plan(lab: Lab, tmp_path: Path) -> Path:
    place = tmp_path / "plan.json"
    place.write_text(json.dumps(plan_of(reached(lab)).to_dict()), "utf-16")  # as Windows PowerShell's > leaves it
    return place


def way(lab: Lab) -> tuple[str, ...]:
    return ("--port", str(lab.port), "--no-ssl", "--auth", "ntlm", "-u", lab.username, "--settle", "5")


def typed(lab: Lab, *arguments: object, answer: str = "YES\n") -> tuple[int, str]:
    """Run it at a terminal of its own; the password and each question are answered as a person types."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.execv(sys.executable, [sys.executable, "-m", "sriovkit", "--lang", "en", *map(str, arguments)])
    said, sent, until = "", 0, time.monotonic() + 180
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                said += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
        waiting = said[sent:]
        if waiting.rstrip().endswith(":") and ("Password of" in waiting or "Type YES" in waiting):
            # As a person, later than the prompt: an interrupt between it and the read is kept until the next key.
            time.sleep(0.3)
            os.write(terminal, (lab.password + "\n" if "Password of" in waiting else answer).encode())
            sent = len(said)
    else:
        os.kill(pid, signal.SIGKILL)  # it waits for more than it was told
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run(["--lang", "en", *map(str, arguments)])
    return (code, *capsys.readouterr())


def test_at_a_terminal_a_plan_is_done_shown_and_on_record(
    lab: Lab, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, runs = tmp_path / "作業記録.html", tmp_path / "runs"
    code, said = typed(lab, "apply", plan, "127.0.0.1", *way(lab), *LEAVE, "--folder", runs, "--evidence", page)
    assert code == 0, said
    assert said.count("Type YES") == 4, "three steps, and whose the vSwitch is"
    assert "step 1: proven" in said and "Every step of the plan is done" in said
    assert [s.iov for s in lab.machine.switches] == [True]
    assert "Record of work" in page.read_text("utf-8") and lab.password not in said
    (journal,) = runs.iterdir()
    assert lab.password not in journal.read_text("ascii")
    code, out, err = call(capsys, "evidence", journal, "-o", tmp_path / "again.html")
    assert (code, "proven" in out) == (0, True) and "again.html" in err
    assert (tmp_path / "again.html").read_text("utf-8") == page.read_text("utf-8")
    code, said = typed(lab, "undo", journal, *way(lab), *LEAVE)
    assert code == 0 and "Taken back" in said, said
    assert [s.iov for s in lab.machine.switches] == [False]


def test_a_no_stops_and_a_resume_goes_on(lab: Lab, plan: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    code, said = typed(lab, "apply", plan, "127.0.0.1", *way(lab), *LEAVE, "--folder", runs, answer="no\n")
    assert code == 1 and "answered with no" in said.replace("\r\n", " "), said
    assert [s.iov for s in lab.machine.switches] == [False]
    (journal,) = runs.iterdir()
    code, said = typed(lab, "resume", journal, *way(lab), *LEAVE)
    assert code == 0 and [s.iov for s in lab.machine.switches] == [True], said


def test_ctrl_c_at_a_question_ends_the_way_there_and_the_way_back_alike(lab: Lab, plan: Path, tmp_path: Path) -> None:
    runs, ctrl_c = tmp_path / "runs", "\x03"
    code, said = typed(lab, "apply", plan, "127.0.0.1", *way(lab), *LEAVE, "--folder", runs, answer=ctrl_c)
    assert code == 130 and said.count("Type YES") == 1 and lab.machine.hold == "", said
    (journal,) = runs.iterdir()
    code, said = typed(lab, "resume", journal, *way(lab), *LEAVE)
    assert code == 0, said
    code, said = typed(lab, "undo", journal, *way(lab), *LEAVE, answer=ctrl_c)
    assert code == 130 and said.count("Type YES") == 1, said
    left = applying.Run.load(journal)
    assert (left.state, left.ended["why"]) == ("stopped", "unasked")
    assert [s.iov for s in lab.machine.switches] == [True], "nothing was taken back"


def test_without_leave_or_a_terminal_nothing_is_done(
    lab: Lab, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    def silent(*more: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{lab.password}\n"))
        given = [*way(lab), "--password-stdin", "--folder", tmp_path / "runs"]
        return call(capsys, "apply", plan, "127.0.0.1", *given, *more)

    code, out, _ = silent()
    assert code == 1 and "not allowed" in out.replace("\n", " ")
    code, out, _ = silent(*LEAVE)
    assert code == 1 and "nobody to ask" in out.replace("\n", " ")
    assert [s.iov for s in lab.machine.switches] == [False] and lab.machine.hold == ""


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("apply", "none.json", "hv01"), 2, "file-not-found"),
        (("resume", "none.jsonl"), 2, "file-not-found"),
        (("evidence", "none.jsonl"), 2, "file-not-found"),
        (("apply", "none.json", "hv01", "--allow", "everything"), 2, "unfit-call"),
    ],
)
def test_wrong_calls_are_told(
    arguments: tuple[str, ...], code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    came, _, err = call(capsys, *arguments)
    assert came == code and f"[{word}]" in err


def test_what_is_no_plan_and_no_journal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x"
    file.write_text("{}")
    assert "[not-a-plan]" in call(capsys, "apply", file, "hv01")[2]
    assert "[not-a-journal]" in call(capsys, "resume", file)[2]
    file.write_text("[" * 100)
    assert "[json-too-deep]" in call(capsys, "apply", file, "hv01")[2]


def helped() -> list[Any]:
    return ["apply", "resume", "undo", "evidence"]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", helped())
def test_help_is_there_in_both_languages(name: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", lang, name, "--help"]) == 0
    said = capsys.readouterr().out
    assert said and "cli." not in said and said.isascii() == (lang == "en")
