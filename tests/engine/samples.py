"""Hand-made rows of every section, with every kind of value and every word of every enum.

Rule: made from the declarations in core/cmdlets, so that a new property is covered the day it is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sriovkit.core.cmdlets import CMDLETS, Prop

from . import pnp
from .stubs import cim_type

_GUID = "4d36e972-e325-11ce-bfc1-{:012x}"
_DATE = "2026-11-22T05:03:{:02d}.1234567Z"
_MOST = {"uint8": 255, "uint16": 65535, "uint32": 2**32 - 1, "uint64": 2**63 - 1}
#: What has broken a script, a console or a JSON writer before.
HARD_TEXTS = (
    "既定のスイッチ",
    'it\'s ‘curly’ “quoted” "double" `backtick`',
    "$(Get-Date) $env:PATH ${x} @{a=1} %PATH% {0}",
    "tab\tnewline\r\nbell\x07del\x7fescape\x1b[31m",
    "絵文字 😀 👩‍💻 e\u0301 \u202egnissim",
    "</script>&amp;<!-- \\u0041 \\ /",
    " leading and trailing ",
    "",
)


def sections(rows: int = 8) -> dict[str, dict[str, Any]]:
    """All sections, well answered, with this many rows each."""
    return {
        name: {"ok": True, "rows": [row(name, i) for i in range(rows)], "error": None}
        for name in CMDLETS
        if name != "IOVEnableOverride"
    } | {"IOVEnableOverride": {"ok": True, "rows": [_override()], "error": None}}


def row(name: str, i: int) -> dict[str, Any]:
    """The i-th row of a section; values walk through what their kind can be."""
    made = {p.name: _value(p, i, cim_type(name, p.name)) for p in CMDLETS[name].record.PROPS}
    return pnp.sample(i, made) if name == pnp.SECTION else made


def _override() -> Mapping[str, Any]:
    return {"Place": r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization", "IOVEnableOverride": 1}


def _value(prop: Prop, i: int, cim: str) -> Any:
    if prop.kind == "present":
        return i % 2 == 0
    if i == 7:
        return None
    if prop.kind == "text" and cim.startswith("uint"):
        return str(i)
    return {
        "text": HARD_TEXTS[i % len(HARD_TEXTS)],
        "bool": i % 2 == 1,
        "int": (0, 1, _most(cim))[i % 3],
        "guid": _GUID.format(i) if cim != "string" else "{" + _GUID.format(i).upper() + "}",
        "date": _DATE.format(i % 60),
        "enum": _enum(prop, i),
        "texts": [[], ["一つ"], list(HARD_TEXTS)][i % 3],
        "ints": [[], [0], [1, 2**32 - 1]][i % 3],
        "guids": [[], [_GUID.format(1)], [_GUID.format(1), _GUID.format(2)]][i % 3],
        "enums": [[], [_enum(prop, i)], [_enum(prop, i), _enum(prop, i + 1)]][i % 3],
    }[prop.kind]


def _most(cim: str) -> int | str:
    """The largest number of a type; beyond 63 bits the script writes digits as text."""
    number = _MOST.get(cim, 2**31 - 1)
    return number if number < 2**63 else str(number)


def _enum(prop: Prop, i: int) -> dict[str, Any]:
    """A real enum value, a bare number or a bare word, as the versions of Windows give them."""
    known = list(prop.values.items()) or [(2, "Running"), (3, "Off")]
    number, word = known[i % len(known)]
    return {"word": None if i % 5 == 3 else word, "number": None if i % 5 == 4 else number}
