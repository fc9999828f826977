"""Get-NetLbfoTeam: LBFO teams; SR-IOV is not passed up through one."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-NetLbfoTeam",
    command="Get-NetLbfoTeam",
    table="teams",
    module="NetLbfo",
    key="name",
)
class Team(Record):
    """One LBFO team."""

    name: str | None = prop("Name", "Name of the team")
    members: list[str] | None = prop("Members", "Adapters in it")
    team_nics: list[str] | None = prop("TeamNics", "Interfaces it offers")
    teaming_mode: str | None = prop(
        "TeamingMode", "How it agrees with the physical switch", values={0: "Static", 1: "SwitchIndependent", 2: "Lacp"}
    )
    load_balancing_algorithm: str | None = prop(
        "LoadBalancingAlgorithm",
        "How it spreads traffic",
        values={0: "TransportPorts", 2: "IPAddresses", 3: "MacAddresses", 4: "HyperVPort", 5: "Dynamic"},
    )
    status: str | None = prop("Status", "State", values={0: "Up", 1: "Down", 2: "Degraded"})
