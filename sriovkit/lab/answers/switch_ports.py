"""Settings of vSwitch ports: Get-VMNetworkAdapterVlan and Get-VMNetworkAdapterAcl, for VMs and for the host.

Rule: each row names the adapter that it belongs to, as Hyper-V's objects do by their ParentAdapter.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ..network import HostNic
from ..verdicts.network import all_host_nics
from ..vm import Vm, VmNic
from ._shown import shown
from ._values import Row, listed


def vlans(machine: Machine) -> Iterator[Row]:
    for parent, nic in _ports(machine):
        vlan = nic.vlan
        yield {
            **parent,
            "OperationMode": listed(shown("Get-VMNetworkAdapterVlan")["OperationMode"].values, vlan.mode),
            "AccessVlanId": vlan.access,
            "NativeVlanId": vlan.native,
            "AllowedVlanIdList": vlan.allowed_ids,
            "AllowedVlanIdListString": vlan.allowed,
        }


def acls(machine: Machine) -> Iterator[Row]:
    props = shown("Get-VMNetworkAdapterAcl")
    for parent, nic in _ports(machine):
        for acl in nic.acls:
            yield {
                **parent,
                "Action": listed(props["Action"].values, acl.action),
                "Direction": listed(props["Direction"].values, acl.direction),
                "LocalAddress": acl.local,
                "RemoteAddress": acl.remote,
            }


def host_nic_id(machine: Machine, nic: HostNic) -> str:
    """As Hyper-V writes it."""
    return "Microsoft:" + machine.identity("host-nic", nic.name).upper()


def _ports(machine: Machine) -> Iterator[tuple[Row, HostNic | VmNic]]:
    for own in all_host_nics(machine):
        yield _parent(own.name, host_nic_id(machine, own), None, machine), own
    for vm, nic in machine.vm_nics:
        yield _parent(machine.vm_nic_name(nic), machine.vm_nic_id(vm, nic), vm, machine), nic


def _parent(name: str, identity: str, vm: Vm | None, machine: Machine) -> Row:
    return {
        "ParentAdapter.Name": name,
        "ParentAdapter.Id": identity,
        "ParentAdapter.VMName": vm.name if vm else None,
        "ParentAdapter.VMId": machine.vm_id(vm) if vm else None,
        "ParentAdapter.IsManagementOs": vm is None,
    }
