"""The shells clients have open, whatever runs in them: each with its commands and the time it may stay idle.

Rule: no I/O and no clock of its own; the time is handed in.
"""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from xml.etree import ElementTree

from .refusals import ALREADY_EXISTS, INVALID_SELECTORS, NO_COMMAND, Refusal, no_shell

DEFAULT_IDLE = 7_200.0  # seconds, Windows' default


@dataclass(frozen=True)
class ShellInfo:
    """A live shell as tests and users see it; ``idle_timeout`` in seconds, ``commands`` those not yet closed."""

    shell_id: str
    idle_timeout: float
    commands: int


@dataclass(frozen=True)
class Output:
    """What one Receive gets: (stream, bytes) pairs, whether that was all, and the exit code where there is one."""

    streams: tuple[tuple[str, bytes], ...] = ()
    done: bool = False
    exit_code: int | None = None


class Shell(ABC):
    """One client's shell."""

    #: The names of the streams that it takes and gives, as it tells them.
    streams: ClassVar[tuple[str, str]]

    def __init__(self, shell_id: str, idle_timeout: float, resource_uri: str) -> None:
        self.shell_id = shell_id
        self.idle_timeout = idle_timeout
        self.resource_uri = resource_uri
        self.touched = 0.0
        #: It is no longer among the shells; threads that work for it may ask.
        self.gone = False
        self.commands: set[uuid.UUID] = set()
        self.last_receive: tuple[str, bytes] = ("", b"")

    @property
    def info(self) -> ShellInfo:
        """A frozen picture of it."""
        return ShellInfo(self.shell_id, self.idle_timeout, len(self.commands))

    def command(self, command_id: str) -> uuid.UUID:
        """The id of a command that is there; raises Refusal for any other."""
        found = as_uuid(command_id)
        if found is None or found not in self.commands:
            raise Refusal(INVALID_SELECTORS, NO_COMMAND)
        return found

    def begin(self, command_id: uuid.UUID, line: ElementTree.Element) -> None:
        """A new command from its CommandLine; raises Refusal where its id is taken or it cannot be read."""
        if command_id in self.commands:
            raise Refusal(ALREADY_EXISTS)
        self.commands.add(command_id)
        try:
            self.started(command_id, line)
        except Refusal:
            self.end(command_id)
            raise

    def end(self, command_id: uuid.UUID) -> None:
        """Close a command and drop what it still had to say."""
        self.forget(command_id)
        self.commands.discard(command_id)

    @abstractmethod
    def started(self, command_id: uuid.UUID, line: ElementTree.Element) -> None:
        """Start what the CommandLine says."""

    @abstractmethod
    def feed(self, encoded: str) -> None:
        """Take in what a client sent, in base64; raises Refusal where it cannot be read."""

    @abstractmethod
    def finish(self, command_id: uuid.UUID, answer: Any) -> None:
        """A command has its answer."""

    @abstractmethod
    def say_more(self, command_id: uuid.UUID) -> None:
        """Queue one more output of a command that goes on."""

    @abstractmethod
    def take(self, command_id: uuid.UUID | None, room: int) -> Output:
        """Output of a command, or (None) of the shell itself, of so many bytes at most."""

    @abstractmethod
    def stop(self, command_id: uuid.UUID) -> None:
        """End a running command as Ctrl+C does; one that has ended stays as it is."""

    @abstractmethod
    def forget(self, command_id: uuid.UUID) -> None:
        """Stop a command and drop what is queued for it."""


class Shells:
    """All live shells, by id. Ids are compared without regard to case."""

    def __init__(self) -> None:
        self._shells: dict[str, Shell] = {}

    def add(self, shell: Shell) -> None:
        """Take in a shell; raises Refusal when its id is taken."""
        if shell.shell_id.upper() in self._shells:
            raise Refusal(ALREADY_EXISTS)
        self._shells[shell.shell_id.upper()] = shell

    def get(self, shell_id: str) -> Shell:
        """The shell of that id; raises Refusal when it is not (or no longer) there."""
        try:
            return self._shells[shell_id.strip().upper()]
        except KeyError:
            raise Refusal(INVALID_SELECTORS, no_shell(shell_id[:64])) from None

    def has(self, shell: Shell) -> bool:
        """Whether this very shell is still there."""
        return self._shells.get(shell.shell_id.upper()) is shell

    def remove(self, shell: Shell) -> None:
        """Forget a shell and all that ran in it."""
        shell.gone = True
        self._shells.pop(shell.shell_id.upper(), None)

    def clear(self) -> None:
        """Forget all of them, as a host does that is started anew."""
        for shell in tuple(self._shells.values()):
            self.remove(shell)

    def expire(self, now: float) -> bool:
        """Remove the shells that were idle for too long; whether there were any."""
        idle = [shell for shell in self._shells.values() if now - shell.touched > shell.idle_timeout]
        for shell in idle:
            self.remove(shell)
        return bool(idle)

    def infos(self) -> tuple[ShellInfo, ...]:
        """A picture of all of them; safe to ask from any thread."""
        return tuple(shell.info for shell in tuple(self._shells.values()))


def as_uuid(text: str) -> uuid.UUID | None:
    """A UUID from its text, or None."""
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None
