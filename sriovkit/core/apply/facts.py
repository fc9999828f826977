"""Facts that a step rests on, as states which the runner compares immediately before the command.

Rule: rows are found as the plan's script finds them: by what tells them apart, never by a pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plan import Step
from ..plan.commands import FLAG, Call, Pipe, State, where
from ..plan.facts import Place, place, plain

_SRIOV = "*SRIOV"
#: Section -> how its rows are asked for.
_ROWS: Mapping[str, Pipe] = {
    "Get-VMNetworkAdapter": (Call("Get-VMNetworkAdapter", {"All": FLAG}),),
    "Get-NetAdapterAdvancedProperty": (
        Call("Get-NetAdapterAdvancedProperty", {"RegistryKeyword": _SRIOV, "AllProperties": FLAG}),
        where("RegistryKeyword", _SRIOV),
    ),
}


def states(step: Step) -> tuple[tuple[str, State], ...]:
    """(place of the row, state) for each row that the step reads or overwrites something of."""
    rows: dict[Place, dict[str, Any]] = {}
    for text, value in step.facts.items():
        known = place(text)
        if known is not None:
            row = Place(known.section, known.key, known.identity, "")
            rows.setdefault(row, {})[known.property] = plain(value)
    others = ((others_place(step), State(step.alone, gone=True)),) if step.alone else ()
    return (*((str(row), State(_pipe(row), wants)) for row, wants in rows.items()), *others)


def others_place(step: Step) -> str:
    """How those are named that must not be there."""
    return f"{step.alone[0].cmdlet}[SwitchId={step.arguments['switch']}]"


def _pipe(row: Place) -> Pipe:
    if row.section == "IOVEnableOverride":
        return (Call("Get-ItemProperty", {"LiteralPath": row.identity}),)
    asked = _ROWS.get(row.section, (Call(row.section),))
    return (*asked, where(row.key, row.identity))
