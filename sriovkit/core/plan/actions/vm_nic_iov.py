"""Ask for a VF (IovWeight), or for fewer queue pairs, on one VM NIC; its port policies are shown first.

Rule: packets of a VF pass by the vSwitch and its policies: that is asked before, not found out after.
"""

from __future__ import annotations

from ..commands import Call, Found, Pipe, State, vm_nic
from ._action import Action, Args


def _nic(args: Args) -> Pipe:
    return vm_nic(args["vm"], args["adapter"])


def _set(args: Args, parameter: str, value: int) -> Call:
    return Call("Set-VMNetworkAdapter", {"VMNetworkAdapter": Found(_nic(args)), parameter: value})


def policies(args: Args, step: str = "") -> tuple[Pipe, ...]:
    """What shows the settings of the port: all of the adapter, its ACLs, its VLAN."""
    adapter = {"VMNetworkAdapter": Found(_nic(args))}
    return (
        (*_nic(args), Call("Format-List", {"Property": "*"})),
        (Call("Get-VMNetworkAdapterAcl", adapter),),
        (Call("Get-VMNetworkAdapterVlan", adapter),),
    )


def _action(name: str, parameter: str) -> Action:
    return Action(
        name,
        "vf-reset",
        {"vm": "guid", "adapter": "text", "count": "count", "old": "count"},
        lambda args, step: _set(args, parameter, args["count"]),
        lambda args, step: (_set(args, parameter, args["old"]),),
        lambda args, step: State(_nic(args), {parameter: str(args["count"])}),
        lambda args, step: (State(_nic(args), {parameter: str(args["old"])}),),
        policies,
        put_back=True,
    )


WEIGHT = _action("iov-weight", "IovWeight")
NO_VF = _action("no-vf", "IovWeight")
QUEUE_PAIRS = _action("queue-pairs", "IovQueuePairsRequested")
