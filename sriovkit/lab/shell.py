"""The lab's PowerShell: answers the library's own script and single commands, typed or as text, and nothing else.

Rule: no answer is stored; each request asks the machine as it is then. Any other script text is a command not found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psrpcore.types import PSInt, PSString

from ..core.apply.runner import runner_script
from ..core.script import collecting_script
from . import answers, role
from .answers import Enum
from .changes import PLAYS, Change, play
from .clixml import custom_object
from .collecting import answer_text
from .commands import Call, called, read
from .life import Life
from .machine import Machine
from .neighbourhood import CROSSES, LOOKS_ACROSS, compare, cross
from .refusing import Refused, command_not_found
from .runner import Player
from .script_text import one_command
from .server.moments import When
from .server.pipeline import DEFAULT_CONFIGURATION, Command, PipelineAnswer, PipelineRequest


class Shell:
    """A `Responder` over a machine, or over a `Life`, whose clock runs. Setting `machine` changes what follows.

    With a bare machine time stands still, but for what commands take.
    """

    def __init__(self, machine: Machine | Life) -> None:
        self.life = machine if isinstance(machine, Life) else Life(machine, speed=0)
        #: Told of each change before it begins, once it has begun, and when it is done; may raise `Lost`.
        self.passing: Callable[[str, When], None] = lambda command, when: None

    @property
    def machine(self) -> Machine:
        return self.life.machine

    @machine.setter
    def machine(self, machine: Machine) -> None:
        self.life.machine = machine

    @property
    def configurations(self) -> tuple[str, ...]:
        """The session configurations of the host, in small letters."""
        return (DEFAULT_CONFIGURATION, *role.configurations(self.machine))

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Answer one pipeline; the first refused command ends it."""
        run_one = self._whatever if pipeline.configuration == DEFAULT_CONFIGURATION else self._in_role
        done = PipelineAnswer()
        for statement in pipeline.statements:
            try:
                part = _statement(statement, run_one)
            except Refused as refused:
                return PipelineAnswer(done.output, done.errors, refused.error)
            done = PipelineAnswer(done.output + part.output, done.errors + part.errors)
        return done

    def _in_role(self, command: Command) -> PipelineAnswer:
        return role.run(self.life.seen, command)

    def _whatever(self, command: Command) -> PipelineAnswer:
        seen = self.life.seen
        if command.is_script:
            if (typed := one_command(seen, command.name)) is None:
                return self._script(seen, command)
            command = typed
        call = called(seen, command)
        if call.signature.command in LOOKS_ACROSS:
            return compare(self.life, call.signature, call.bound)
        changing = call.signature.command in (*PLAYS, *CROSSES)
        return self._change(call) if changing else read(seen, call)

    def _script(self, seen: Machine, command: Command) -> PipelineAnswer:
        if command.name == collecting_script():
            return PipelineAnswer((PSString(answer_text(seen)),))
        if command.name == runner_script():
            return PipelineAnswer((PSString(Player(self.life, self._whatever).play(str(command.parameters[0][1]))),))
        if command.name == "1":
            return PipelineAnswer((PSInt(1),))
        raise Refused(command_not_found(command.name))

    def _change(self, call: Call) -> PipelineAnswer:
        """Begin the change, which then goes its way whether somebody waits for it or not; answer when it is done."""
        made: list[Change] = []

        def swap(machine: Machine) -> Machine:
            made.append(play(machine, call.signature, call.bound))
            return made[0].machine

        self._moment(call, "before")
        if call.signature.command in CROSSES:
            made.append(cross(self.life, call.signature, call.bound))
        else:
            self.life.change(swap)
        self._moment(call, "during")
        self.life.wait(made[0].seconds)
        self._moment(call, "after")
        return PipelineAnswer(_shown(self.life.seen, *made[0].shows), made[0].errors)

    def _moment(self, call: Call, when: When) -> None:
        if not call.bound.get("WhatIf"):
            self.passing(call.signature.command, when)


def _statement(statement: tuple[Command, ...], run_one: Callable[[Command], PipelineAnswer]) -> PipelineAnswer:
    # Nothing here takes another command's output: what stands behind a pipe is not found, as it is not played.
    for piped in statement[1:]:
        raise Refused(command_not_found(piped.name))
    return run_one(statement[0])


def _shown(machine: Machine, section: str, name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows that a changing command writes out, as they are afterwards."""
    rows = answers.whole(machine, section) if values else []
    return tuple(custom_object(section, row) for row in rows if _bare(row[name]) in values)


def _bare(value: Any) -> Any:
    return value.word if isinstance(value, Enum) else value
