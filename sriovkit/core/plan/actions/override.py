"""Set IOVEnableOverride: accept the weakness of the remapping hardware, for hosts whose VMs are all trusted.

Rule: never a first choice; it stands in a plan only behind the firmware update that mends the weakness itself.
"""

from __future__ import annotations

from ...cmdlets.iov_enable_override import RIGHT_PLACE
from ..commands import FLAG, Call, Pipe, State, Value
from ._action import Action, Args

NAME = "IOVEnableOverride"


def _set(value: int) -> Call:
    said: dict[str, Value] = {
        "LiteralPath": RIGHT_PLACE,
        "Name": NAME,
        "PropertyType": "DWord",
        "Value": value,
        "Force": FLAG,
    }
    return Call("New-ItemProperty", said)


def _undo(args: Args, step: str) -> Pipe:
    if args["old"] is None:
        return (Call("Remove-ItemProperty", {"LiteralPath": RIGHT_PLACE, "Name": NAME}),)
    return (_set(args["old"]),)


ACTION = Action(
    "override",
    "none",
    {"old": "count?"},
    lambda args, step: _set(1),
    _undo,
    lambda args, step: State((Call("Get-ItemProperty", {"LiteralPath": RIGHT_PLACE}),), {NAME: "1"}),
)
