"""One piece of work at a time off the kernel's main thread: the kernel stays free, and Stop is heard.

Rule: what stops the work is an outcome, told like any other; nothing of an unexpected error's text is shown, for it may
hold what nobody should see.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...core.errors import SriovkitError, UsageError

Changed = Callable[["Job"], object]


@dataclass(frozen=True)
class Job:
    """`state` is idle, running, stopping, stopped, done or failed; with failed comes `error`, with done `result`."""

    state: str = "idle"
    result: Any = None
    error: SriovkitError | None = None
    number: int = 0

    @property
    def busy(self) -> bool:
        return self.state in ("running", "stopping")


class Work:
    """Runs what it is given in a thread, one at a time; `changed` hears of every new state."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.job = Job()

    def start(self, do: Callable[[threading.Event], Any]) -> bool:
        """Begin, unless something runs already; whether it began."""
        with self._lock:
            if self.job.busy:
                return False
            self._stop, self._ended = threading.Event(), threading.Event()
            self.job = Job("running", number=self.job.number + 1)
        self._changed(self.job)
        self._thread = threading.Thread(target=self._run, args=(do, self.job.number), daemon=True)
        self._thread.start()
        return True

    def stop(self, leave: bool = False) -> None:
        """Ask the work to end; with `leave`, what cannot be ended is left to itself and its outcome forgotten."""
        self._stop.set()
        self._become("stopped" if leave else "stopping", self.job.number)

    def wait(self, seconds: float | None = None) -> Job:
        """The job once it has ended and everybody has heard of it, or as it is after that long."""
        if self.job.number and threading.current_thread() is not self._thread:
            self._ended.wait(seconds)
        return self.job

    def _run(self, do: Callable[[threading.Event], Any], number: int) -> None:
        try:
            result = do(self._stop)
        except SriovkitError as error:
            self._become("failed", number, error=error)
        except Exception as error:
            self._become("failed", number, error=UsageError("widget-defect", kind=type(error).__name__))
        else:
            self._become("done", number, result=result)

    def _become(self, state: str, number: int, **told: Any) -> None:
        with self._lock:
            if number != self.job.number or not self.job.busy:
                return
            self.job = replace(self.job, state=state, **told)
            job, ended = self.job, self._ended
        try:
            self._changed(job)
        finally:
            if not job.busy:
                ended.set()
