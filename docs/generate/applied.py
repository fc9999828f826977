"""What the test run saw of applying: troubles tried against runs, and every lab scenario through plan and apply.

Rule: both files are written by the tests that play it (SRIOVKIT_WRITE=1), which else compare them with what they saw.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .said import code, say, table


def cuts(lang: str) -> str:
    """Trouble, how often it was tried, how the run was left at once, and how it ended after being resumed."""
    head = [say(f"cut-{part}", lang) for part in ("trouble", "tried", "at-once", "in-the-end")]
    return table(head, [_cut(row, lang) for row in _read("apply-cuts.json")])


def _cut(row: Mapping[str, Any], lang: str) -> list[str]:
    trouble = say(f"cut-{row['trouble']}-{row['moment']}", lang)
    return [trouble, str(row["tried"]), _states(row["at_once"], lang), _states(row["in_the_end"], lang)]


def _states(counted: Mapping[str, int], lang: str) -> str:
    joint = say("joint", lang)
    return joint.join(f"{say(f'state-{state}', lang)} {count}" for state, count in sorted(counted.items()))


def scenarios(lang: str) -> str:
    """Scenario, its runs in order, how often hands had to do something, and its end."""
    head = [say(f"led-{part}", lang) for part in ("scenario", "runs", "hands", "end")]
    return table(head, [_led(row, lang) for row in _read("apply-scenarios.json")])


def _led(row: Mapping[str, Any], lang: str) -> list[str]:
    runs = say("joint", lang).join(say(f"state-{state}", lang) for state in row["runs"]) or say("led-none", lang)
    return [code(f"lab:{row['scenario']}"), runs, str(row["hands"]), say(f"led-{row['end']}", lang)]


@cache
def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return rows
