"""Set-VMNetworkAdapterVlan, Add- and Remove-VMNetworkAdapterAcl: settings of a port, the host's own included.

Rule: a VF that the setting cannot go with is taken away, and given back, by the verdicts alone.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from ..binding import Signature
from ..machine import Machine
from ..ports import Acl, Vlan
from ._change import Bound, Change, failed
from ._ports import alter_ports


def set_vlan(machine: Machine, signature: Signature, bound: Bound) -> Change:
    vlan = _vlan(signature, bound)
    changed, met, errors = alter_ports(machine, signature, bound, lambda nic: replace(nic, vlan=vlan))
    shows = ("Get-VMNetworkAdapterVlan", "ParentAdapter.Id", met if bound.get("Passthru") else ())
    return Change(changed, shows=shows, errors=errors)


def add_acl(machine: Machine, signature: Signature, bound: Bound) -> Change:
    entries = _entries(signature, bound)

    def alter(nic: Any) -> Any:
        return replace(nic, acls=nic.acls + tuple(entry for entry in entries if entry not in nic.acls))

    changed, _, errors = alter_ports(machine, signature, bound, alter)
    return Change(changed, errors=errors)


def remove_acl(machine: Machine, signature: Signature, bound: Bound) -> Change:
    entries = _entries(signature, bound)

    def alter(nic: Any) -> Any:
        return replace(nic, acls=tuple(acl for acl in nic.acls if acl not in entries))

    changed, _, errors = alter_ports(machine, signature, bound, alter)
    return Change(changed, errors=errors)


def _vlan(signature: Signature, bound: Bound) -> Vlan:
    modes = [mode for mode in ("Untagged", "Access", "Trunk") if bound.get(mode)]
    if not modes and "VlanId" in bound:
        modes = ["Access"]
    if len(modes) != 1:
        raise failed(signature, "One of -Untagged, -Access and -Trunk says what the port is to be")
    mode, allowed = modes[0], bound.get("AllowedVlanIdList") or ""
    if mode == "Access" and "VlanId" not in bound:
        raise failed(signature, "An access port needs -VlanId")
    if mode == "Trunk" and not ("NativeVlanId" in bound and allowed):
        raise failed(signature, "A trunk needs -NativeVlanId and -AllowedVlanIdList")
    return {
        "Untagged": Vlan(),
        "Access": Vlan("Access", bound.get("VlanId", 0)),
        "Trunk": Vlan("Trunk", 0, bound.get("NativeVlanId", 0), allowed),
    }[mode]


def _entries(signature: Signature, bound: Bound) -> list[Acl]:
    """One for each pair of addresses; an address that is not given is any."""
    local = [*bound.get("LocalIPAddress", ()), *bound.get("LocalMacAddress", ())]
    remote = [*bound.get("RemoteIPAddress", ()), *bound.get("RemoteMacAddress", ())]
    if not local and not remote:
        raise failed(signature, "An access list entry needs an address")
    pairs = product(local or ["ANY"], remote or ["ANY"])
    return [Acl(bound["Action"], bound["Direction"], one, other) for one, other in pairs]
