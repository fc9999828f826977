"""Playing a scenario as a person does: commands over the real endpoint, acts through the control endpoint.

Rule: what is recorded is what was seen on the way, and nothing that the scenario says of itself. The record stands in
docs/generate/scenarios.json, from which the page of the scenarios is made: `python -m tests.played` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pypsrp.powershell import PowerShell

from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.proof import PROVEN, Asked, by_hand, find, judge, pasted, windows
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import Lab, names
from sriovkit.lab.collecting import answer as collected
from sriovkit.lab.guest_console import console
from sriovkit.lab.guest_shell import answer_text, vm_of
from sriovkit.lab.room import Room
from sriovkit.lab.scenario import Step
from sriovkit.lab.verdicts.delivery import data_path_active

from .lab_clients import pool
from .visits import reach

RECORD = Path(__file__).parents[1] / "docs" / "generate" / "scenarios.json"
SPEED = 200.0
#: Whom the guests of the scenarios can ping, unless a scenario says otherwise.
PEER = "192.0.2.10"


@dataclass(frozen=True)
class Played:
    """What was seen: codes found at the start in mending order, what the way took, where it ended, with which codes."""

    found: list[str]
    commands: int
    acts: int
    starts: int
    end: str
    left: list[str]


def play(name: str, on_step: Callable[[Lab, Step], None]) -> Played:
    """Play a scenario from its start to its end; `on_step` does one step."""
    with Lab(name, speed=SPEED) as lab:
        start, boots = look(lab), {lab.life.boot}
        assert start is not None
        for step in lab.scenario.way:
            on_step(lab, step)
            boots.add(lab.life.boot)
        last = look(lab)
        assert last is not None
        acts = sum(bool(step.act) for step in lab.scenario.way)
        made, end = len(lab.scenario.way) - acts, ended(last)
        if end == "vf" and not proven(lab):
            end = "on-the-way"
        return Played(found(start), made, acts, len(boots - {None}) - 1, end, found(last))


def proven(lab: Lab) -> bool:
    """Whether some VM NIC has a VF that traffic from inside its guest proves, claims 1 to 5."""
    machine = lab.life.seen
    snapshot = Snapshot(collected(machine))
    nics = [(vm, nic) for vm, nic in machine.vm_nics if data_path_active(machine, nic)]
    return any(_proves(lab, snapshot, machine.vm_id(vm), machine.vm_nic_id(vm, nic)) for vm, nic in nics)


def _proves(lab: Lab, snapshot: Snapshot, vm: str, nic: str) -> bool:
    asked, target = Asked.of(PEER), find(snapshot, nic)
    if vm_of(lab.life.seen, vm).guest.windows:
        inside = windows.read(answer_text(lab.life, vm, asked.json()))
    else:
        inside = pasted.read(console(lab.life, vm, by_hand.linux(asked)), target.mac)
    told = judge(snapshot, nic, inside, asked).claims
    return all(claim.verdict == PROVEN for claim in told if claim.id != "drill")


def ended(seen: Diagnosis) -> str:
    """Where a host stands: `vf` (a VM NIC is on an active VF), `hardware-cannot`, `nothing-wanted`, or `on-the-way`."""
    active = any(row.get("VFDataPathActive") for row in seen.snapshot.rows("Get-VMNetworkAdapter"))
    if active and seen.ready and not found(seen):
        return "vf"
    if not active and found(seen):
        return "hardware-cannot"
    return "on-the-way" if seen.wish.vm_nics or found(seen) else "nothing-wanted"


def walk(lab: Lab, step: Step) -> None:
    """One step, as its person does it; then wait until everything has come to rest."""
    if step.act:
        Room(lab).act(step.act, **step.given)
    else:
        try:
            command(lab, step.command, step.given, Room(lab).host()["port"] if step.on else lab.port)
        except Exception:
            # Who restarts a host loses the connection, perhaps before the answer is there.
            assert step.given.get("Restart") or step.command == "Restart-Computer"
    Room(lab).settle()


def command(lab: Lab, name: str, given: Any, port: int) -> None:
    with pool(lab.server, port=port) as opened:
        asked = PowerShell(opened).add_cmdlet(name)
        for key, value in given.items():
            asked.add_parameter(key, value)
        asked.invoke()
        assert not asked.had_errors and not asked.streams.error


def look(lab: Lab) -> Diagnosis | None:
    """The diagnosis of a fresh visit; None while the server is off."""
    if not Room(lab).state()["reachable"]:
        return None
    return diagnose(reach(lab.server, "ntlm").collect())


def found(seen: Diagnosis) -> list[str]:
    """Codes found, in mending order."""
    return list(dict.fromkeys(f.code for f in seen.findings if f.verdict == "found"))


def recorded() -> dict[str, Played]:
    """What the page of the scenarios is made from."""
    return {name: Played(**row) for name, row in json.loads(RECORD.read_text("utf-8")).items()}


def main() -> None:
    """Play every scenario and write the record."""
    record = {name: asdict(play(name, walk)) for name in names()}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
