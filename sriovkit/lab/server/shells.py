"""The shells clients have open: each with its runspace pool, its commands and the time it may stay idle.

Rule: no I/O and no clock of its own; the time is handed in.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from .pipeline import DEFAULT_CONFIGURATION, ErrorAnswer, PipelineAnswer, PipelineRequest
from .psrp import RunspacePool
from .refusals import ALREADY_EXISTS, INVALID_SELECTORS, NO_COMMAND, Refusal, no_shell

log = logging.getLogger(__name__)

UNWRITABLE = ErrorAnswer("The lab could not write this answer.", "InvalidData", "LabAnswerNotSerializable")
DEFAULT_IDLE = 7_200.0  # seconds, Windows' default


@dataclass(frozen=True)
class ShellInfo:
    """A live shell as tests and users see it; ``idle_timeout`` in seconds, ``commands`` those not yet closed."""

    shell_id: str
    idle_timeout: float
    commands: int


class Shell:
    """One client's shell."""

    def __init__(
        self,
        shell_id: str,
        idle_timeout: float,
        run: Callable[[str, uuid.UUID, PipelineRequest], None],
        configuration: str = DEFAULT_CONFIGURATION,
    ) -> None:
        self.shell_id = shell_id
        self.idle_timeout = idle_timeout
        self.touched = 0.0
        self.commands: set[uuid.UUID] = set()
        self.configuration = configuration
        self.pool = RunspacePool(lambda c, request: run(shell_id, c, replace(request, configuration=configuration)))
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

    def begin(self, command_id: uuid.UUID) -> None:
        """A new command, its pipeline still to come."""
        self.commands.add(command_id)
        self.pool.begin(command_id)

    def finish(self, command_id: uuid.UUID, answer: PipelineAnswer) -> None:
        """A command has its answer."""
        try:
            self.pool.finish(command_id, answer)
        except Exception:  # values that PSRP has no form for are the responder's mistake, not the client's
            log.exception("an answer could not be written")
            self.pool.finish(command_id, PipelineAnswer(terminating=UNWRITABLE))

    def end(self, command_id: uuid.UUID) -> None:
        """Close a command and drop what it still had to say."""
        self.pool.forget(command_id)
        self.commands.discard(command_id)


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

    def remove(self, shell: Shell) -> None:
        """Forget a shell and all that ran in it."""
        self._shells.pop(shell.shell_id.upper(), None)

    def clear(self) -> None:
        """Forget all of them, as a host does that is started anew."""
        self._shells.clear()

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
