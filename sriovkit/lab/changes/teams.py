"""Remove-NetLbfoTeam, Add- and Remove-NetLbfoTeamMember.

Rule: a member's link is away for a moment; the last member keeps its team.
"""

from __future__ import annotations

from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..nic import Team
from ..server.pipeline import ErrorAnswer
from ..settling import Disturbed
from ._change import Bound, Change, failed, fits, listed, missing

Errors = tuple[ErrorAnswer, ...]


def remove(machine: Machine, signature: Signature, bound: Bound) -> Change:
    gone = [team for team in machine.teams if fits(team.name, bound["Name"])]
    for team in gone:
        over = [switch.name for switch in machine.switches if team.name in switch.uplinks]
        if over:
            raise failed(signature, f"The vSwitch '{over[0]}' is bound to the team '{team.name}'", "InvalidOperation")
    left = tuple(team for team in machine.teams if team not in gone)
    moved = tuple(Disturbed("adapter", name) for team in gone for name in team.members)
    errors = missing(signature, "Name", bound["Name"], [team.name for team in machine.teams])
    # The team's adapter takes its addresses with it.
    held = tuple(i for i in machine.interfaces if i.adapter not in [team.name for team in gone])
    return Change(replace(machine, teams=left, interfaces=held), moved, errors=errors)


def add_member(machine: Machine, signature: Signature, bound: Bound) -> Change:
    names = [port.name for _, port in machine.ports if fits(port.name, listed(bound["Name"]))]
    errors = missing(signature, "Name", listed(bound["Name"]), [port.name for _, port in machine.ports])
    team = _team(machine, signature, bound["Team"])
    for name in names:
        if any(name in t.members for t in machine.teams) or any(name in s.uplinks for s in machine.switches):
            raise failed(signature, f"'{name}' belongs to a team or a vSwitch already")
    return _with(machine, team, (*team.members, *names), names, errors)


def remove_member(machine: Machine, signature: Signature, bound: Bound) -> Change:
    teams = [t for t in machine.teams if fits(t.name, bound.get("Team") or ["*"])]
    wanted = bound.get("Name") or ["*"]
    errors = missing(signature, "Name", wanted, [name for team in teams for name in team.members])
    found = [(team, name) for team in teams for name in team.members if fits(name, wanted)]
    change = Change(machine, errors=errors)
    for team, name in found:
        left = tuple(member for member in _team(change.machine, signature, team.name).members if member != name)
        if not left:
            raise failed(signature, f"'{name}' is the last member of '{team.name}'", "InvalidOperation")
        change = _with(change.machine, _team(change.machine, signature, team.name), left, [name], errors)
    return Change(change.machine, tuple(Disturbed("adapter", name) for _, name in found), errors=errors)


def _team(machine: Machine, signature: Signature, name: str) -> Team:
    found = next((team for team in machine.teams if team.name.lower() == str(name).lower()), None)
    if found is None:
        raise failed(signature, f"There is no team '{name}'", "ObjectNotFound")
    return found


def _with(machine: Machine, team: Team, members: tuple[str, ...], moved: list[str], errors: Errors) -> Change:
    teams = tuple(replace(t, members=members) if t.name == team.name else t for t in machine.teams)
    return Change(replace(machine, teams=teams), tuple(Disturbed("adapter", n) for n in moved), errors=errors)
