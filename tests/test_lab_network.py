"""The lab's host has a network of its own, and others that rule over it: what the commands say of them.

Rule: asked without a wire; a machine is put together here, its answers are read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sriovkit.lab import Machine, load
from sriovkit.lab.cluster import Cluster, Intent
from sriovkit.lab.network import Address, Connection, Entry, HostNic, Interface, Route
from sriovkit.lab.ports import Acl, Vlan
from sriovkit.lab.reach import reachable
from sriovkit.lab.settling import Disturbed, disturb
from sriovkit.lab.shell import Shell
from sriovkit.lab.vm import Extension, Switch
from sriovkit.lab.windows import RELEASES

from .test_lab_changes import ask, done, host, trouble

OWN = Address("198.51.100.7", 25)
STATIC = Interface("vEthernet (M)", False, (OWN,), (Route("198.51.100.1"),), ("198.51.100.53",))


def shared(**changed: Any) -> Shell:
    """A host whose own address is on a vSwitch that it shares."""
    healthy = load("healthy", "en").machine
    over = Switch("M", uplinks=("Management",), allow_management_os=True)
    given = {"switches": (*healthy.switches, over), "interfaces": (STATIC,), **changed}
    return Shell(replace(healthy, **given))


def rows(shell: Shell, command: str, *names: str, **given: Any) -> list[Any]:
    found = [tuple(_word(getattr(row, name)) for name in names) for row in done(shell, command, **given).output]
    return [row[0] for row in found] if len(names) == 1 else found


def _word(value: Any) -> Any:
    return value.name if hasattr(value, "name") and not isinstance(value, str) else value


def with_nic(machine: Machine, **changed: Any) -> Machine:
    """VM01's adapter changed."""
    vm = machine.vms[0]
    return replace(machine, vms=(replace(vm, nics=(replace(vm.nics[0], **changed),)),))


# -- addresses -------------------------------------------------------------------------------------------------------


def test_a_stated_interface_says_what_was_stated_of_it() -> None:
    shell = shared()
    alias = {"InterfaceAlias": "vEthernet (M)"}
    (v4,) = rows(shell, "Get-NetIPAddress", "IPAddress", "PrefixLength", "PrefixOrigin", AddressFamily="IPv4", **alias)
    assert v4 == ("198.51.100.7", 25, "Manual")
    assert rows(shell, "Get-NetRoute", "NextHop", DestinationPrefix="0.0.0.0/0") == ["198.51.100.1"]
    assert ("198.51.100.0/25", "0.0.0.0") in rows(shell, "Get-NetRoute", "DestinationPrefix", "NextHop", **alias)
    (dns,) = rows(shell, "Get-DnsClientServerAddress", "ServerAddresses", AddressFamily="IPv4", **alias)
    assert list(dns) == ["198.51.100.53"]
    assert set(rows(shell, "Get-NetIPInterface", "Dhcp", "InterfaceMetric", **alias)) == {("Disabled", 25)}
    assert rows(shell, "Get-NetConnectionProfile", "Name", "NetworkCategory", **alias) == [("Network", "Private")]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("domain", ["WORKGROUP", "contoso.example"])
def test_an_unstated_host_has_its_address_by_dhcp_on_the_way_of_remote_sessions(domain: str, language: str) -> None:
    shell = Shell(replace(load("healthy", language).machine, domain=domain))
    found = rows(shell, "Get-NetIPAddress", "InterfaceAlias", "PrefixOrigin", AddressFamily="IPv4")
    assert found == [("Management", "Dhcp")]
    (category,) = rows(shell, "Get-NetConnectionProfile", "NetworkCategory")
    assert category == ("Private" if domain == "WORKGROUP" else "DomainAuthenticated")


def test_what_lies_under_a_switch_has_no_address() -> None:
    under = {"NIC1", "Management"}
    for command in ("Get-NetIPAddress", "Get-NetIPInterface", "Get-NetRoute", "Get-NetConnectionProfile"):
        found = set(rows(shared(), command, "InterfaceAlias"))
        assert "vEthernet (M)" in found and not found & under


def test_ipv6_is_told_apart() -> None:
    both = replace(STATIC, addresses=(OWN, Address("2001:db8::7", 64)), dns=("2001:db8::53",))
    shell = shared(interfaces=(both,))
    assert "2001:db8::7" in rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv6")
    found = rows(shell, "Get-DnsClientServerAddress", "ServerAddresses", AddressFamily="IPv6")
    assert [list(one) for one in found] == [["2001:db8::53"]]


