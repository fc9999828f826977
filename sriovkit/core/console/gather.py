"""Records found in a text -> the sections of a snapshot, two views of the same thing laid over each other.

Rule: records are only merged where what they are known by agrees; a value that is whole beats one that was cut.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..cmdlets import CMDLETS
from ..errors import InputError
from .alike import Alike
from .commands import Command
from .failures import Failure
from .shape import Found, Notes
from .values import fill
from .vocabulary import properties

Row = dict[str, Any]
#: Properties that tell records apart, in any section.
_IDENTITY = (
    "Id",
    "InterfaceGuid",
    "Name",
    "VMName",
    "VMId",
    "InterfaceDescription",
    "MacAddress",
    "FunctionID",
    "Place",
)
#: Sections with one record on every host.
_SINGLE = ("Get-VMHost", "Win32_OperatingSystem", "Win32_ComputerSystem")
_REASONS = "IovSupportReasons"
#: Enough for any host: most rows are compared with one other.
_MOST_COMPARISONS = 2_000_000
#: Most records of one text; a host shows some thousands.
MOST_RECORDS = 100_000


class Gather:
    """Sections as they grow, record by record."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.rows: dict[str, list[Row]] = {}
        self.failed: dict[str, Failure] = {}
        self.whole: set[str] = set()
        #: Sections that no cmdlet of the host answers: "Guest" and "mlxconfig".
        self.beside: dict[str, list[Row]] = {}
        #: Rows of the present command, which are no second view of each other.
        self._fresh: set[int] = set()
        self._fresh_of: Counter[str] = Counter()
        self._comparisons = 0
        self._records = 0
        self._alike: dict[str, Alike] = {}

    def block(self, command: Command, ended: bool) -> None:
        """What follows comes from this command."""
        self._fresh, self._fresh_of = set(), Counter()
        # Hyper-V shows nothing at all to a person without administrator rights: its silence says nothing.
        silent = command.section in CMDLETS and CMDLETS[command.section].module != "Hyper-V"
        if ended and command.all_rows and not command.member and (command.all_properties or silent):
            self.rows.setdefault(command.section, []) if silent else None
            self.whole |= {command.section} if command.all_properties else set()

    def add(self, found: Found, section: str) -> None:
        """One record of a section."""
        row: Row = {}
        for field in found.fields:
            fill(row, field, properties(section).get(field.name.lower()), section, self.notes)
        if section == "IOVEnableOverride":
            row = _registry(row)
        if row:
            self.add_row(row, section, found.line)

    def add_row(self, row: Row, section: str, line: int) -> None:
        """One row of a section, laid over the one that shows the same thing if there is exactly one."""
        self._count(1)
        rows = self.rows.setdefault(section, [])
        same = self._older(rows, row, section)
        if len(same) == 1:
            self._lay_over(same[0], row, section, line)
        else:
            rows.append(row)
        known = same[0] if len(same) == 1 else row
        self._alike.setdefault(section, Alike(_IDENTITY)).add(known)
        self._fresh_of[section] += id(known) not in self._fresh
        self._fresh.add(id(known))

    def _count(self, more: int) -> None:
        """Refuse a text before its records fill the memory."""
        self._records += more
        if self._records > MOST_RECORDS:
            raise InputError("too-many-records", host=self.notes.name, limit=f"{MOST_RECORDS:,}")

    def _older(self, rows: list[Row], row: Row, section: str) -> list[Row]:
        """Rows of other commands that show the same; none once a hostile text has had comparisons enough."""
        # One text may show several sections without a prompt between them: each has its own fresh rows.
        if self._fresh_of[section] == len(rows) or self._comparisons > _MOST_COMPARISONS:
            return []
        alone = section in _SINGLE or set(row) - {f"{_REASONS}#cut"} == {_REASONS}
        groups = (None if alone else self._alike[section].candidates(row)) or [rows]
        self._comparisons += sum(map(len, groups))
        older = {id(old): old for group in groups for old in group if id(old) not in self._fresh}
        return [old for old in older.values() if section in _SINGLE or _same(old, row)]

    def fail(self, failure: Failure) -> None:
        self.failed.setdefault(failure.section, failure)

    def sections(self) -> dict[str, Any]:
        """The sections in the order of the collecting script; raises InputError where they hold too many records."""
        self._count(sum(map(len, self.beside.values())))
        made = {name: self._section(name) for name in CMDLETS if name in self.rows or name in self.failed}
        beside = {name: {"ok": True, "rows": rows, "error": None, "whole": False} for name, rows in self.beside.items()}
        return made | beside

    def _section(self, name: str) -> dict[str, Any]:
        rows, failure = self.rows.get(name, []), self.failed.get(name)
        cut = any(key.endswith("#cut") for row in rows for key in row)
        empty = not rows and not failure
        whole = empty or (name in self.whole and not cut and not failure)
        return {"ok": failure is None, "rows": rows, "error": failure and failure.data(), "whole": whole}

    def _lay_over(self, old: Row, new: Row, section: str, line: int) -> None:
        for name in [key for key in new if not key.endswith("#cut")]:
            cut, was_cut = f"{name}#cut" in new, f"{name}#cut" in old
            if name in old and cut and not was_cut:
                continue
            if name in old and old[name] != new[name] and not was_cut and not cut:
                self.notes.add("shown-twice", line, section=section, property=name)
            old[name] = new[name]
            if cut:
                old[f"{name}#cut"] = True
            else:
                old.pop(f"{name}#cut", None)


def _same(old: Row, new: Row) -> bool:
    """Whether two rows show the same thing."""
    if set(new) - {f"{_REASONS}#cut"} == {_REASONS}:
        return _goes_on(old, new[_REASONS])
    shared = [name for name in _IDENTITY if old.get(name) is not None and new.get(name) is not None]
    return bool(shared) and all(old[name] == new[name] or _begins(old, new, name) for name in shared)


def _begins(old: Row, new: Row, name: str) -> bool:
    """Whether one of two texts is the cut beginning of the other."""
    pairs = ((old, new), (new, old))
    return any(f"{name}#cut" in a and str(b[name]).startswith(str(a[name])) for a, b in pairs)


def _goes_on(old: Row, reasons: list[str]) -> bool:
    """Whether a bare list is the whole of the one a row shows."""
    if _REASONS not in old:
        return "IovSupport" in old
    shown = old[_REASONS] or []
    return shown == reasons or (f"{_REASONS}#cut" in old and bool(shown) and reasons[: len(shown)] == shown)


def _registry(row: Row) -> Row:
    """A registry value as the collecting script names it: its place from PSPath, PowerShell's own properties gone."""
    path = str(row.get("PSPath") or "")
    if "Place" not in row and "HKEY_LOCAL_MACHINE" in path:
        row["Place"] = "HKLM:" + path.partition("HKEY_LOCAL_MACHINE")[2]
    kept = {key: value for key, value in row.items() if not key.startswith("PS")}
    return kept if "IOVEnableOverride" in kept else {}
