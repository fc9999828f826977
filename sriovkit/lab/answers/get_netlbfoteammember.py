"""Get-NetLbfoTeamMember: which port is in which LBFO team.

Rule: a member without a link has failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import TeamMember
from ..machine import Machine
from ._values import Row, of


def rows(machine: Machine) -> Iterator[Row]:
    for team in machine.teams:
        for name in team.members:
            pair = machine.port(name)
            if pair:
                port = pair[1]
                yield {
                    "Name": name,
                    "InterfaceDescription": machine.port_description(port),
                    "Team": team.name,
                    "AdministrativeMode": of(TeamMember, "administrative_mode", "Active"),
                    "OperationalMode": of(TeamMember, "operational_mode", "Active" if port.link_up else "Failed"),
                }
