"""The fleet: the same hosts for the same seed, each with what its scenario promises.

Rule: no host of it is written down anywhere.
"""

from __future__ import annotations

from collections import Counter

from sriovkit.core.diagnose import diagnose
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab.collecting import answer
from sriovkit.lab.fleet import fleet


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
