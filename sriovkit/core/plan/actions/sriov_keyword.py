"""Set the *SRIOV keyword of an adapter that Get-NetAdapterSriov does not show; the adapter restarts.

Rule: by keyword and registry value, never by what the vendor calls them.
"""

from __future__ import annotations

from ..commands import FLAG, Call, Found, Pipe, State, where
from ._action import Action, Args

KEYWORD = "*SRIOV"


def _property(args: Args) -> Pipe:
    asked = Call("Get-NetAdapterAdvancedProperty", {"RegistryKeyword": KEYWORD, "AllProperties": FLAG})
    # The asterisk is part of the keyword's name, and a wildcard to the command that is asked.
    return (asked, where("RegistryKeyword", KEYWORD), where("InterfaceDescription", args["device"]))


def _set(args: Args, value: str) -> Call:
    return Call("Set-NetAdapterAdvancedProperty", {"InputObject": Found(_property(args)), "RegistryValue": (value,)})


ACTION = Action(
    "sriov-keyword",
    "nic-restart",
    {"device": "text"},
    lambda args, step: _set(args, "1"),
    lambda args, step: (_set(args, "0"),),
    lambda args, step: State(_property(args), {"RegistryValue": "1"}),
    lambda args, step: (State(_property(args), {"RegistryValue": "0"}),),
)
