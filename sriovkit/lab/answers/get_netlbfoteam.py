"""Get-NetLbfoTeam: the LBFO teams.

Rule: a team's NIC has the name of the team.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import Team
from ..machine import Machine
from ._values import Row, of


def rows(machine: Machine) -> Iterator[Row]:
    for team in machine.teams:
        yield {
            "Name": team.name,
            "Members": list(team.members),
            "TeamNics": [team.name],
            "TeamingMode": of(Team, "teaming_mode", team.mode),
            "LoadBalancingAlgorithm": of(Team, "load_balancing_algorithm", team.algorithm),
            "Status": of(Team, "status", "Up"),
        }
