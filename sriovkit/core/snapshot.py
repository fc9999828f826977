"""A snapshot: one host's answers at one moment, as JSON text and as typed records. The narrow waist of the house.

Rule: what the host said is kept whole, unknown keys included; reading it never changes it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from . import clean, jsontext
from .cmdlets import CMDLETS, Record
from .errors import InputError

SCHEMA = "sriovkit.snapshot/1"
#: Largest snapshot that is read, in bytes; a host with 1,000 VM NICs takes about 1 MB.
LIMIT = 256 * 1024 * 1024

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Note:
    """Something noticed while reading: a code, the place (line or section) and facts to fill its words."""

    code: str
    place: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """One host's answers. `data` is the JSON object as it came; everything else is read from it."""

    data: Mapping[str, Any]

    @property
    def sections(self) -> Mapping[str, Mapping[str, Any]]:
        return self.data.get("sections") or {}

    @property
    def host(self) -> str:
        """The host's name: its own word first, else the address it was reached by, else ""."""
        computer = self.rows("Win32_ComputerSystem")
        name = computer[0].get("Name") if computer else None
        return str(name or self.session.get("computer") or self.source.get("address") or "")

    @property
    def session(self) -> Mapping[str, Any]:
        return self.data.get("session") or {}

    @property
    def source(self) -> Mapping[str, Any]:
        return self.data.get("source") or {}

    @property
    def taken(self) -> str:
        """When, by the host's clock: ISO 8601, UTC; "" where the text did not tell."""
        return str(self.data.get("taken") or "")

    @property
    def notes(self) -> list[Note]:
        return [
            Note(str(n.get("code", "")), str(n.get("place", "")), n.get("facts") or {})
            for n in self.data.get("notes") or []
        ]

    def rows(self, section: str) -> list[Mapping[str, Any]]:
        """The raw rows of a section; none where it failed or was not asked."""
        return list((self.sections.get(section) or {}).get("rows") or [])

    def records(self, kind: type[R]) -> list[R]:
        """The typed records of a cmdlet's class, in the order of the host."""
        section = next(c.section for c in CMDLETS.values() if c.record is kind)
        return [kind.parse(row) for row in self.rows(section)]

    def state(self, section: str) -> str:
        """How asking went: answered | empty | partial | missing | denied | failed | not-asked | unelevated.

        "unelevated" is an empty answer to somebody without administrator rights: Hyper-V shows such a person nothing,
        so it says nothing about the host.
        """
        asked = self.sections.get(section)
        if asked is None:
            return "not-asked"
        if asked.get("error") or asked.get("ok") is False:
            return "partial" if asked.get("rows") else _failure(asked.get("error") or {})
        if asked.get("rows"):
            return "answered"
        return "unelevated" if self.session.get("elevated") is False else "empty"

    def knows(self, section: str) -> bool:
        """Whether the rows of a section are all there are: an absent row is then absent on the host."""
        whole = self.sections.get(section, {}).get("whole", True)
        return bool(whole) and self.state(section) in ("answered", "empty")

    def to_json(self, indent: int | None = 2) -> str:
        """JSON text; reading it again gives an equal snapshot."""
        return json.dumps(self.data, ensure_ascii=False, indent=indent, allow_nan=False) + "\n"

    def with_source(self, **source: Any) -> Snapshot:
        """The same answers, with how they were fetched (never a secret)."""
        return dataclasses.replace(self, data={**self.data, "source": {**self.source, **source}})


def _failure(error: Mapping[str, Any]) -> str:
    known = {"ObjectNotFound": "failed", "PermissionDenied": "denied", "SecurityError": "denied"}
    if str(error.get("id", "")).startswith("CommandNotFoundException"):
        return "missing"
    return known.get(str(error.get("category", "")), "failed")


def read(text: str, place: str = "") -> Snapshot:
    """A snapshot from JSON text.

    Raises InputError for text that is no JSON, too deep, too large, holds NaN, or is no snapshot; `place` is the file.
    """
    data = jsontext.loads(text, place, LIMIT)
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("sriovkit.snapshot/"):
        raise InputError("not-a-snapshot", host=place)
    if data["schema"] != SCHEMA:
        raise InputError("newer-snapshot", host=place, schema=data["schema"])
    _check_shape(data, place)
    mended, count = clean.mend_all(data) if clean.may_need_mending(text) else (data, 0)
    if count:
        mended["notes"] = [
            *mended.get("notes", []),
            {"code": "replaced-characters", "place": "", "facts": {"count": count}},
        ]
    return Snapshot(mended)


def _check_shape(data: Mapping[str, Any], place: str) -> None:
    """Refuse what later code could not walk over, naming the place."""
    wrong = None
    for part in ("session", "source", "script"):
        if not isinstance(data.get(part) or {}, dict):
            wrong = part
    sections = data.get("sections")
    if not isinstance(sections, dict):
        wrong = "sections"
    for name, section in (sections or {}).items() if isinstance(sections, dict) else ():
        wrong = wrong or _wrong_section(name, section)
    if not isinstance(data.get("notes") or [], list) or any(not isinstance(n, dict) for n in data.get("notes") or []):
        wrong = "notes"
    if wrong:
        raise InputError("damaged-snapshot", host=place, part=wrong)


def _wrong_section(name: str, section: Any) -> str | None:
    if not isinstance(section, dict):
        return f"sections.{name}"
    if not isinstance(section.get("error") or {}, dict):
        return f"sections.{name}.error"
    rows = section.get("rows")
    # Windows PowerShell may wrap a list as {"value": [...], "Count": n}.
    if isinstance(rows, dict) and set(rows) == {"value", "Count"}:
        section["rows"] = rows = rows["value"]
    if not isinstance(rows or [], list):
        return f"sections.{name}.rows"
    bad = next((i for i, row in enumerate(rows or []) if not isinstance(row, dict)), None)
    return None if bad is None else f"sections.{name}.rows[{bad}]"
