"""What people bring, told apart by its content: a snapshot's JSON, or text from a console.

Rule: the name of a file says nothing; JSON is read strictly, console text with everything that can happen to it.
"""

from __future__ import annotations

import os
from pathlib import Path

from .core import console, jsontext, snapshot
from .core.errors import InputError
from .core.snapshot import LIMIT, Snapshot
from .remote.transports import file

_SAMPLE = 4096
#: Largest file of console text that is read, in bytes; only a snapshot's JSON may be larger.
TEXT_LIMIT = 64 * 1024 * 1024


def from_file(path: str | os.PathLike[str]) -> Snapshot:
    """The snapshot in a file: JSON up to 256 MB, or console text up to 64 MB; raises UsageError, InputError."""
    return from_bytes(file.read_bytes(Path(path)), path)


def from_bytes(data: bytes, path: str | os.PathLike[str]) -> Snapshot:
    """The same of a file's content; `path` names it in errors."""
    if jsontext.begins(console.decode(data[:_SAMPLE])):
        return file.parsed(data, path)
    if len(data) > TEXT_LIMIT:
        raise InputError("text-too-large", host=os.fspath(path), limit=f"{TEXT_LIMIT // 1024 // 1024} MB")
    # Decoded, the same text may take more bytes of UTF-8 than the file has.
    return from_text(console.decode(data), os.fspath(path), LIMIT).with_source(name=Path(path).name)


def from_text(text: str, place: str = "", limit: int = console.LIMIT) -> Snapshot:
    """The snapshot in text of either kind, at most `limit` bytes of UTF-8; `place` names it in errors.

    Raises InputError.
    """
    if not text.strip("\ufeff\0 \t\r\n"):
        raise InputError("empty-text", host=place)
    if not jsontext.begins(text):
        return console.read_text(text, place, limit)
    console.check_size(text, place, limit)
    return snapshot.read(text, place)
