"""Create a vSwitch in SR-IOV mode on adapters that carry nothing (or nothing any more).

Rule: success of the command proves nothing, Windows makes such a vSwitch even where SR-IOV is impossible.
"""

from __future__ import annotations

from ..commands import FLAG, Call, Made, Pipe, State, where
from ._action import Action, Args


def _command(args: Args, step: str) -> Call:
    given = {"Name": args["name"], "NetAdapterInterfaceDescription": args["uplinks"]}
    teamed = {"EnableEmbeddedTeaming": True} if args["teamed"] else {}
    return Call("New-VMSwitch", {**given, **teamed, "EnableIov": True, "AllowManagementOS": args["shared"]})


def _undo(args: Args, step: str) -> Pipe:
    return (Call("Remove-VMSwitch", {"VMSwitch": Made(step), "Force": FLAG}),)


def _done(args: Args, step: str) -> State:
    # A team names its uplinks otherwise than a single adapter.
    uplink = {} if args["teamed"] else {"NetAdapterInterfaceDescription": args["uplinks"][0]}
    return State((Call("Get-VMSwitch"), where("Name", args["name"])), {"IovEnabled": "True", **uplink})


ACTION = Action(
    "new-switch",
    "vswitch-rebuild",
    {"name": "text", "uplinks": "texts", "teamed": "truth", "shared": "truth"},
    _command,
    _undo,
    _done,
    lambda args, step: (State((Call("Get-VMSwitch"), where("Name", args["name"])), gone=True),),
    put_back=True,
)
