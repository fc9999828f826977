"""What if: a collected host with some facts flipped, to see what the diagnosis would say then.

Rule: the answers are copied, never changed, and the copy says of itself what was only supposed.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from . import catalogue
from .cmdlets import CMDLETS
from .console import sentences
from .errors import UsageError
from .snapshot import Snapshot

_EXAMPLE = "Get-VMSwitch[Name=External].IovEnabled"
_SUPPORTED = {"word": "Supported", "number": 1}
_SAID_BY = ("Get-VMHost", "Get-VMSwitch")
#: What nobody can know of a vSwitch whose uplink could do SR-IOV after all.
_COUNTS = ("IovVirtualFunctionCount", "IovVirtualFunctionsInUse", "IovQueuePairCount", "IovQueuePairsInUse")


def what_if(snapshot: Snapshot, without: Iterable[str] = (), change: Mapping[str, Any] | None = None) -> Snapshot:
    """The same answers, supposing that reasons were mended (`without`: their codes) and properties other (`change`).

    A reason goes with everything by which Windows itself states it: its sentence, its SriovSupport, its device
    properties. A property is named as in "Get-VMSwitch[Name=External].IovEnabled" and takes a raw value. The result's
    `source["what_if"]` lists what was supposed, and the ladder shows it. Raises UsageError for a code that nothing here
    states, and for a place that is not one property of one row.
    """
    data = copy.deepcopy(dict(snapshot.data))
    thought = list(snapshot.source.get("what_if") or ())
    for code in without:
        if not _remove(data["sections"], code):
            raise UsageError("what-if-unknown-code", host=snapshot.host, reason=code, example=_EXAMPLE)
        thought.append(f"- {code}")
    for place, value in (change or {}).items():
        _set(data["sections"], place, value, snapshot.host)
        thought.append(f"{place} = {value}")
    return Snapshot(data).with_source(what_if=thought)


def _remove(sections: Mapping[str, Any], code: str) -> bool:
    """Take away what states a reason; whether there was anything."""
    reason = catalogue.load().get(code)
    if reason is None:
        return False
    removed = [_unsay(row, code) for name in _SAID_BY for row in _rows(sections, name)]
    removed += [_support(row, reason.sriov_support) for row in _rows(sections, "Get-NetAdapterSriov")]
    removed += [_support(row, reason.sriov_support) for row in _rows(sections, "Get-NetAdapterHardwareInfo")]
    removed += [_unsign(sections, name.partition(".")[2], value) for s in reason.signals for name, value in s.items()]
    return any(removed)


def _unsay(row: dict[str, Any], code: str) -> bool:
    said = row.get("IovSupportReasons") or []
    left = [s for s in said if (match := sentences.reasons_in(s)) is None or match.code != code]
    if len(left) == len(said):
        return False
    row["IovSupportReasons"] = left
    if not left:
        row["IovSupport"] = True
        for name in _COUNTS:
            row.pop(name, None)
    return True


def _support(row: dict[str, Any], word: str) -> bool:
    told = row.get("SriovSupport")
    said = told.get("word") if isinstance(told, Mapping) else told
    if not word or (said or _word(told)) != word:
        return False
    row["SriovSupport"] = dict(_SUPPORTED)
    return True


def _word(told: Any) -> str:
    """The word of a SriovSupport that came as a number."""
    number = told.get("number") if isinstance(told, Mapping) else told
    prop = next(p for p in CMDLETS["Get-NetAdapterSriov"].record.PROPS if p.name == "SriovSupport")
    return prop.values.get(number, "") if isinstance(number, int) else ""


def _unsign(sections: Mapping[str, Any], attr: str, value: Any) -> bool:
    """Take away a property that is a sign of a reason; nobody told it then."""
    found = False
    for name, cmdlet in CMDLETS.items():
        for prop in (p for p in cmdlet.record.PROPS if p.attr == attr):
            for row in _rows(sections, name):
                if prop.name in row and getattr(cmdlet.record.parse(row), attr) == value:
                    del row[prop.name]
                    found = True
    return found


def _set(sections: Mapping[str, Any], place: str, value: Any, host: str) -> None:
    section, _, rest = place.partition("[")
    where, _, name = rest.rpartition("].")
    key, _, identity = where.partition("=")
    rows = [row for row in _rows(sections, section) if key and str(row.get(key)) == identity]
    if len(rows) != 1 or not name:
        raise UsageError("what-if-bad-place", host=host, place=place, example=_EXAMPLE)
    rows[0][name] = value


def _rows(sections: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return list((sections.get(name) or {}).get("rows") or [])
