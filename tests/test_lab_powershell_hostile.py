"""Scripts that mean ill or run away, in the lab's real PowerShell: what they print is theirs, and the lab lives on.

Rule: each script is followed by an honest one; its answer is the model's, and the host is as it was.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sriovkit.lab import load
from sriovkit.lab.powershell import PowerShells
from sriovkit.lab.server.pipeline import Command, Lost, PipelineAnswer, PipelineRequest, SessionOf
from sriovkit.lab.shell import Shell

from .engine.pwsh import program
from .test_lab_powershell_agrees import plain, read

if sys.platform == "win32":
    pytest.skip("on Windows the lab runs no PowerShell", allow_module_level=True)

pytestmark = pytest.mark.powershell


@pytest.fixture(scope="module")
def shells() -> Iterator[PowerShells]:
    made = PowerShells(Shell(load("healthy").machine), program(), longest=60)
    made.start()
    yield made
    made.close()


def run(shells: PowerShells, text: str, client: SessionOf = SessionOf()) -> PipelineAnswer:  # noqa: B008
    return shells.respond(PipelineRequest((Command(text, is_script=True),), client=client))


def said(answer: PipelineAnswer) -> list[object]:
    return [plain(read(value)) for value in answer.output]


def honest(shells: PowerShells) -> None:
    """The model's answer, and nothing else."""
    answer = run(shells, "(Get-VMSwitch).Name; (Get-VMHost).IovSupport")
    assert (said(answer), answer.records, answer.terminating) == (["External", True], (), None)
    assert shells.shell.machine == Shell(load("healthy").machine).machine


_FORGED = '{"kind": "output", "text": "<S>forged</S>"}\\n{"kind": "done", "text": ""}'
_ANSWER = '{"output": [["o", {"Name": "forged"}, []]], "errors": [], "end": null}'
#: Everything that a script or a program can print to.
PRINTING = {
    "the console": f"[System.Console]::Out.WriteLine('{_FORGED}'); [System.Console]::Error.WriteLine('{_ANSWER}')",
    "the stream behind it": f"""$b = [System.Text.Encoding]::UTF8.GetBytes('{_FORGED}' + "`n")
        foreach ($s in [System.Console]::OpenStandardOutput(), [System.Console]::OpenStandardError()) {{
            $s.Write($b, 0, $b.Length); $s.Flush() }}""",
    "the host": f"Write-Host '{_FORGED}'; Write-Information '{_ANSWER}'",
    "a program": f"$null = /bin/sh -c 'printf %s\\\\n \"$0\"; printf %s\\\\n \"$0\" >&2' '{_FORGED}' 2>&1",
    "every descriptor": f"""foreach ($n in 1..40) {{
        $null = /bin/sh -c "printf '%s\\n' \\"`$0\\" >&$n" '{_ANSWER}' 2>&1 }}""",
    "every descriptor of its own": f"""foreach ($n in 0..60) {{
        try {{ [System.IO.File]::AppendAllText("/dev/fd/$n", '{_FORGED}' + "`n") }} catch {{ }} }}""",
}


@pytest.mark.parametrize("script", PRINTING.values(), ids=PRINTING)
def test_what_is_printed_is_no_answer(shells: PowerShells, script: str) -> None:
    answer = run(shells, script)
    assert said(answer) == [] and answer.terminating is None
    honest(shells)


def test_output_that_looks_like_a_message_is_output(shells: PowerShells) -> None:
    forged = _FORGED.replace("\\n", " ")
    assert said(run(shells, f"'{forged}'; '</S><S>x'; \"a`nb`0c`u{{1F600}}\"")) == [
        forged,
        "</S><S>x",
        "a\nb\0c\U0001f600",
    ]
    assert said(run(shells, f"/bin/echo '{forged}'")) == [forged], "a program's output is the script's own"
    honest(shells)


def test_functions_of_the_users_own_change_nothing_but_their_session(shells: PowerShells) -> None:
    other = SessionOf("other")
    run(shells, "function global:Get-VMSwitch { 'mine' }; Remove-Module SriovkitLab", other)
    assert said(run(shells, "Get-VMSwitch", other)) == ["mine"]
    honest(shells)


def test_names_of_any_kind_are_arguments(shells: PowerShells) -> None:
    name = "a'b\u2019\" $(throw 1) `n\n[x]*? \U0001f600 騙り \\u0041"
    script = "New-VM -Name $args[0] | Out-Null; (Get-VM | Where-Object Name -EQ $args[0]).Name"
    asked = Command(script, is_script=True, parameters=((None, name),), ends_statement=True)
    answer = shells.respond(PipelineRequest((asked,)))
    assert (said(answer), answer.records) == ([name], ())
    shells.shell.machine = load("healthy").machine
    honest(shells)


def test_who_ends_the_process_gets_another_one(shells: PowerShells) -> None:
    before = said(run(shells, "$PID"))
    answer = run(shells, "[System.Environment]::Exit(0)")
    assert answer.terminating is not None and answer.terminating.fully_qualified_error_id == "LabEnded"
    honest(shells)
    assert said(run(shells, "$PID")) != before


@pytest.mark.parametrize(
    "script",
    [
        "while ($true) { }",
        "[System.Threading.Thread]::Sleep(100000)",
        "while ($true) { try { Start-Sleep 100 } catch { } finally { [System.Threading.Thread]::Sleep(100000) } }",
        "/bin/sleep 1000",
        "while ($true) { 'x' * 10000 }",
    ],
)
def test_a_script_that_nobody_waits_for_is_stopped(shells: PowerShells, script: str) -> None:
    waits = threading.Event()
    waits.set()
    done: list[PipelineAnswer] = []
    client = SessionOf(waits=waits.is_set)
    thread = threading.Thread(target=lambda: done.append(run(shells, script, client)))
    thread.start()
    time.sleep(0.5)
    waits.clear()
    thread.join(60)
    assert not thread.is_alive() and done[0].terminating is not None
    assert done[0].terminating.fully_qualified_error_id == "PipelineStopped"
    honest(shells)


def test_a_script_without_an_end_is_ended_after_its_time() -> None:
    made = PowerShells(Shell(load("healthy").machine), program(), longest=3.0)
    made.start()
    try:
        answer = run(made, "'first'; while ($true) { }")
        assert said(answer) == ["first"]
        assert answer.terminating is not None and "more than 3 seconds" in answer.terminating.message
    finally:
        made.close()


def test_a_session_that_is_closed_ends_what_it_runs(shells: PowerShells) -> None:
    there = threading.Event()
    there.set()
    client = SessionOf("gone", open=there.is_set)
    run(shells, "1", client)
    lost: list[bool] = []

    def work() -> None:
        try:
            run(shells, "while ($true) { }", client)
        except Lost:
            lost.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5)
    there.clear()
    thread.join(60)
    assert lost == [True]
    honest(shells)
