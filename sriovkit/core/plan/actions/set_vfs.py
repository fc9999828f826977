"""Set the number of VFs of an adapter in its driver; the adapter restarts.

Rule: never above what the hardware reports; the card's firmware may hold a lower limit, and only a fresh look tells.
"""

from __future__ import annotations

from ..commands import Call, Found, Pipe, State, where
from ._action import Action, Args


def _pf(args: Args) -> Pipe:
    return (Call("Get-NetAdapterSriov"), where("InterfaceDescription", args["device"]))


def _set(args: Args, count: int) -> Call:
    return Call("Set-NetAdapterSriov", {"InputObject": Found(_pf(args)), "NumVFs": count})


ACTION = Action(
    "set-vfs",
    "nic-restart",
    {"device": "text", "count": "count", "old": "count"},
    lambda args, step: _set(args, args["count"]),
    lambda args, step: (_set(args, args["old"]),),
    lambda args, step: State(_pf(args), {"NumVFs": str(args["count"])}),
    lambda args, step: (State(_pf(args), {"NumVFs": str(args["old"])}),),
)