def test_without_a_link_an_address_is_tentative_and_there_is_no_profile() -> None:
    machine = shared().machine
    moving = disturb(machine, machine, [Disturbed("switch", "M")])
    shell = Shell(moving)
    assert rows(shell, "Get-NetIPAddress", "AddressState", IPAddress="198.51.100.7") == ["Tentative"]
    assert rows(shell, "Get-NetConnectionProfile", "Name") == []
    # On its way to the vSwitch the port is the host's no longer.
    assert set(rows(shell, "Get-NetIPAddress", "InterfaceAlias")) == {"vEthernet (M)"}


def test_a_connection_is_there_as_long_as_its_own_address_is() -> None:
    target = Connection("198.51.100.7", "198.51.100.20", 3260, 50123, 888)
    shell = shared(connections=(target,))
    names = ("LocalAddress", "LocalPort", "RemoteAddress", "RemotePort", "State", "OwningProcess")
    assert rows(shell, "Get-NetTCPConnection", *names, RemotePort=3260) == [
        ("198.51.100.7", 50123, "198.51.100.20", 3260, "Established", 888)
    ]
    assert 3260 not in rows(shared(connections=(target,), interfaces=()), "Get-NetTCPConnection", "RemotePort")


# -- ports -----------------------------------------------------------------------------------------------------------


def test_the_hosts_adapters_on_a_switch_are_listed_with_those_of_vms_or_alone() -> None:
    two = (HostNic("Mgmt", "M"), HostNic("Storage", "M", Vlan("Access", 20), mac="02AABBCCDDEE"))
    shell = shared(host_nics=two, interfaces=())
    assert rows(shell, "Get-VMNetworkAdapter", "Name", ManagementOS=True) == ["Mgmt", "Storage"]
    assert rows(shell, "Get-VMNetworkAdapter", "Name", All=True) == ["Mgmt", "Storage", "Network Adapter"]
    assert rows(shell, "Get-VMNetworkAdapter", "MacAddress", ManagementOS=True, Name="Storage") == ["02AABBCCDDEE"]
    names = ("ParentAdapter", "OperationMode", "AccessVlanId")
    found = rows(shell, "Get-VMNetworkAdapterVlan", *names, ManagementOS=True, VMNetworkAdapterName="Stor*")
    assert [(parent.Name, mode, vlan) for parent, mode, vlan in found] == [("Storage", "Access", 20)]
    assert [row.AllowManagementOS for row in done(shell, "Get-VMSwitch", Name="M").output] == [True]
    described = rows(shell, "Get-NetAdapter", "InterfaceDescription", Name="vEthernet*")
    assert described == ["Hyper-V Virtual Ethernet Adapter", "Hyper-V Virtual Ethernet Adapter #2"]


