"""Get-NetLbfoTeamMember: which adapter is in which LBFO team."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-NetLbfoTeamMember",
    command="Get-NetLbfoTeamMember",
    table="team_members",
    module="NetLbfo",
    key="name",
    links={"name": "nics.name", "team": "teams.name"},
)
class TeamMember(Record):
    """One adapter in an LBFO team."""

    name: str | None = prop("Name", "Name of the connection")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device")
    team: str | None = prop("Team", "Name of its team")
    administrative_mode: str | None = prop("AdministrativeMode", "Role as set", values={0: "Active", 1: "Standby"})
    operational_mode: str | None = prop(
        "OperationalMode", "Role now", values={0: "Active", 1: "Standby", 4096: "Failed"}
    )
