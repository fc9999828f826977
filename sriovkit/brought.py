"""What people bring, told apart by its content: a snapshot's JSON, or text from a console.

Rule: the name of a file says nothing; JSON is read strictly, console text with everything that can happen to it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .core import console, snapshot
from .core.errors import InputError
from .core.snapshot import LIMIT, Snapshot
from .remote.transports import file

#: How a JSON object begins; a console may print "{" too, but a list of sentences follows it.
_JSON = re.compile(r'[\ufeff\s]*\{\s*["}]')
_SAMPLE = 4096


def from_file(path: str | os.PathLike[str]) -> Snapshot:
    """The snapshot in a file of either kind, at most 256 MB; raises UsageError and InputError."""
    data = file.read_bytes(Path(path))
    if _JSON.match(console.decode(data[:_SAMPLE])):
        return file.load(path)
    return from_text(console.decode(data), os.fspath(path), LIMIT).with_source(name=Path(path).name)


def from_text(text: str, place: str = "", limit: int = console.LIMIT) -> Snapshot:
    """The snapshot in text of either kind; `place` names it in errors, `limit` is in bytes. Raises InputError."""
    if not text.strip("\ufeff\0 \t\r\n"):
        raise InputError("empty-text", host=place)
    if not _JSON.match(text):
        return console.read_text(text, place, limit)
    if len(text) > limit:
        raise InputError("paste-too-large", host=place, limit=f"{limit // 1024 // 1024} MB")
    return snapshot.read(text, place)
