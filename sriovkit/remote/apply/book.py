"""The journal on disk: each record is on the disk before anything that it speaks of is done.

Rule: one program at a time; a line that was cut is kept as evidence, and never continued.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from ...core.apply import journal
from ...core.errors import InputError, UsageError
from ..transports.file import read_bytes
from .locking import lock

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


class Book:
    """A journal that is open for writing. `records` are all that stand in it."""

    def __init__(self, path: Path, file: IO[bytes], records: list[journal.Record], seal: str) -> None:
        self.path, self.records = path, records
        self._file, self._seal = file, seal

    @classmethod
    def begin(cls, folder: Path, host: str, **told: Any) -> Book:
        """A new journal in a folder, made if it is not there. Raises UsageError where it cannot be written."""
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        run = secrets.token_hex(8)
        path = folder / f"{_UNFIT.sub('_', host)[:40]}-{now}-{run[:6]}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b", buffering=0)
        except OSError as error:
            raise UsageError("journal-not-written", host=str(path), detail=error.strerror or "") from None
        except ValueError:  # no name that a system takes
            raise UsageError("journal-not-written", host=str(path), detail=os.strerror(errno.EINVAL)) from None
        book = cls(path, file, [], "")
        lock(file, str(path))
        try:
            book.note("begun", schema=journal.SCHEMA, run=run, host=host, **told)
        except UsageError:
            book.discard()
            raise
        _to_disk(folder)
        return book

    @classmethod
    def resume(cls, path: Path) -> Book:
        """A journal that is there, to go on in it.

        Raises UsageError where another program goes on in it already, or it cannot be written, InputError where it is
        damaged.
        """
        read = journal.read(read_bytes(path), str(path))
        try:
            file = path.open("r+b", buffering=0)
        except OSError as error:
            raise UsageError("journal-not-written", host=str(path), detail=error.strerror or "") from None
        lock(file, str(path))
        # Read again now that nobody else writes.
        read = journal.read(read_bytes(path), str(path))
        book = cls(path, file, list(read.records), read.seal)
        file.seek(read.length)
        if read.torn:
            file.truncate()
            book.note("torn", bytes=read.torn.hex())
        return book

    def note(self, kind: str, **told: Any) -> journal.Record:
        """Write a record and wait until the disk has it. Raises UsageError where it does not (full, gone)."""
        record = {"kind": kind, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **told}
        data, seal = journal.line(record, self._seal)
        try:
            if self._file.write(data) != len(data):
                raise OSError(None, "disk full")
            os.fsync(self._file.fileno())
        except (OSError, ValueError) as error:
            self._file.close()  # behind a line that was cut nothing may follow
            raise UsageError("journal-full", host=str(self.path), detail=_said(error)) from None
        self._seal = seal
        self.records.append(record)
        return record

    @property
    def name(self) -> str:
        """By which the run is known on the host, whatever its file is called."""
        return str(self.records[0]["run"])

    def close(self) -> None:
        self._file.close()

    def discard(self) -> None:
        """Away with it: nothing was sent."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def load(path: Path) -> journal.Journal:
    """A journal to read. Raises UsageError and InputError."""
    return journal.read(read_bytes(path), str(path))


def _said(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "closed"


def _to_disk(folder: Path) -> None:
    """The folder's own entry, where a system lets that be asked."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


__all__ = ["Book", "InputError", "load"]
