"""What a client asked to run, and what is answered: the door between the endpoint and the machine model.

Rule: plain frozen records; nothing here knows WSMan, PSRP or a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
class SessionOf:
    """Whose session a pipeline runs in: the id of a client's shell, and what became of it meanwhile."""

    shell: str = ""
    #: Whether the shell is still there.
    open: Callable[[], bool] = lambda: True
    #: Whether somebody still waits for this pipeline.
    waits: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class PipelineRequest:
    """The commands of one pipeline, in order, the objects piped into the first, and the session configuration asked."""

    commands: tuple[Command, ...]
    input: tuple[Any, ...] = ()
    configuration: str = DEFAULT_CONFIGURATION
    client: SessionOf = field(default=SessionOf(), compare=False)

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


class Clixml(str):
    """One value as the CLIXML that it is sent as, without the element around it."""

    __slots__ = ()


@dataclass(frozen=True)
class Record:
    """A record of a stream, as `Clixml`: error | warning | verbose | debug | information."""

    kind: str
    value: Any


@dataclass(frozen=True)
class PipelineAnswer:
    """What comes back: output objects, then non-terminating errors, then the error that ended the pipeline, if any.

    An output may be `Clixml`, which goes out as it is; `records` are of any stream but the output, in the same way.
    """

    output: tuple[Any, ...] = ()
    errors: tuple[ErrorAnswer, ...] = ()
    terminating: ErrorAnswer | None = None
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class CommandLine:
    """One line for the host's command processor, as the Windows Remote Shell carries it."""

    text: str
    client: SessionOf = field(default=SessionOf(), compare=False)


@dataclass(frozen=True)
class ConsoleAnswer:
    """What a command line printed, lines ending as on Windows, and how it ended."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0


class Lost(Exception):
    """What ran the pipeline is gone, and its session with it: nobody answers."""


class Responder(Protocol):
    """Answers pipelines. Called in a thread of its own for each pipeline, so it may be slow and must be thread-safe."""

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Answer one pipeline; an exception raised here ends the pipeline with an error record, but `Lost`."""
        ...
