"""Turn SR-IOV off in the driver of an adapter, which restarts; guests with a VF go on over the synthetic path.

Rule: it is the way back of enable-sriov, named by the same device and proven by the same look.
"""

from __future__ import annotations

from ..commands import Call, Found, Pipe, State, where
from ._action import Action, Args


def _pf(args: Args) -> Pipe:
    return (Call("Get-NetAdapterSriov"), where("InterfaceDescription", args["device"]))


ACTION = Action(
    "disable-sriov",
    "nic-restart",
    {"device": "text"},
    lambda args, step: Call("Disable-NetAdapterSriov", {"InputObject": Found(_pf(args))}),
    lambda args, step: (Call("Enable-NetAdapterSriov", {"InputObject": Found(_pf(args))}),),
    lambda args, step: State(_pf(args), {"Enabled": "False"}),
    lambda args, step: (State(_pf(args), {"Enabled": "True"}),),
)
