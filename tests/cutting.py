"""What is tried against a run: the connection cut, or the host restarted, before, in and after each of its commands.

Rule: one lab, one run, one trouble; what comes of it, and what a resume makes of that, is what the page shows.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sriovkit.lab import Lab
from sriovkit.lab.room import Room
from sriovkit.remote.apply import Patience

from .applying import Did, again, done, plan_of, reached

#: The file that the page is made of; written by this test run where SRIOVKIT_WRITE=1 asks for it.
TABLE = Path(__file__).parents[1] / "docs" / "generate" / "apply-cuts.json"
QUICK = Patience(0.02, 0.4, 2)
SPEED = 400.0
#: Scenario -> the changing commands of its plan, in order.
RUNS = {
    "switch-not-iov": ("Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"),
    "vm-nic-on-wrong-switch": ("Connect-VMNetworkAdapter",),
}
TROUBLES = ("cut", "reboot")
MOMENTS = ("before", "during", "after")


@dataclass(frozen=True)
class Outcome:
    """How the run was left, how it ended after being resumed, and what the host was asked to do in all."""

    first: str
    last: str
    commands: tuple[str, ...]
    ready: bool | None


def tried(name: str, command: str, trouble: str, moment: Any, folder: Path) -> Outcome:
    """One trouble at one moment; then resume until the run is done."""
    with Lab(name, speed=SPEED) as lab:
        host, did = reached(lab), Did(lab)
        (lab.faults.cut_at if trouble == "cut" else lab.faults.reboot_at)(command, moment)
        run = done(plan_of(host), host, folder, patience=QUICK)
        first = run.state
        lab.faults.clear()
        for _ in range(4):
            if run.state == "done":
                break
            Room(lab).settle()
            run = again(run, host, patience=QUICK)
        return Outcome(first, run.state, tuple(did.commands), run.ready)


def row(trouble: str, moment: str, outcomes: list[Outcome]) -> dict[str, Any]:
    """One row of the page: how often each outcome came, at once and in the end."""
    at_once, in_the_end = Counter(o.first for o in outcomes), Counter(o.last for o in outcomes)
    told = {"trouble": trouble, "moment": moment, "tried": len(outcomes)}
    return {**told, "at_once": dict(sorted(at_once.items())), "in_the_end": dict(sorted(in_the_end.items()))}


def agree(rows: list[dict[str, Any]], file: Path = TABLE, keys: tuple[str, ...] = ("trouble", "moment")) -> bool:
    """Whether the page shows these rows; where SRIOVKIT_WRITE=1 asks for it they are put in its file first."""
    there = {_key(r, keys): r for r in json.loads(file.read_text("utf-8"))} if file.is_file() else {}
    if os.environ.get("SRIOVKIT_WRITE") == "1":
        there |= {_key(r, keys): r for r in rows}
        file.write_text(json.dumps([there[k] for k in sorted(there)], indent=1) + "\n", "utf-8")
    return all(_same(there.get(_key(r, keys), {}), r) for r in rows)


def _key(told: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(told[key]) for key in keys)


def _same(shown: dict[str, Any], found: dict[str, Any]) -> bool:
    """How many lines a program writes depends on how often it had to look: of that only the kinds count."""
    if found.get("trouble") != "program":
        return shown == found
    return all(set(shown.get(key, ())) == set(found[key]) for key in ("at_once", "in_the_end"))
