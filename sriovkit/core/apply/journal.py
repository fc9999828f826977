"""The journal as text: one line of JSON a record, each sealed with a checksum over itself and all before it.

Rule: a last line that is not whole counts as not written, and says so; damage anywhere else is refused, not mended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError

SCHEMA = "sriovkit.journal/1"
#: How the first line of every journal begins; a plan, a snapshot and a picture begin with something else.
_START = b'{"kind":"begun"'
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Journal:
    """What a journal holds: its records, the seal of the last one, and the bytes behind the last whole line."""

    records: tuple[Record, ...]
    seal: str = ""
    torn: bytes = b""
    #: Bytes up to the end of the last whole line.
    length: int = 0


def line(record: Record, seal: str) -> tuple[bytes, str]:
    """The line of a record behind one with this seal, ASCII with its end, and the seal of this one."""
    plain = _plain(record)
    sealed = _seal(plain, seal)
    return f'{plain[:-1]},"seal":"{sealed}"}}\n'.encode("ascii"), sealed


def read(data: bytes, place: str = "") -> Journal:
    """The journal in a file's bytes, wherever it may have been cut.

    Raises InputError for what is no journal of ours, or was changed before its last line; `place` names the file.
    """
    if not (data.startswith(_START) or _START.startswith(data)):
        raise InputError("not-a-journal", host=place)
    *whole, rest = data.split(b"\n")
    records: list[Record] = []
    seal, length = "", 0
    for number, text in enumerate(whole, 1):
        record = _record(text, seal)
        if record is None and (number < len(whole) or rest):
            raise InputError("journal-damaged", host=place, line=number)
        if record is None:
            return _begun(Journal(tuple(records), seal, data[length:], length), place)
        seal = record.pop("seal")
        records.append(record)
        length += len(text) + 1
    return _begun(Journal(tuple(records), seal, rest, length), place)


def _begun(journal: Journal, place: str) -> Journal:
    """With its first record, or refused: before that nothing was sent."""
    if not journal.records:
        raise InputError("journal-empty", host=place)
    first = journal.records[0]
    if first.get("kind") != "begun" or first.get("schema") != SCHEMA:
        raise InputError("not-a-journal", host=place)
    return journal


def _record(text: bytes, seal: str) -> dict[str, Any] | None:
    """The record of a line, its seal in it; None where the seal is not right."""
    try:
        record = json.loads(text.decode("ascii"))
        said = record["seal"]
        plain = _plain({name: value for name, value in record.items() if name != "seal"})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if said == _seal(plain, seal) else None


def _plain(record: Record) -> str:
    return json.dumps(record, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _seal(plain: str, seal: str) -> str:
    return hashlib.sha256(f"{seal}{plain}".encode("ascii")).hexdigest()


def of_kind(records: Iterable[Record], kind: str) -> list[Record]:
    """The records of one kind, in order."""
    return [record for record in records if record.get("kind") == kind]