def test_settings_of_a_vms_port_are_shown_and_keep_a_vf_away_where_it_cannot_carry_them() -> None:
    acl = Acl("Deny", "Inbound", remote="203.0.113.0/24")
    machine = with_nic(load("healthy", "en").machine, acls=(acl,), vlan=Vlan("Trunk", 0, 5, "10,20-22"))
    shell = Shell(machine)
    names = ("Action", "Direction", "LocalAddress", "RemoteAddress")
    assert rows(shell, "Get-VMNetworkAdapterAcl", *names, VMName="VM01") == [
        ("Deny", "Inbound", "ANY", "203.0.113.0/24")
    ]
    (vlan,) = done(shell, "Get-VMNetworkAdapterVlan", VMName="VM01").output
    assert (list(vlan.AllowedVlanIdList), vlan.AllowedVlanIdListString) == ([10, 20, 21, 22], "10,20-22")
    assert (vlan.NativeVlanId, vlan.ParentAdapter.VMName) == (5, "VM01")
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [0]
    assert rows(Shell(with_nic(machine, acls=())), "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [1]


def test_guards_mirroring_and_limit_are_shown_by_the_command_and_not_in_a_snapshot() -> None:
    set_ = {"dhcp_guard": True, "port_mirroring": "Source", "maximum_bandwidth": 5_000_000}
    shell = Shell(with_nic(load("healthy", "en").machine, **set_))
    (row,) = done(shell, "Get-VMNetworkAdapter", VMName="VM01").output
    assert [_word(v) for v in (row.DhcpGuard, row.RouterGuard, row.PortMirroringMode)] == ["On", "Off", "Source"]
    assert row.BandwidthSetting.MaximumBandwidth == 5_000_000
    (plain,) = done(host(), "Get-VMNetworkAdapter", VMName="VM01").output
    assert plain.BandwidthSetting is None


def test_an_adapter_or_a_vm_given_as_an_object_chooses_its_rows() -> None:
    shell = shared()
    (own,) = done(shell, "Get-VMNetworkAdapter", ManagementOS=True).output
    (vm,) = done(shell, "Get-VM").output
    (over,) = done(shell, "Get-VMSwitch", Name="M").output
    assert [r.ParentAdapter.Name for r in done(shell, "Get-VMNetworkAdapterVlan", VMNetworkAdapter=own).output] == ["M"]
    assert rows(shell, "Get-VMNetworkAdapter", "VMName", VM=vm) == ["VM01"]
    assert set(rows(shell, "Get-VMSwitchExtension", "SwitchName", VMSwitch=over)) == {"M"}


# -- who else rules --------------------------------------------------------------------------------------------------


def test_an_extension_of_somebody_else_is_listed_and_may_take_the_vfs() -> None:
    healthy = load("healthy", "en").machine
    one = Extension("Contoso SDN", vendor="Contoso", takes_vfs=True)

    def under(extension: Extension) -> Shell:
        return Shell(replace(healthy, switches=(replace(healthy.switches[0], extensions=(extension,)),)))

    names = ("Name", "ExtensionType", "Enabled", "Running", "Vendor")
    found = rows(under(one), "Get-VMSwitchExtension", *names, VMSwitchName="External")
    assert found[-1] == ("Contoso SDN", "Forwarding", True, True, "Contoso") and len(found) == 3
    assert rows(under(one), "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [0]
    for harmless in (replace(one, enabled=False), replace(one, takes_vfs=False)):
        assert rows(under(harmless), "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [1]


def test_intents_are_told_where_network_atc_is_installed() -> None:
    intent = Intent("compute", ("NIC1",), storage=True)
    shell = host(release="2025", network_atc=True, intents=(intent,))
    (row,) = done(shell, "Get-NetIntent").output
    assert (row.IntentName, list(row.NetAdapterNamesAsList), row.Scope) == ("compute", ["NIC1"], "Host")
    set_ = (row.IsManagementIntentSet, row.IsComputeIntentSet, row.IsStorageIntentSet)
    assert set_ == (False, True, True)
    assert rows(shell, "Get-NetIntent", "IntentName", Name="comp*") == ["compute"]
    assert rows(host(release="2025", network_atc=True), "Get-NetIntent", "IntentName") == []
    assert trouble(ask(host(release="2025"), "Get-NetIntent"))[1] == "CommandNotFoundException"


def test_a_cluster_node_says_how_it_stands() -> None:
    node = Cluster("CL1", "Paused", "Completed", ("HV98", "HV99"), s2d=True)
    shell = host(cluster=node)
    states = rows(shell, "Get-ClusterNode", "Name", "State", "DrainStatus")
    assert states == [("HV10", "Paused", "Completed"), ("HV98", "Up", "NotInitiated"), ("HV99", "Up", "NotInitiated")]
    assert rows(shell, "Get-ClusterNode", "Cluster", Name="HV10") == ["CL1"]
    assert rows(shell, "Get-ClusterStorageSpacesDirect", "State") == ["Enabled"]
    down = host(cluster=replace(node, state="Down"))
    for command in ("Get-ClusterNode", "Get-ClusterStorageSpacesDirect", "Suspend-ClusterNode"):
        assert trouble(ask(down, command))[0] in ("ConnectionError", "InvalidOperation")


@pytest.mark.parametrize("release", RELEASES)
def test_a_command_that_this_windows_or_host_does_not_have_is_not_found(release: str) -> None:
    bare = host("healthy", release=release)
    node = host("healthy", release=release, cluster=Cluster("CL1"))
    for command, since in (("Get-NetIntent", "never"), ("Get-ClusterNode", "never")):
        assert since and trouble(ask(bare, command))[1] == "CommandNotFoundException"
    assert not ask(node, "Get-ClusterNode").terminating
    said = ask(node, "Get-ClusterStorageSpacesDirect").terminating
    assert (said is None) is RELEASES[release].has("2016")
    for command in ("Get-NetIPAddress", "Get-NetRoute", "Get-NetAdapterRdma", "Get-NetTCPConnection"):
        assert ask(bare, command).terminating is None


def test_only_what_can_do_rdma_is_listed() -> None:
    assert rows(host(), "Get-NetAdapterRdma", "Name") == []
    mellanox = load("team-with-a-bad-member", "en").machine
    assert rows(Shell(mellanox), "Get-NetAdapterRdma", "Name", "Enabled") == [("NIC1", True), ("NIC2", True)]
    card = mellanox.cards[0]
    off = replace(card, ports=(replace(card.ports[0], rdma=False),))
    changed = replace(mellanox, cards=(off, *mellanox.cards[1:]), host_nics=(HostNic("SMB", "External", rdma=True),))
    found = rows(Shell(changed), "Get-NetAdapterRdma", "Name", "Enabled")
    assert found == [("NIC1", False), ("NIC2", True), ("vEthernet (SMB)", True)]


# -- the way in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "held", "through"),
    [
        (Entry(), STATIC, True),
        (Entry("198.51.100.7"), STATIC, True),
        (Entry("198.51.100.8"), STATIC, False),
        (Entry(vlan=20), STATIC, False),
        (Entry(routed=True), STATIC, True),
        (Entry(routed=True), replace(STATIC, routes=()), False),
        (Entry(routed=True), replace(STATIC, category="Public"), False),
        (Entry(), replace(STATIC, category="Public"), True),
    ],
)
def test_a_session_gets_in_where_address_vlan_route_and_category_let_it(
    entry: Entry, held: Interface, through: bool
) -> None:
    assert reachable(replace(shared(interfaces=(held,)).machine, entry=entry)) is through


def test_the_vlan_is_the_management_adapters_or_the_ports_own() -> None:
    tagged = shared(host_nics=(HostNic("M", "M", Vlan("Access", 20)),)).machine
    assert reachable(replace(tagged, entry=Entry(vlan=20))) and not reachable(tagged)


# -- two ports of one device -----------------------------------------------------------------------------------------


def test_ports_with_the_same_device_are_told_apart_by_a_number() -> None:
    teamed = Shell(load("team-with-a-bad-member", "en").machine)
    described = rows(teamed, "Get-NetAdapter", "InterfaceDescription", Name="NIC*")
    name = "Mellanox ConnectX-4 Lx Ethernet Adapter"
    assert described == [name, f"{name} #2"]
    assert rows(teamed, "Get-NetAdapterSriov", "Name", InterfaceDescription=f"{name} #2") == ["NIC2"]


@pytest.mark.parametrize("scenario", ["article", "lbfo-team", "not-on-this-release", "several-at-once"])
def test_no_two_adapters_of_a_host_have_one_description(scenario: str) -> None:
    described = rows(host(scenario), "Get-NetAdapter", "InterfaceDescription")
    assert len(described) == len(set(described))


# -- what the scenarios are about ------------------------------------------------------------------------------------

ON_SWITCH = {"InterfaceAlias": "vEthernet*"}
ABOUT: list[tuple[str, str, tuple[str, ...], dict[str, Any], Any]] = [
    ("host-on-the-switch", "Get-NetConnectionProfile", ("Name", "NetworkCategory"), ON_SWITCH, "Private"),
    ("host-on-the-switch", "Get-VMNetworkAdapterVlan", ("OperationMode", "AccessVlanId"), {"ManagementOS": True}, 20),
    ("cluster-node-not-drained", "Get-ClusterNode", ("Name", "State"), {"Name": "HV31"}, "Up"),
    ("ruled-by-network-atc", "Get-NetIntent", ("IntentName", "IsComputeIntentSet"), {}, True),
    ("storage-over-the-switch", "Get-ClusterStorageSpacesDirect", ("Name", "State"), {}, "Enabled"),
    ("storage-over-the-switch", "Get-NetTCPConnection", ("LocalAddress", "RemotePort"), {"RemotePort": 3260}, 3260),
    ("storage-over-the-switch", "Get-NetAdapterRdma", ("Name", "Enabled"), {"Name": "vEthernet (SMB1)"}, True),
]


@pytest.mark.parametrize(("scenario", "command", "names", "given", "last"), ABOUT)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_scenario_shows_what_must_be_known_before_it_is_touched(
    scenario: str, command: str, names: tuple[str, ...], given: dict[str, Any], last: Any, language: str
) -> None:
    found = rows(Shell(load(scenario, language).machine), command, *names, **given)
    assert found and found[0][-1] == last


def test_making_the_switch_anew_in_place_would_shut_the_worker_out() -> None:
    shell = host("host-on-the-switch")
    assert shell.life.reachable
    done(shell, "Remove-VMSwitch", Name="Shared", Force=True)
    done(shell, "New-VMSwitch", Name="Shared", NetAdapterName="NIC1", EnableIov=True, AllowManagementOS=True)
    shell.life.wait(60)
    assert not shell.life.reachable
    name = {"ManagementOS": True, "VMNetworkAdapterName": "Shared"}
    done(shell, "Set-VMNetworkAdapterVlan", **name, Access=True, VlanId=20)
    assert not shell.life.reachable
    done(shell, "Set-NetConnectionProfile", InterfaceAlias="vEthernet (Shared)", NetworkCategory="Private")
    assert shell.life.reachable
