"""Connect one VM NIC to another vSwitch; it goes back to its old one when that does not hold.

Rule: VM, VM NIC and both vSwitches are named by Id.
"""

from __future__ import annotations

from ..commands import Call, Found, Made, Pipe, State, switch, vm_nic
from ._action import Action, Args
from .vm_nic_iov import policies


def _nic(args: Args) -> Found:
    return Found(vm_nic(args["vm"], args["adapter"]))


def _to(args: Args, to: str) -> Call:
    return Call("Connect-VMNetworkAdapter", {"VMNetworkAdapter": _nic(args), "VMSwitch": switch(to)})


def _undo(args: Args, step: str) -> Pipe:
    if not args["old"]:
        return (Call("Disconnect-VMNetworkAdapter", {"VMNetworkAdapter": _nic(args)}),)
    return (_to(args, args["old"]),)


def _done(args: Args, step: str) -> State:
    to = switch(args["switch"])
    wanted = to if isinstance(to, Made) else str(args["switch"])
    return State(vm_nic(args["vm"], args["adapter"]), {"SwitchId": wanted, "Connected": "True"})


def _back(args: Args, step: str) -> tuple[State, ...]:
    wants = {"SwitchId": str(args["old"])} if args["old"] else {"Connected": "False"}
    return (State(vm_nic(args["vm"], args["adapter"]), wants),)


ACTION = Action(
    "connect",
    "vf-reset",
    {"vm": "guid", "adapter": "text", "switch": "switch", "old": "switch?"},
    lambda args, step: _to(args, args["switch"]),
    _undo,
    _done,
    _back,
    policies,
    put_back=True,
)
