"""A real PowerShell behind the lab: what clients send runs there, and the host's commands ask the model.

Rule: by opt-in alone and never on Windows. It is no sandbox: what runs there can do what the user who started it can.
"""

from __future__ import annotations

import platform
import threading

from ...core.errors import UsageError
from ..server.pipeline import DEFAULT_CONFIGURATION, PipelineAnswer, PipelineRequest, SessionOf
from ..shell import Shell
from .engine import START
from .engines import Engines
from .session import LONGEST, Session

__all__ = ["PowerShells"]

_SWEEP = 0.25  # seconds between two looks for sessions whose client has gone


class PowerShells:
    """A `Responder` with a process for each client's shell; `shell` answers what the commands ask, and all of a role.

    `start` and `longest` are seconds: for a process to come up, for a pipeline to run. Raises UsageError on Windows.
    """

    def __init__(self, shell: Shell, program: str, *, start: float = START, longest: float = LONGEST) -> None:
        if platform.system() == "Windows":  # asked so, the rest is type-checked for every system
            raise UsageError("lab-powershell-on-windows")
        self.shell, self._longest = shell, longest
        self._engines = Engines(shell, program, start)
        self._sessions: dict[str, tuple[SessionOf, Session]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def start(self) -> None:
        """Start the first process. Raises HostError where the program is no PowerShell that comes up."""
        try:
            self._engines.prepare()
        except BaseException:
            self.close()
            raise
        threading.Thread(target=self._sweep, name="sriovkit-lab-sessions", daemon=True).start()

    def close(self) -> None:
        """End every process; does nothing when that is done."""
        self._closing.set()
        self._end(list(self._sessions))
        self._engines.close()

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Run a pipeline in its client's session. Raises HostError where no process comes up."""
        if pipeline.configuration != DEFAULT_CONFIGURATION:
            return self.shell.respond(pipeline)
        with self._lock:
            if pipeline.client.shell not in self._sessions:
                made = Session(self._engines.fitting, self._longest)
                self._sessions[pipeline.client.shell] = (pipeline.client, made)
            session = self._sessions[pipeline.client.shell][1]
        return session.run(pipeline)

    def _sweep(self) -> None:
        """End the sessions whose client has gone."""
        while not self._closing.wait(_SWEEP):
            self._end([shell for shell, (client, _) in list(self._sessions.items()) if not client.open()])

    def _end(self, shells: list[str]) -> None:
        for shell in shells:
            with self._lock:
                _, session = self._sessions.pop(shell, (None, None))
            if session:
                session.close()
