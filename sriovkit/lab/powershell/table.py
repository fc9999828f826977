"""The commands of Windows and their parameters, out of commands.json, which `packing` makes.

Rule: plain records; whether the model plays a command is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

FILE: Final = "commands.json"
#: Windows Server -> the Windows PowerShell that came with it.
POWERSHELL: Final = {"2012": "3.0", "2012R2": "4.0", "2016": "5.1", "2019": "5.1", "2022": "5.1", "2025": "5.1"}
_SET = re.compile(r"(.+?)(!?)(?:@(\d+))?(?:=([nv]+))?")


@dataclass(frozen=True)
class Place:
    """Where a parameter stands in one parameter set."""

    set: str
    required: bool = False
    position: int | None = None
    by_value: bool = False
    by_name: bool = False


@dataclass(frozen=True)
class Parameter:
    """One parameter; `releases` are empty where it is in every Windows that has its command."""

    name: str
    type: str
    places: tuple[Place, ...]
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """One command; `outputs` are the types that its page names."""

    name: str
    module: str
    default_set: str
    releases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...] = ()

    def on(self, release: str) -> tuple[Parameter, ...]:
        """Its parameters on one Windows."""
        return tuple(p for p in self.parameters if not p.releases or release in p.releases)


@cache
def commands() -> Mapping[str, Command]:
    """Every command of the table by its name."""
    return unpacked(json.loads(files(__package__).joinpath(FILE).read_text(encoding="ascii")))


def unpacked(content: Mapping[str, Any]) -> dict[str, Command]:
    parameters = [_parameter(*raw) for raw in content["parameters"]]
    made = {}
    for module, told in content["modules"].items():
        for name, (default, releases, numbers, outputs) in told["commands"].items():
            own = tuple(parameters[number] for number in numbers)
            made[name] = Command(name, module, default, tuple(releases.split()), own, tuple(outputs))
    return made


def _parameter(name: str, kind: str, sets: str, *more: Any) -> Parameter:
    given: list[Any] = [*more, *[[], [], ""][len(more) :]]
    aliases, values, releases = given
    places = tuple(_place(text) for text in sets.split(";"))
    return Parameter(name, kind, places, tuple(aliases), tuple(values), tuple(str(releases).split()))


def _place(text: str) -> Place:
    part = _SET.fullmatch(text)
    assert part
    pipeline = part[4] or ""
    return Place(part[1], bool(part[2]), int(part[3]) if part[3] else None, "v" in pipeline, "n" in pipeline)
