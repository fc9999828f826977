"""Scenarios: a host, what it is about, and what a person should find on it, one TOML file each.

Rule: a scenario holds a machine and never an answer; a file that cannot be is refused before anything starts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..core import catalogue
from ..core.errors import InputError, UsageError
from .acts import ACTS
from .building import build
from .impossible import known
from .machine import Machine
from .possible import check

DEFAULT = "article"
ENDS = ("vf", "hardware-cannot", "nothing-wanted")


@dataclass(frozen=True)
class About:
    """Words in both languages."""

    en: str
    ja: str

    def in_language(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Finds:
    """What a person should find: codes of reasons in mending order, and the sentence that says so."""

    codes: tuple[str, ...]
    en: str
    ja: str
    #: Where the way ends: vf (a VM NIC on an active VF) | hardware-cannot | nothing-wanted.
    end: str = "vf"

    def in_language(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Step:
    """One step of the way: a command (parameters in `given`) or an act by hand; `clears` are codes gone after it."""

    command: str
    act: str
    given: Mapping[str, Any]
    clears: tuple[str, ...]
    #: Where the command is given: "" on the host, "partner" on the other one.
    on: str = ""


@dataclass(frozen=True)
class Scenario:
    """One story: its name, what it shows, what is to be found, the host, and the way from there to its end."""

    name: str
    about: About
    finds: Finds
    machine: Machine
    way: tuple[Step, ...] = ()
    #: Another host that the first one knows; None: it stands alone.
    partner: Machine | None = None


def names() -> list[str]:
    """The scenarios that come with the lab, the default first, the others by name."""
    folder = files(__package__).joinpath("scenarios")
    found = sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))
    return [DEFAULT, *(name for name in found if name != DEFAULT)]


def load(name: str = DEFAULT, language: str | None = None) -> Scenario:
    """A scenario by name, or from a file when `name` ends in ".toml"; `language` is what its Windows shall speak.

    Raises UsageError for an unknown name, InputError for a file that is no possible machine.
    """
    if name.endswith(".toml"):
        path = Path(name)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("lab-unreadable", host=name, detail=error) from None
        return read(text, path.stem, language, file=name)
    if name not in names():
        raise UsageError("lab-no-scenario", name=name, known=tuple(names()))
    text = files(__package__).joinpath("scenarios", f"{name}.toml").read_text(encoding="utf-8")
    return read(text, name, language, file=f"{name}.toml")


def read(text: str, name: str, language: str | None = None, file: str = "") -> Scenario:
    """A scenario from TOML text. Raises InputError with the place of what is wrong."""
    table = _tables(text, file)
    machine = build(Machine, table["machine"], "machine", file)
    if language:
        machine = replace(machine, language=language)
    partner = build(Machine, table["partner"], "partner", file) if "partner" in table else None
    if partner:
        own = not language and "language" in table["partner"]
        partner = check(partner if own else replace(partner, language=machine.language), file)
        if partner.name.lower() == machine.name.lower():
            raise InputError("lab-duplicate", host=file, place="partner.name", name=partner.name)
    about, finds = build(About, table["about"], "about", file), build(Finds, table["finds"], "finds", file)
    if finds.end not in ENDS:
        expected = ", ".join(ENDS)
        raise InputError("lab-wrong-value", host=file, place="finds.end", value=finds.end, expected=expected)
    way = tuple(_step(row, f"way[{at}]", file) for at, row in enumerate(table.get("way", ())))
    told = {"finds.codes": finds.codes, **{f"way[{at}].clears": step.clears for at, step in enumerate(way)}}
    for place, codes in told.items():
        for error in known(place, codes, catalogue.load(), file):
            raise error
    for at, step in enumerate(way):
        if step.on and (partner is None or step.act):
            raise InputError("lab-wrong-value", host=file, place=f"way[{at}].on", value=step.on, expected="-")
    return Scenario(name, about, finds, check(machine, file), way, partner)


def _step(row: Any, place: str, file: str) -> Step:
    known = {"command": str, "act": str, "on": str, "with": dict, "clears": list}
    for key, value in row.items() if isinstance(row, dict) else ():
        if key not in known:
            raise InputError("lab-unknown-key", host=file, place=f"{place}.{key}", known=tuple(known))
        if not isinstance(value, known[key]):
            expected = known[key].__name__
            raise InputError("lab-wrong-value", host=file, place=f"{place}.{key}", value=value, expected=expected)
    if not isinstance(row, dict) or ("command" in row) == ("act" in row):
        raise InputError("lab-missing-key", host=file, place=f"{place}.command / {place}.act")
    if row.get("act", "restart") not in ACTS:
        raise InputError("lab-no-such", host=file, place=f"{place}.act", name=row["act"], known=tuple(ACTS))
    if row.get("on", "partner") != "partner":
        raise InputError("lab-wrong-value", host=file, place=f"{place}.on", value=row["on"], expected="partner")
    given, clears = row.get("with", {}), tuple(row.get("clears", ()))
    return Step(row.get("command", ""), row.get("act", ""), given, clears, row.get("on", ""))


def _tables(text: str, file: str) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("lab-unreadable", host=file, detail=error) from None
    needed = ("about", "finds", "machine")
    for key in table:
        if key not in (*needed, "partner", "way"):
            raise InputError("lab-unknown-key", host=file, place=key, known=(*needed, "partner", "way"))
    for key in needed:
        if key not in table:
            raise InputError("lab-missing-key", host=file, place=key)
    return table
