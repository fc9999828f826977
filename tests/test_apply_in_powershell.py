"""A plan applied over the real wire to a lab behind which a real PowerShell runs the very script that hosts get."""

from __future__ import annotations

from pathlib import Path

import pytest

from sriovkit.lab import Lab
from sriovkit.remote.apply import Patience

from .applying import Did, done, plan_of, reached
from .engine.pwsh import program

pytestmark = pytest.mark.powershell


def test_the_script_that_hosts_get_does_a_plan_in_a_real_powershell(tmp_path: Path) -> None:
    with Lab("vm-nic-on-wrong-switch", speed=100, powershell=program()) as lab:
        host, did = reached(lab), Did(lab)
        run = done(plan_of(host), host, tmp_path, patience=Patience(0.5, 60.0, 1))
        assert (run.state, run.ready, did.commands) == ("done", True, ["Connect-VMNetworkAdapter"]), run
        # The port's settings were read before and after, VLAN and access lists among them.
        before, after = run.steps[0].before or {}, run.steps[0].after or {}
        assert {name.split(" ")[0] for name in before} >= {"port", "vlan", "acl", "host-nics", "switches"}
        assert {name for name in before if name.startswith("port ")} == {n for n in after if n.startswith("port ")}
