"""What the collecting script would answer on a machine: a whole snapshot, as its JSON object and text.

Rule: casts values as core/collect.ps1 does, kind by kind, so that the lab and a real PowerShell cannot differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ..core.cmdlets import CMDLETS, Prop
from ..core.script import VERSION
from ..core.snapshot import SCHEMA
from . import answers
from .machine import Machine


def answer(machine: Machine, version: str = VERSION) -> dict[str, Any]:
    """The snapshot (schema sriovkit.snapshot/1) as the script gives it: without a source."""
    return {
        "schema": SCHEMA,
        "script": {"version": version},
        "taken": stamp(machine.clock),
        "session": {
            "computer": machine.name,
            "culture": machine.speaks.tag,
            "ui_culture": machine.speaks.tag,
            "powershell": machine.windows.powershell,
            "elevated": machine.elevated,
        },
        "sections": {section: _section(machine, section) for section in CMDLETS},
    }


def answer_text(machine: Machine, version: str = VERSION) -> str:
    """The one line of JSON that comes over the wire."""
    return json.dumps(answer(machine, version), ensure_ascii=False, separators=(",", ":"))


def stamp(when: datetime) -> str:
    """.NET's round-trip form ("o") of a UTC time, seven digits behind the second."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _section(machine: Machine, section: str) -> dict[str, Any]:
    try:
        found = answers.rows(machine, section)
    except answers.CommandMissing as missing:
        fault = {"id": "CommandNotFoundException", "category": "ObjectNotFound", "message": missing.message}
        return {"ok": False, "rows": [], "error": fault}
    props = {p.name: p for p in CMDLETS[section].record.PROPS}
    cast = [{name: _cast(value, props[name]) for name, value in row.items()} for row in found]
    return {"ok": True, "rows": cast, "error": None}


def _cast(value: Any, prop: Prop) -> Any:
    if value is None or prop.kind == "present":
        return bool(value) if prop.kind == "present" else None
    return _CASTS[prop.kind](value)


def _enum(value: answers.Enum) -> dict[str, Any]:
    return {"word": value.word, "number": value.number}


_CASTS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "guid": str,
    "int": int,
    "bool": bool,
    "date": stamp,
    "enum": _enum,
    "enums": lambda value: [_enum(item) for item in value],
    "texts": lambda value: [str(item) for item in value],
    "guids": lambda value: [str(item) for item in value],
    "ints": lambda value: [int(item) for item in value],
}
