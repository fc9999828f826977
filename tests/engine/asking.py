"""Asking the collecting script in the engine, on a host that a test describes.

Rule: the script is sent as it is, byte for byte.
"""

from __future__ import annotations

from typing import Any

from sriovkit.core import snapshot
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import collecting_script

from . import stubs, tables
from .pwsh import Engine

#: A host where every command is there and finds nothing.
EMPTY = stubs.functions({name: {"rows": []} for name in CMDLETS})


def ask(engine: Engine, *before: str, seconds: float = 60) -> snapshot.Snapshot:
    """The script's answer after these texts; what the texts print is theirs."""
    return snapshot.read(engine.run(*before, collecting_script(), seconds=seconds)[-1].text)


def answered(engine: Engine, name: str, body: str, *before: str) -> Any:
    """The section of one command whose function has this body."""
    return ask(engine, EMPTY, tables.function(name, body, "2019"), *before).sections[name]


def object_with(**props: str) -> str:
    return "[pscustomobject]@{ " + "; ".join(f"{name} = {text}" for name, text in props.items()) + " }"
