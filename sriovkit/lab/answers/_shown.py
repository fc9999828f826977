"""Which properties a command's objects have here: those that the collecting script asks, and those of shown.toml.

Rule: a snapshot holds the first alone; a command that somebody sends answers with both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ...core.cmdlets import CMDLETS, Prop


def collected(section: str) -> tuple[Prop, ...]:
    """The properties that the script asks of a section; none for a command that it does not send."""
    return CMDLETS[section].record.PROPS if section in CMDLETS else ()


@cache
def shown(section: str) -> Mapping[str, Prop]:
    """Every property of a command's objects by name."""
    more = [_prop(name, kind) for name, kind in _tables().get(section, {}).get("properties", {}).items()]
    return {prop.name: prop for prop in (*collected(section), *more)}


def _prop(name: str, kind: Any) -> Prop:
    if isinstance(kind, str):
        return Prop(name, "", kind)
    return Prop(name, "", "enum", values={int(number): word for number, word in kind.items()})


@cache
def _tables() -> Mapping[str, Any]:
    lab = __package__.rpartition(".")[0]
    return tomllib.loads(files(lab).joinpath("shown.toml").read_text(encoding="utf-8"))
