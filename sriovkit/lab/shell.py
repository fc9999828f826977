"""The lab's PowerShell: answers the library's own script and commands with typed parameters, and nothing else.

Rule: no answer is stored; each request asks the machine as it is then. Unknown script text is a command not found.
"""

from __future__ import annotations

from collections.abc import Callable

from psrpcore.types import PSInt, PSString

from ..core.script import collecting_script
from . import role
from .collecting import answer_text
from .commands import run
from .machine import Machine
from .refusing import Refused, command_not_found
from .server.pipeline import DEFAULT_CONFIGURATION, Command, PipelineAnswer, PipelineRequest

Run = Callable[[Machine, Command], PipelineAnswer]


class Shell:
    """A `Responder` over a machine. Setting `machine` changes what the next request is answered with."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @property
    def configurations(self) -> tuple[str, ...]:
        """The session configurations of the host, in small letters."""
        return (DEFAULT_CONFIGURATION, *role.configurations(self.machine))

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Answer one pipeline; the first refused command ends it."""
        machine = self.machine
        run_one = _whatever if pipeline.configuration == DEFAULT_CONFIGURATION else role.run
        done = PipelineAnswer()
        for statement in pipeline.statements:
            try:
                part = _statement(machine, statement, run_one)
            except Refused as refused:
                return PipelineAnswer(done.output, done.errors, refused.error)
            done = PipelineAnswer(done.output + part.output, done.errors + part.errors)
        return done


def _statement(machine: Machine, statement: tuple[Command, ...], run_one: Run) -> PipelineAnswer:
    # Nothing here takes another command's output: what stands behind a pipe is not found, as it is not played.
    for piped in statement[1:]:
        raise Refused(command_not_found(piped.name))
    return run_one(machine, statement[0])


def _whatever(machine: Machine, command: Command) -> PipelineAnswer:
    return _script(machine, command) if command.is_script else run(machine, command)


def _script(machine: Machine, command: Command) -> PipelineAnswer:
    if command.name == collecting_script():
        return PipelineAnswer((PSString(answer_text(machine)),))
    if command.name == "1":
        return PipelineAnswer((PSInt(1),))
    raise Refused(command_not_found(command.name))
