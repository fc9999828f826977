"""A snapshot as a file: read whatever encoding PowerShell or an editor left it in, written whole or not at all.

Rule: size is checked before reading; a file that exists is never half overwritten.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import secrets
from pathlib import Path

from ...core import snapshot
from ...core.errors import InputError, UsageError
from ...core.snapshot import LIMIT, Snapshot

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)


def load(path: str | os.PathLike[str]) -> Snapshot:
    """The snapshot in a file: UTF-8 or UTF-16, with or without byte order mark.

    Raises UsageError where there is no such file, InputError (with file and place) where it cannot be read as a
    snapshot or is larger than 256 MB.
    """
    return parsed(read_bytes(Path(path)), path)


def parsed(data: bytes, path: str | os.PathLike[str]) -> Snapshot:
    """The snapshot in a file's bytes, whatever mark they begin with; `path` names it. Raises InputError."""
    return snapshot.read(_decoded(data, str(path)), str(path))


def save(taken: Snapshot, path: str | os.PathLike[str]) -> Path:
    """Write a snapshot as UTF-8 JSON and return where; an old file stays whole until the new one is.

    Raises UsageError where nothing can be written there.
    """
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        _write(part, taken.to_json().encode())
        part.replace(target)
    except OSError as error:
        raise UsageError("cannot-write", host=str(path), detail=error.strerror or "") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return target


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_text(path: Path) -> str:
    """The text of a file, whatever mark it begins with; raises UsageError and InputError."""
    return _decoded(read_bytes(path), str(path))


def _decoded(data: bytes, path: str) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("not-text", host=path, encoding=encoding, line=line, byte=error.start) from None


def read_bytes(path: Path) -> bytes:
    """A file's bytes, if it is a file of at most 256 MB; raises UsageError and InputError."""
    try:
        if path.is_dir():
            raise UsageError("is-a-folder", host=str(path))
        if not path.is_file():
            raise UsageError("file-not-found", host=str(path))
        size = path.stat().st_size
        if size > LIMIT:
            raise InputError("too-large", host=str(path), limit=f"{LIMIT // 1024 // 1024} MB")
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError as error:
        raise InputError("cannot-read", host=str(path), detail=error.strerror or "") from None
