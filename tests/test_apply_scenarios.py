"""Every lab scenario played from its start through plan and apply to a proven VF, or to the honest end, over the wire.

Rule: commands are the plan's alone; hands do what a run waits for, and nothing else. What came of it is on the page.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import sriovkit as sk
from sriovkit.lab import Lab, load, names

from .applying import SPEED, Did, Hands, plan_of, reached, to_the_end
from .cutting import TABLE, agree

#: Where the plan's end is not that of the scenario's way, and why.
HONEST = {
    # The plan refuses: a vSwitch over several uplinks is not replaced in place; and Network ATC would be refused live.
    "ruled-by-network-atc": "refused",
}


def active(host: sk.Host) -> bool:
    """Whether a VM NIC sends through its VF."""
    return any(row.get("VFDataPathActive") for row in host.collect().rows("Get-VMNetworkAdapter"))


@pytest.mark.parametrize("name", names())
def test_a_scenario_is_led_to_its_end_by_plan_and_apply(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    end = HONEST.get(name, scenario.finds.end)
    with Lab(scenario, speed=SPEED) as lab:
        did, hands, host = Did(lab), Hands(lab), reached(lab)
        runs = to_the_end(lab, tmp_path, hands)
        if end == "vf" and not active(host):  # the host is ready; whom it is for asks for a VF by name
            runs += to_the_end(lab, tmp_path, hands, port) if (port := hands.port()) else []
            runs += to_the_end(lab, tmp_path, hands, hands.finish())
        seen, left, got = sk.diagnose(host.collect()), plan_of(host), active(host)
        assert lab.machine.hold == ""
    if end == "vf":
        assert seen.ready is True and got
        assert not runs or (runs[-1].state, runs[-1].ready) == ("done", True)
    elif end == "refused":
        assert left.refused and not left.steps and runs == [] and did.commands == []
    else:
        # Nothing to do, or work for hands that helped nothing: the run waits, and says what is still found.
        assert did.commands == [] and (not left.steps or (runs[-1].state == "waiting" and runs[-1].ended["facts"]))
    states = [run.state for run in runs]
    told = {"scenario": name, "runs": states, "hands": hands.did, "end": end}
    assert agree([told], TABLE.with_name("apply-scenarios.json"), ("scenario",))
    for run in runs:
        assert sk.Run.load(run.journal).state == run.state
