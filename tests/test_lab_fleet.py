"""The fleet: the same hosts for the same seed, each with what its scenario promises.

Rule: no host of it is written down anywhere.
"""

from __future__ import annotations

from collections import Counter

from sriovkit.core.diagnose import diagnose
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab.acts import act
from sriovkit.lab.collecting import answer
from sriovkit.lab.fleet import fleet
from sriovkit.lab.life import Life
from sriovkit.lab.machine import Machine
from sriovkit.lab.scenario import Scenario, Step
from sriovkit.lab.server import Command, PipelineRequest
from sriovkit.lab.shell import Shell

from .played import ended


def test_the_same_seed_gives_the_same_fleet() -> None:
    assert [h.machine for h in fleet(50)] == [h.machine for h in fleet(50)] == [h.machine for h in fleet()][:50]
    assert [h.machine for h in fleet(50)] != [h.machine for h in fleet(50, seed=1)]


def test_it_has_500_hosts_of_different_names_and_every_kind() -> None:
    hosts = list(fleet())
    assert len({h.machine.name for h in hosts}) == len(hosts) == 500
    kinds = Counter(h.name for h in hosts)
    assert kinds.most_common(1)[0][0] == "healthy" and len(kinds) == 12
    assert {h.machine.language for h in hosts} == {"en", "ja"} and len({h.machine.release for h in hosts}) >= 4


def test_each_shows_what_its_scenario_says() -> None:
    for host in fleet(120):
        found = diagnose(Snapshot(answer(host.machine)))
        assert tuple(f.code for f in found.findings if f.verdict == "found") == host.finds.codes, host.machine
        assert found.host == host.machine.name


def test_each_kind_on_each_windows_goes_its_way_to_the_end() -> None:
    kinds = {(host.name, host.machine.release, host.machine.language): host for host in fleet()}
    assert len(kinds) > 40
    for host in kinds.values():
        assert ended(diagnose(Snapshot(answer(gone_its_way(host))))) == host.finds.end, host.machine


def gone_its_way(host: Scenario) -> Machine:
    """The host after the whole way, without a wire: test_lab_ways plays each kind over it."""
    life = Life(host.machine, speed=0)
    shell = Shell(life)
    for step in host.way:
        walk(shell, step)
        life.wait(120)
    return life.seen


def walk(shell: Shell, step: Step) -> None:
    if step.act:
        shell.life.change(lambda machine: act(machine, step.act, step.given))
        return
    said = shell.respond(PipelineRequest((Command(step.command, parameters=tuple(step.given.items())),)))
    assert said.terminating is None and not said.errors, said
