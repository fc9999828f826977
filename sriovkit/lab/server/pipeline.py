"""What a client asked to run, and what is answered: the door between the endpoint and the machine model.

Rule: plain frozen records; nothing here knows WSMan, PSRP or a socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

#: The session configuration that every host has, in small letters as all of them here.
DEFAULT_CONFIGURATION = "microsoft.powershell"


@dataclass(frozen=True)
class Command:
    """One command of a pipeline: a cmdlet's name, or script text when ``is_script``.

    ``parameters`` are (name, value) in the order sent; a positional argument has the name None. Values are str, int,
    bool, float, None, list and dict where PowerShell has such a type, psrpcore's objects otherwise.
    """

    name: str
    is_script: bool = False
    parameters: tuple[tuple[str | None, Any], ...] = ()
    ends_statement: bool = False


@dataclass(frozen=True)
class PipelineRequest:
    """The commands of one pipeline, in order, the objects piped into the first, and the session configuration asked."""

    commands: tuple[Command, ...]
    input: tuple[Any, ...] = ()
    configuration: str = DEFAULT_CONFIGURATION

    @property
    def statements(self) -> tuple[tuple[Command, ...], ...]:
        """The commands by statement: ``a | b; c`` is two statements."""
        return tuple(self._by_statement())

    def _by_statement(self) -> Iterator[tuple[Command, ...]]:
        statement: list[Command] = []
        for command in self.commands:
            statement.append(command)
            if command.ends_statement:
                yield tuple(statement)
                statement = []
        if statement:
            yield tuple(statement)


@dataclass(frozen=True)
class ErrorAnswer:
    """One PowerShell error record. ``category`` is a name of ErrorCategory, ``activity`` the cmdlet that wrote it."""

    message: str
    category: str = "NotSpecified"
    fully_qualified_error_id: str = ""
    target: Any = None
    exception: str = "System.Management.Automation.RuntimeException"
    activity: str = ""


@dataclass(frozen=True)
class PipelineAnswer:
    """What comes back: output objects, then non-terminating errors, then the error that ended the pipeline, if any."""

    output: tuple[Any, ...] = ()
    errors: tuple[ErrorAnswer, ...] = ()
    terminating: ErrorAnswer | None = None


class Responder(Protocol):
    """Answers pipelines. Called in a thread of its own for each pipeline, so it may be slow and must be thread-safe."""

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Answer one pipeline; an exception raised here ends the pipeline with an error record."""
        ...
