"""IOVEnableOverride: accept the weakness of the remapping hardware, for hosts whose VMs are all trusted; or no longer.

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


def _is(value: str) -> State:
    return State((Call("Get-ItemProperty", {"LiteralPath": RIGHT_PLACE}),), {NAME: value})


ACTION = Action(
    "override",
    "none",
    {"old": "count?"},
    lambda args, step: _set(1),
    _undo,
    lambda args, step: _is("1"),
    lambda args, step: (_is("" if args["old"] is None else str(args["old"])),),
)

#: The way back: the value goes, whatever it was.
REMOVE = Action(
    "remove-override",
    "none",
    {"old": "count"},
    lambda args, step: Call("Remove-ItemProperty", {"LiteralPath": RIGHT_PLACE, "Name": NAME}),
    lambda args, step: (_set(args["old"]),),
    lambda args, step: _is(""),
    lambda args, step: (_is(str(args["old"])),),
)
