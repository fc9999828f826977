"""mlxconfig and mstconfig: what the firmware of an NVIDIA NIC is set to, now and from the next start on.

Rule: a value under "Next Boot" or "New" counts only after a restart; a column that is not there is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..gather import Gather
from ..shape import Notes
from .shells import Block

SECTION = "mlxconfig"
_LONGEST = 500
_NUMBER = re.compile(r"\s{0,8}Device #\d{1,3}:\s{0,8}")
_RULE = re.compile(r"\s{0,8}-{5,40}\s{0,8}")
_ABOUT = re.compile(r"\s{0,8}(Device type|Name|Description|Device|PCI device):\s{1,40}(\S.{0,300})")
_HEAD = re.compile(r"\s{0,8}Configurations:\s{1,200}((?:(?:Default|Current|Next Boot|New)\s{0,80}){1,4})")
_COLUMN = re.compile(r"Default|Current|Next Boot|New")
_SET = re.compile(r"[* \t]{0,12}([A-Z][A-Z0-9_]{2,60}(?:\[[\d.]{1,12}\])?)\s{1,200}(\S.{0,300})")
_ANSWER = re.compile(r"\s{0,8}Apply new Configuration\?.{0,40}:\s{0,4}([yYnN]?).{0,20}")
_DONE = re.compile(r"\s{0,8}(?:Applying\.\.\. ?Done!|-I- Please reboot machine to load new configurations\.?)\s{0,8}")
_BOOL = re.compile(r"(True|False)\([01]\)")
_NAMES = {"Device type": "DeviceType", "PCI device": "Device"}
#: What SR-IOV hangs on.
ASKED = ("SRIOV_EN", "NUM_OF_VFS")

Row = dict[str, Any]


class _Reading:
    """The devices of one block."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.lines: list[int] = []
        self.columns: list[str] = []
        self.about: Row = {}

    def look(self, text: str, number: int) -> bool:
        """Read a line; False where it is none of mlxconfig's."""
        if _NUMBER.fullmatch(text):
            self.about, self.columns = {"Device": None}, []
            return True
        about, head = _ABOUT.fullmatch(text), _HEAD.fullmatch(text)
        if about and (self.about or about[1] in ("Device type", "PCI device")) and not self.columns:
            self.about[_NAMES.get(about[1], about[1])] = about[2].strip()
            return True
        if head:
            self.columns = [name.replace(" ", "") for name in _COLUMN.findall(head[1])]
            self.rows.append({"Device": None, **self.about, "Columns": list(self.columns)})
            self.lines.append(number)
            self.about = {}
            return True
        return self._below(text)

    def _below(self, text: str) -> bool:
        found, answer = _SET.fullmatch(text), _ANSWER.fullmatch(text)
        if self.columns and (answer or _DONE.fullmatch(text)):
            agreed = not answer or answer[1].lower() == "y"
            # What nobody agreed to was not written; an empty answer means no.
            if self.rows[-1].get("Applied") is None or not answer:
                self.rows[-1]["Applied"] = agreed
            return True
        if found and self.columns:
            self._value(found[1], found[2].split())
            return True
        return bool(self.about and _RULE.fullmatch(text))

    def _value(self, name: str, values: list[str]) -> None:
        if name not in ASKED or len(values) != len(self.columns):
            return
        for column, value in zip(self.columns, values, strict=True):
            known = _typed(value)
            if known is not None:
                self.rows[-1][f"{name}.{column}"] = known


def _typed(value: str) -> bool | int | None:
    told = _BOOL.fullmatch(value)
    if told:
        return told[1] == "True"
    return int(value) if value.isdecimal() and len(value) < 6 else None


def read(block: Block, gather: Gather, notes: Notes) -> set[int]:
    """Read what mlxconfig printed in a block; the places of the lines that were read."""
    reading = _Reading()
    taken = {
        at
        for at, line in block.lines
        if not line.blank and len(line.text) <= _LONGEST and reading.look(line.text, line.number)
    }
    device = re.search(r"m(?:lx|st)config\b.{0,200}? -d(?:ev)? {1,3}(\S{1,80})", block.text)
    for row, number in zip(reading.rows, reading.lines, strict=True):
        row["Device"] = row["Device"] or (device[1] if device else None)
        if any(key.startswith(ASKED) for key in row):
            gather.beside.setdefault(SECTION, []).append(row)
            _note(row, number, notes)
    return taken if reading.rows else set()


def _note(row: Row, line: int, notes: Notes) -> None:
    """What waits for a restart, and what cannot be told to be in force already."""
    for name in ASKED:
        now, then = row.get(f"{name}.Current"), coming(row, name)
        before = row.get(f"{name}.NextBoot") if now is None and row.get("Applied") else now
        known = {"device": str(row["Device"] or "?"), "setting": name, "value": str(then)}
        if then is None:
            continue
        if before is not None and before != then:
            notes.add("waiting-for-restart", line, **known, now=str(before))
        elif now is None:
            notes.add("next-boot-only", line, **known)


def coming(row: Mapping[str, Any], name: str) -> Any:
    """The value a setting has from the next start of the host on, as far as it was written; None where unknown."""
    new = row.get(f"{name}.New") if row.get("Applied") else None
    return new if new is not None else row.get(f"{name}.NextBoot")
