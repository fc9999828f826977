"""Take one adapter out of an LBFO team, so that an SR-IOV vSwitch can be made on it; the team goes on with the rest.

Rule: only for a team that is independent of the physical switch, and never its last member.
"""

from __future__ import annotations

from ..commands import OFF, Call, Found, Pipe, State, where
from ._action import Action, Args


def _member(args: Args) -> Pipe:
    return (Call("Get-NetLbfoTeamMember"), where("InterfaceDescription", args["device"]), where("Team", args["team"]))


ACTION = Action(
    "free-member",
    "nic-restart",
    {"device": "text", "nic": "text", "team": "text"},
    lambda args, step: Call("Remove-NetLbfoTeamMember", {"InputObject": Found(_member(args)), "Confirm": OFF}),
    lambda args, step: (Call("Add-NetLbfoTeamMember", {"Name": args["nic"], "Team": args["team"], "Confirm": OFF}),),
    lambda args, step: State(_member(args), gone=True),
    lambda args, step: (State(_member(args), {"Name": args["nic"]}),),
)
