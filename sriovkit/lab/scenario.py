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

from ..core.errors import InputError, UsageError
from .building import build
from .machine import Machine
from .possible import check

DEFAULT = "article"


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

    def in_language(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Scenario:
    """One story: its name, what it shows, what is to be found, and the host."""

    name: str
    about: About
    finds: Finds
    machine: Machine


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
        raise UsageError("lab-no-scenario", name=name, known=", ".join(names()))
    text = files(__package__).joinpath("scenarios", f"{name}.toml").read_text(encoding="utf-8")
    return read(text, name, language, file=f"{name}.toml")


def read(text: str, name: str, language: str | None = None, file: str = "") -> Scenario:
    """A scenario from TOML text. Raises InputError with the place of what is wrong."""
    table = _tables(text, file)
    machine = build(Machine, table["machine"], "machine", file)
    if language:
        machine = replace(machine, language=language)
    about, finds = build(About, table["about"], "about", file), build(Finds, table["finds"], "finds", file)
    return Scenario(name, about, finds, check(machine, file))


def _tables(text: str, file: str) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("lab-unreadable", host=file, detail=error) from None
    known = ("about", "finds", "machine")
    for key in table:
        if key not in known:
            raise InputError("lab-unknown-key", host=file, place=key, known=", ".join(known))
    for key in known:
        if key not in table:
            raise InputError("lab-missing-key", host=file, place=key)
    return table
