"""What a PowerShell complains of while it runs: read as it comes, so that it is never kept waiting, and its end kept.

Rule: it is for a person to read, never for an answer of the model.
"""

from __future__ import annotations

import contextlib
import os
import threading

_KEPT = 4096  # bytes
_LAST_WORDS = 1.0  # seconds


class Complaints:
    """Read from the file number of a pipe until it ends."""

    def __init__(self, stderr: int) -> None:
        self._said = bytearray()
        self._reader = threading.Thread(target=self._collect, args=(stderr,), daemon=True)
        self._reader.start()

    def last(self) -> str:
        """The last line that says something, "-" where none does."""
        # The end of a process is seen before its last words are read, and they say why it ended.
        self.hear_out()
        told = bytes(self._said).decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(told) if line.strip()), "-")[-200:]

    def hear_out(self) -> None:
        """Wait until the pipe ends, or for so long that something the process started must hold it."""
        self._reader.join(_LAST_WORDS)

    def _collect(self, stderr: int) -> None:
        with contextlib.suppress(OSError):
            while said := os.read(stderr, _KEPT):
                self._said += said
                del self._said[:-_KEPT]
