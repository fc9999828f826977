"""Turn SR-IOV on in the driver of an adapter, which restarts.

Rule: the adapter is named by its device, which is one of a kind on a host; connections can be renamed.
"""

from __future__ import annotations

from ..commands import Call, Found, Pipe, State, where
from ._action import Action, Args


def _pf(args: Args) -> Pipe:
    return (Call("Get-NetAdapterSriov"), where("InterfaceDescription", args["device"]))


ACTION = Action(
    "enable-sriov",
    "nic-restart",
    {"device": "text"},
    lambda args, step: Call("Enable-NetAdapterSriov", {"InputObject": Found(_pf(args))}),
    lambda args, step: (Call("Disable-NetAdapterSriov", {"InputObject": Found(_pf(args))}),),
    lambda args, step: State(_pf(args), {"Enabled": "True"}),
    lambda args, step: (State(_pf(args), {"Enabled": "False"}),),
)
