"""Get-VMNetworkAdapter -All: adapters of VMs, and the host's own, which show no SR-IOV properties.

Rule: Degraded is how Hyper-V shows SR-IOV that is wanted and not active; no text of StatusDescription is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import VmNic as Shown
from ..machine import Machine
from ..network import HostNic
from ..verdicts.network import host_nics
from ..verdicts.paths import data_path_active, grant_of
from ..vm import Switch, Vm, VmNic
from ._shown import shown
from ._values import ON_OFF, Enum, Row, listed, of
from .switch_ports import host_nic_id


def rows(machine: Machine) -> Iterator[Row]:
    for switch in machine.switches:
        for own in host_nics(machine, switch):
            yield {**_host(machine, switch, own), **_vlan(own)}
    for vm, nic in machine.vm_nics:
        row = {**_identity(machine, vm, nic), **_iov(machine, nic), **_state(machine, vm, nic)}
        yield {**row, **_port(nic), **_vlan(nic)}


def _host(machine: Machine, switch: Switch, nic: HostNic) -> Row:
    return {
        "Name": nic.name,
        "Id": host_nic_id(machine, nic),
        "VMId": None,
        "VMName": None,
        "IsManagementOs": True,
        "SwitchName": switch.name,
        "SwitchId": machine.switch_id(switch),
        "MacAddress": nic.mac or machine.mac("adapter", nic.alias),
        "Status": [of(Shown, "status", "Ok")],
        "StatusDescription": [],
    }


def _identity(machine: Machine, vm: Vm, nic: VmNic) -> Row:
    switch = machine.switch(nic.switch)
    return {
        "Name": machine.vm_nic_name(nic),
        "Id": machine.vm_nic_id(vm, nic),
        "VMId": machine.vm_id(vm),
        "VMName": vm.name,
        "IsManagementOs": False,
        "IsLegacy": nic.legacy,
        "SwitchName": nic.switch or None,
        "SwitchId": machine.switch_id(switch) if switch else None,
        "Connected": bool(nic.switch),
        "MacAddress": machine.vm_nic_mac(vm, nic),
        "AllowTeaming": listed(ON_OFF, "On" if nic.allow_teaming else "Off"),
        "MacAddressSpoofing": listed(ON_OFF, "On" if nic.mac_spoofing else "Off"),
    }


def _iov(machine: Machine, nic: VmNic) -> Row:
    given = grant_of(machine, nic) is not None
    return {
        "IovWeight": nic.iov_weight,
        "IovQueuePairsRequested": nic.queue_pairs,
        "IovQueuePairsAssigned": nic.queue_pairs if given else 0,
        "IovInterruptModeration": of(Shown, "iov_interrupt_moderation", nic.moderation),
        "IovUsage": int(given),
        "VirtualFunction": given,
        "VFDataPathActive": data_path_active(machine, nic),
    }


def _state(machine: Machine, vm: Vm, nic: VmNic) -> Row:
    return {"Status": _status(machine, vm, nic), "StatusDescription": []}


def _status(machine: Machine, vm: Vm, nic: VmNic) -> list[Enum]:
    if machine.state_of(vm) != "Running":
        return []
    words = [] if data_path_active(machine, nic) or not nic.iov_weight else ["Degraded"]
    if not vm.guest.integration_current:
        words = ["Degraded", "ProtocolVersion"]
    return [of(Shown, "status", word) for word in words or ["Ok"]]


def _port(nic: VmNic) -> Row:
    """Port settings that a snapshot does not hold."""
    modes = shown("Get-VMNetworkAdapter")["PortMirroringMode"].values
    limit = nic.maximum_bandwidth
    return {
        "DhcpGuard": listed(ON_OFF, "On" if nic.dhcp_guard else "Off"),
        "RouterGuard": listed(ON_OFF, "On" if nic.router_guard else "Off"),
        "PortMirroringMode": listed(modes, nic.port_mirroring),
        **({"BandwidthSetting.MaximumBandwidth": limit} if limit else {"BandwidthSetting": None}),
    }


def _vlan(nic: HostNic | VmNic) -> Row:
    modes = shown("Get-VMNetworkAdapter")["VlanSetting.OperationMode"].values
    mode = listed(modes, nic.vlan.mode)
    return {"VlanSetting.OperationMode": mode, "VlanSetting.AccessVlanId": nic.vlan.access}
