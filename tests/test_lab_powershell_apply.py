"""Plans applied with the runner in a real PowerShell over the lab's model: the same script that goes to real hosts.

Rule: the runner runs as it is sent, its commands ask the model; each step is proven by looking again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sriovkit.core.apply.answer import Answer, answer
from sriovkit.core.apply.runner import runner_script
from sriovkit.lab import load
from sriovkit.lab.life import Life
from sriovkit.lab.powershell import PowerShells
from sriovkit.lab.server.pipeline import Command, PipelineRequest
from sriovkit.lab.shell import Shell

from . import plans
from .applying import SPEED, Straight, done, plan_of
from .engine.pwsh import program
from .test_lab_powershell_agrees import plain, read

if sys.platform == "win32":
    pytest.skip("on Windows the lab runs no PowerShell", allow_module_level=True)

pytestmark = pytest.mark.powershell

#: Scenarios whose plan begins with a command, and asks hands for nothing.
NAMES = [
    name
    for name in plans.SCENARIOS
    if (kinds := [step.kind for step in plans.made(name).steps]) and "command" in kinds and "hands" not in kinds
]


class Real(Straight):
    """The host as its runner meets it in a PowerShell; what is collected comes straight from the model."""

    def __init__(self, shells: PowerShells) -> None:
        super().__init__(shells.shell.life)
        self.shells = shells

    def step(self, request: str, deadline: float = 0.0) -> Answer:
        self.requests.append(request)
        asked = (Command(runner_script(), True, ((None, request),)),)
        (text,) = self.shells.respond(PipelineRequest(asked)).output
        return answer(str(plain(read(text))), self.address)


@pytest.fixture(scope="module")
def shells() -> Iterator[PowerShells]:
    made = PowerShells(Shell(Life(load("healthy").machine, SPEED)), program())
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_runner_does_in_powershell_what_it_does_in_the_lab(shells: PowerShells, name: str, tmp_path: Path) -> None:
    results = []
    for host in (Straight(Life(load(name).machine, SPEED)), Real(shells)):
        host.shell.machine = load(name).machine
        run = done(plan_of(host), host, tmp_path / type(host).__name__)  # type: ignore[arg-type]
        results.append((run.state, run.ready, [record.state for record in run.steps], host.shell.machine.switches))
    assert results[1][:3] == results[0][:3]
    assert [s.name for s in results[1][3]] == [s.name for s in results[0][3]]


def test_there_are_plans_enough() -> None:
    assert len(NAMES) > 3
