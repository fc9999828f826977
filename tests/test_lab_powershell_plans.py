"""The plan's script of every scenario, run at the lab's own console: a real PowerShell over the lab's model.

Rule: the script runs as it is printed, somebody types YES; it ends well, and a second run finds every step done.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

import pytest

from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.plan import plan, words
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import load
from sriovkit.lab.acts import act
from sriovkit.lab.collecting import answer
from sriovkit.lab.life import Life
from sriovkit.lab.powershell import PowerShells
from sriovkit.lab.server.pipeline import Command, PipelineAnswer, PipelineRequest
from sriovkit.lab.shell import Shell

from . import plans
from .engine.pwsh import program
from .test_lab_powershell_agrees import plain, read

if sys.platform == "win32":
    pytest.skip("on Windows the lab runs no PowerShell", allow_module_level=True)

pytestmark = pytest.mark.powershell

#: The host's clock runs so fast that nobody has to sleep; the engine at hand may have no Read-Host and no Out-Host.
SPEED = 2000.0
NOT_PROVEN = words.say("script.not-proven", "en")
CONSOLE = """
function global:Read-Host { param($Prompt) 'YES' }
function global:Out-Host { param([Parameter(ValueFromPipeline = $true)]$InputObject) process { } }
function global:Start-Sleep { param($Seconds) [System.Threading.Thread]::Sleep(2) }
"""


@pytest.fixture(scope="module")
def shells() -> Iterator[PowerShells]:
    made = PowerShells(Shell(Life(load("healthy").machine, SPEED)), program())
    made.start()
    yield made
    made.close()


def run(shells: PowerShells, script: str) -> PipelineAnswer:
    # Each time anew: another Windows brings its own commands.
    asked = (Command(CONSOLE, is_script=True, ends_statement=True), Command(script, is_script=True))
    return shells.respond(PipelineRequest(asked))


def lines(answer: PipelineAnswer) -> list[str]:
    """What was written to the console."""
    told = [read(record.value) for record in answer.records if record.kind == "information"]
    return [plain(record.MessageData.Message) for record in told]


def seen(shells: PowerShells) -> Diagnosis:
    return diagnose(Snapshot(answer(shells.shell.life.seen)))


def by_hands(shells: PowerShells, name: str) -> None:
    """All that the scenario's way asks of hands, and what it takes until everything has come to rest."""
    for step in load(name).way:
        doing, given = ("restart", {}) if step.command == "Restart-Computer" else (step.act, step.given)
        if doing:
            shells.shell.life.change(partial(act, name=doing, given=given))
            shells.shell.life.wait(120)


def errors(answer: PipelineAnswer) -> list[str]:
    told = [plain(read(r.value).Exception.Message) for r in answer.records if r.kind == "error"]
    return told + ([answer.terminating.message] if answer.terminating else [])


@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_the_plans_script_brings_the_lab_to_what_the_plan_promises(shells: PowerShells, name: str) -> None:
    shells.shell.machine = load(name).machine
    made = plan(seen(shells))
    first = run(shells, made.script("en"))
    if errors(first) or any(step.kind == "hands" for step in made.steps):
        # Hands have to do something first: the script says so, or sees that the firmware holds what it asked for.
        assert set(errors(first)) <= {NOT_PROVEN}
        shells.shell.machine = load(name).machine
        by_hands(shells, name)
        made = plan(seen(shells))
        first = run(shells, made.script("en"))
    if load(name).finds.end == "hardware-cannot" and errors(first):
        assert errors(first) == [NOT_PROVEN], "the honest end: no hands and no command can make it so"
        return
    assert errors(first) == []
    again = run(shells, made.script("en"))
    commands = [step for step in made.steps if step.kind == "command"]
    assert errors(again) == [] and lines(again).count(words.say("script.already", "en")) == len(commands)


def test_some_of_these_scripts_change_something() -> None:
    assert sum(any(s.kind == "command" for s in plans.made(name).steps) for name in plans.SCENARIOS) > 8
