"""Engines that show the host as it is: a fresh one where there is none, the one at hand told of another Windows.

Rule: one is kept ready, so that the first session need not wait; each session has its own.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path

from ...core.errors import HostError
from ..shell import Shell
from .asking import Model
from .engine import Engine
from .windows import Windows, message

_LANGUAGES = {"en": "en_US.UTF-8", "ja": "ja_JP.UTF-8"}


class Engines:
    """Raises HostError where `program` does not come up as a PowerShell within `start` seconds."""

    def __init__(self, shell: Shell, program: str, start: float) -> None:
        self._shell, self._program, self._start = shell, program, start
        self._folder = Path()
        self._shows: dict[Engine, Windows] = {}
        self._spare: Engine | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Start one ahead of the first session: a program that is none is told of here."""
        self._folder = Path(tempfile.mkdtemp(prefix="sriovkit-lab-"))
        self._spare = self.fitting(None)

    def fitting(self, engine: Engine | None) -> Engine:
        """An engine that shows the host as it is now: this one where it lives, else the spare, else another."""
        if engine is None or not engine.alive:
            with self._lock:
                engine, self._spare = self._spare, None
        if engine is None or not engine.alive:
            engine = self._made()
        self._fit(engine)
        return engine

    def close(self) -> None:
        with self._lock:
            engine, self._spare = self._spare, None
        if engine:
            engine.close()
        if self._folder != Path():
            shutil.rmtree(self._folder, ignore_errors=True)

    def _made(self) -> Engine:
        tongue = _LANGUAGES[self._shell.machine.language]
        # Where the host keeps who holds it is the same for all engines of the lab, and goes with it.
        surroundings = {"LANG": tongue, "LC_ALL": tongue, "ProgramFiles": str(self._folder / "Program Files")}
        return Engine(self._program, self._folder, surroundings, Model(self._shell.respond), self._start)

    def _fit(self, engine: Engine) -> None:
        wanted = Windows.of(self._shell.machine)
        if self._shows.get(engine) == wanted:
            return
        engine.send(message(wanted, engine.own, self._folder))
        try:
            said = engine.next(self._start)
        except TimeoutError:
            engine.close()
            raise HostError("lab-powershell-silent", host=self._program) from None
        if said is None or said["kind"] != "done":
            engine.close()
            raise engine.ended()
        self._shows = {e: w for e, w in self._shows.items() if e.alive} | {engine: wanted}
