"""A machine with a life of its own: its clock runs, changes swap it for another one under a lock.

Rule: the machine stays a frozen record; here is the only place that holds the current one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .events import logged
from .machine import Machine
from .reach import reachable
from .settling import as_seen, settled
from .traffic import entered

if TYPE_CHECKING:
    from .neighbourhood import Neighbourhood


class Life:
    """The current machine. Its clock runs `speed` seconds for each second that passes.

    With `speed` 0 time stands still, and waiting lets it pass at once.
    """

    def __init__(self, machine: Machine, speed: float = 1.0, ticks: Callable[[], float] = time.monotonic) -> None:
        self._speed = speed
        self._ticks = ticks
        self._lock = threading.RLock()
        #: The hosts that this one knows; None: it stands alone.
        self.neighbourhood: Neighbourhood | None = None
        self._set(machine)

    @property
    def machine(self) -> Machine:
        """The machine as it was made to be, its clock at now; what settles is listed and not yet in effect."""
        with self._lock:
            passed = timedelta(seconds=(self._ticks() - self._since) * self._speed)
            return replace(self._machine, clock=self._machine.clock + passed) if passed else self._machine

    @machine.setter
    def machine(self, machine: Machine) -> None:
        with self._lock:
            self._set(machine)

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        with self._lock:
            self._set(self.machine)
            self._speed = speed

    @property
    def seen(self) -> Machine:
        """The machine as its commands show it now."""
        return as_seen(self.machine)

    @property
    def reachable(self) -> bool:
        return reachable(self.machine)

    @property
    def settled(self) -> bool:
        return settled(self.machine)

    @property
    def boot(self) -> datetime | None:
        """When the host was started: another moment, another start. None while it shuts down."""
        machine = self.machine
        return machine.booted if machine.booted <= machine.clock else None

    def change(self, do: Callable[[Machine], Machine]) -> Machine:
        """Put what `do` makes of the current machine in its place; nobody changes it in between."""
        with self._lock:
            now = entered(self.machine)
            self._set(logged(now, do(now)))
            return self._machine

    @contextmanager
    def held(self) -> Iterator[None]:
        """While this lasts nobody else changes the machine."""
        with self._lock:
            yield

    def wait(self, seconds: float) -> None:
        """Let so many seconds of the machine's clock pass."""
        if self.speed > 0:
            time.sleep(seconds / self.speed)
            return
        for life in (self, *(self.neighbourhood.others(self) if self.neighbourhood else ())):
            life.change(lambda m: replace(m, clock=m.clock + timedelta(seconds=seconds)))

    def _set(self, machine: Machine) -> None:
        self._machine = replace(machine, booted_at=machine.booted)
        self._since = self._ticks()
