"""Remove a vSwitch so that it can be made anew with SR-IOV on the same adapters; its VM NICs stand alone until then.

Rule: the undo makes it again without SR-IOV and connects every VM NIC that was on it; its Id is a new one then.
"""

from __future__ import annotations

from ..commands import FLAG, Call, Found, Made, Pipe, State, switch, vm_nic, where
from ._action import Action, Args


def _command(args: Args, step: str) -> Call:
    return Call("Remove-VMSwitch", {"VMSwitch": switch(args["switch"]), "Force": FLAG})


def _undo(args: Args, step: str) -> Pipe:
    given = {"Name": args["name"], "NetAdapterInterfaceDescription": args["uplinks"]}
    teamed = {"EnableEmbeddedTeaming": True} if args["teamed"] else {}
    mode = {"MinimumBandwidthMode": args["mode"]} if args["mode"] else {}
    again = Call("New-VMSwitch", {**given, **teamed, "EnableIov": False, "AllowManagementOS": args["shared"], **mode})
    pairs = zip(args["vm_nics"][::2], args["vm_nics"][1::2], strict=True)
    return (again, *(_connect(vm, adapter, step) for vm, adapter in pairs))


def _connect(vm: str, adapter: str, step: str) -> Call:
    return Call("Connect-VMNetworkAdapter", {"VMNetworkAdapter": Found(vm_nic(vm, adapter)), "VMSwitch": Made(step)})


def _done(args: Args, step: str) -> State:
    return State((Call("Get-VMSwitch"), where("Id", args["switch"])), gone=True)


def _back(args: Args, step: str) -> tuple[State, ...]:
    again = State((Call("Get-VMSwitch"), where("Name", args["name"])), {"IovEnabled": "False"})
    pairs = zip(args["vm_nics"][::2], args["vm_nics"][1::2], strict=True)
    return (again, *(State(vm_nic(vm, adapter), {"SwitchId": Made(step)}) for vm, adapter in pairs))


def _others(args: Args) -> Pipe:
    """VM NICs on the vSwitch that nobody would connect again."""
    every = (Call("Get-VMNetworkAdapter", {"All": FLAG}), where("SwitchId", args["switch"]))
    own = Call("Where-Object", {"Property": "IsManagementOs", "EQ": FLAG, "Value": False})
    known = args["vm_nics"][1::2]
    return (*every, own, *((Call("Where-Object", {"Property": "Id", "NotIn": FLAG, "Value": known}),) if known else ()))


ACTION = Action(
    "remove-switch",
    "vswitch-rebuild",
    {
        "switch": "guid",
        "name": "text",
        "uplinks": "texts",
        "teamed": "truth",
        "shared": "truth",
        "mode": "mode",
        #: VM and adapter in turn.
        "vm_nics": "pairs",
    },
    _command,
    _undo,
    _done,
    _back,
    alone=_others,
)
