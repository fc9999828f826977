"""A fleet of hosts drawn from the scenarios by a seed: the same seed, the same hosts.

Rule: what may be drawn, and how often, stands in fleet.toml; each host keeps its scenario's findings and way.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from .possible import check
from .scenario import Scenario, load


def fleet(hosts: int | None = None, seed: int | None = None) -> Iterator[Scenario]:
    """So many hosts (500 unless told otherwise), each of its own name; a smaller fleet begins a larger one."""
    table = _table()
    draw = random.Random(table["seed"] if seed is None else seed)  # noqa: S311 - for variety, not for secrets
    kinds = table["kind"]
    for number in range(1, (table["hosts"] if hosts is None else hosts) + 1):
        (kind,) = draw.choices(kinds, [k["weight"] for k in kinds])
        (language,) = draw.choices(list(table["languages"]), list(table["languages"].values()))
        release = draw.choice(kind.get("releases") or [""])
        yield _host(_loaded(kind["scenario"]), f"{table['prefix']}{number:04}", language, release)


def _host(scenario: Scenario, name: str, language: str, release: str) -> Scenario:
    machine = replace(scenario.machine, name=name, language=language, release=release or scenario.machine.release)
    return replace(scenario, machine=check(machine))


@cache
def _loaded(name: str) -> Scenario:
    return load(name)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("fleet.toml").read_text(encoding="utf-8"))
