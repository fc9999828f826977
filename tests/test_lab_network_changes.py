"""Commands that change the host's network: addresses that move, ways in that close and open, ports, cluster, intents.

Rule: asked without a wire; time stands still but for what commands take.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sriovkit.lab import Machine, load
from sriovkit.lab.acts import act
from sriovkit.lab.cluster import Cluster, Intent
from sriovkit.lab.life import Life
from sriovkit.lab.network import Address, Entry, Interface, Route
from sriovkit.lab.reach import reachable
from sriovkit.lab.settling import SECONDS
from sriovkit.lab.shell import Shell
from sriovkit.lab.vm import Extension
from sriovkit.lab.windows import RELEASES

from .test_lab_changes import ask, done, host, trouble
from .test_lab_network import STATIC, rows, shared

HELD = replace(STATIC, adapter="Management")
NEW = {"Name": "M", "NetAdapterName": "Management", "AllowManagementOS": True}


def static(**changed: Any) -> Shell:
    """A host whose management port has a static address."""
    return host(interfaces=(HELD,), **changed)


def later(shell: Shell, seconds: float) -> None:
    shell.life.wait(seconds)


def owned(machine: Machine, adapter: str) -> Interface:
    (held,) = [i for i in machine.interfaces if i.adapter == adapter]
    return held


# -- a vSwitch shared with the host ----------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_a_shared_switch_takes_the_address_over_and_gives_it_back(release: str) -> None:
    shell = Shell(replace(load("healthy-no-wishes", "en").machine, release=release, interfaces=(HELD,), vms=()))
    before = rows(shell, "Get-NetIPAddress", "IPAddress", "PrefixLength", AddressFamily="IPv4")
    done(shell, "New-VMSwitch", **NEW)
    names = ("InterfaceAlias", "IPAddress", "PrefixLength")
    assert rows(shell, "Get-NetIPAddress", *names, AddressFamily="IPv4") == [("vEthernet (M)", "198.51.100.7", 25)]
    assert rows(shell, "Get-NetRoute", "NextHop", DestinationPrefix="0.0.0.0/0") == ["198.51.100.1"]
    assert rows(shell, "Get-NetConnectionProfile", "NetworkCategory", InterfaceAlias="vEthernet (M)") == ["Public"]
    done(shell, "Set-NetConnectionProfile", InterfaceAlias="vEthernet (M)", NetworkCategory="Private")
    done(shell, "Remove-VMSwitch", Name="M", Force=True)
    later(shell, SECONDS["network"])
    assert rows(shell, "Get-NetIPAddress", "IPAddress", "PrefixLength", AddressFamily="IPv4") == before
    assert owned(shell.machine, "Management") == HELD


def test_what_was_changed_on_the_vswitchs_adapter_comes_back_to_the_port_too() -> None:
    shell = static()
    done(shell, "New-VMSwitch", **NEW)
    done(shell, "Set-DnsClientServerAddress", InterfaceAlias="vEthernet (M)", ServerAddresses=["203.0.113.9"])
    done(shell, "Remove-VMSwitch", Name="M", Force=True)
    assert owned(shell.machine, "Management").dns == ("203.0.113.9",)


def test_of_several_uplinks_the_one_of_the_sessions_gives_its_address() -> None:
    shell = static()
    before = rows(shell, "Get-NetIPAddress", "InterfaceAlias", "IPAddress", AddressFamily="IPv4")
    done(shell, "Remove-VMSwitch", Name="External", Force=True)
    given = {"NetAdapterName": ["NIC1", "Management"], "EnableEmbeddedTeaming": True, "AllowManagementOS": True}
    done(shell, "New-VMSwitch", Name="T", **given)
    found = rows(shell, "Get-NetIPAddress", "InterfaceAlias", "IPAddress", AddressFamily="IPv4")
    assert found == [("vEthernet (T)", "198.51.100.7")] and shell.life.reachable
    done(shell, "Remove-VMSwitch", Name="T", Force=True)
    later(shell, SECONDS["adapter"])
    assert rows(shell, "Get-NetIPAddress", "InterfaceAlias", "IPAddress", AddressFamily="IPv4") == before


def test_with_its_card_the_way_in_is_out_of_the_server() -> None:
    machine = act(static().machine, "power-off", {})
    machine = act(act(machine, "remove-card", {"card": "Management"}), "power-on", {})
    up = replace(machine, clock=machine.clock + timedelta(seconds=60))
    assert not reachable(up) and owned(up, "Management") == HELD


def test_a_lease_moves_with_the_way_in() -> None:
    shell = host()
    (before,) = rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4")
    done(shell, "New-VMSwitch", **NEW)
    found = rows(shell, "Get-NetIPAddress", "InterfaceAlias", "IPAddress", AddressFamily="IPv4")
    assert found == [("vEthernet (M)", before)]
    done(shell, "Remove-VMSwitch", Name="M", Force=True)
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4") == [before]


def test_in_a_domain_the_new_network_is_public_until_windows_knows_it() -> None:
    shell = Shell(replace(load("healthy", "en").machine, domain="contoso.example"))
    done(shell, "New-VMSwitch", **NEW)
    asked = {"InterfaceAlias": "vEthernet (M)"}
    assert rows(shell, "Get-NetConnectionProfile", "NetworkCategory", **asked) == ["Public"]
    later(shell, SECONDS["network"])
    assert rows(shell, "Get-NetConnectionProfile", "NetworkCategory", **asked) == ["DomainAuthenticated"]


def test_a_switch_that_is_not_shared_lets_the_ports_settings_sleep() -> None:
    shell = static()
    done(shell, "New-VMSwitch", Name="M", NetAdapterName="Management", AllowManagementOS=False)
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4") == []
    done(shell, "Remove-VMSwitch", Name="M", Force=True)
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4") == ["198.51.100.7"]


# -- the way in ------------------------------------------------------------------------------------------------------


def test_a_routed_client_is_shut_out_by_a_public_network_and_comes_back_with_the_category() -> None:
    shell = static(entry=Entry("198.51.100.7", routed=True))
    done(shell, "New-VMSwitch", **NEW)
    assert not shell.life.reachable
    done(shell, "Set-NetConnectionProfile", InterfaceAlias="vEthernet (M)", NetworkCategory="Private")
    later(shell, SECONDS["network"])
    assert shell.life.reachable


def test_a_vlan_of_the_port_stays_with_it_and_one_of_the_adapter_is_set_anew() -> None:
    tagged = static(entry=Entry(vlan=20)).machine
    management = replace(tagged.cards[1], ports=(replace(tagged.cards[1].ports[0], vlan=20),))
    own = Shell(replace(tagged, cards=(tagged.cards[0], management)))
    assert own.life.reachable
    over = shared(entry=Entry(vlan=20))
    assert not over.life.reachable
    done(over, "Set-VMNetworkAdapterVlan", ManagementOS=True, VMNetworkAdapterName="M", Access=True, VlanId=20)
    assert over.life.reachable
    done(over, "Set-VMNetworkAdapterVlan", ManagementOS=True, VMNetworkAdapterName="M", Untagged=True)
    assert not over.life.reachable


def test_taking_the_address_away_shuts_the_way_in_and_a_second_adapter_opens_another() -> None:
    shell = shared(entry=Entry("198.51.100.7"))
    done(shell, "Remove-NetIPAddress", IPAddress="198.51.100.7", Confirm=False)
    assert not shell.life.reachable
    done(shell, "Add-VMNetworkAdapter", ManagementOS=True, Name="Second", SwitchName="M")
    alias = "vEthernet (Second)"
    done(shell, "Set-NetIPInterface", InterfaceAlias=alias, Dhcp="Disabled")
    done(shell, "New-NetIPAddress", InterfaceAlias=alias, IPAddress="198.51.100.7", PrefixLength=25)
    assert not shell.life.reachable and rows(shell, "Get-NetIPAddress", "AddressState", IPAddress="198.51.100.7") == [
        "Tentative"
    ]
    later(shell, SECONDS["address"])
    assert shell.life.reachable


# -- the host's adapters ---------------------------------------------------------------------------------------------


def test_a_second_adapter_of_the_host_comes_and_goes() -> None:
    shell = shared()
    done(
        shell,
        "Add-VMNetworkAdapter",
        ManagementOS=True,
        Name="Second",
        SwitchName="M",
        StaticMacAddress="02-00-00-00-00-01",
    )
    assert rows(shell, "Get-VMNetworkAdapter", "Name", ManagementOS=True) == ["M", "Second"]
    assert owned(shell.machine, "vEthernet (M)") == STATIC
    assert rows(shell, "Get-VMNetworkAdapter", "MacAddress", ManagementOS=True, Name="Second") == ["020000000001"]
    done(shell, "Remove-VMNetworkAdapter", ManagementOS=True, Name="Second")
    assert rows(shell, "Get-VMNetworkAdapter", "Name", ManagementOS=True) == ["M"]
    done(shell, "Remove-VMNetworkAdapter", ManagementOS=True, Name="M")
    assert rows(shell, "Get-VMSwitch", "AllowManagementOS", Name="M") == [False]
    assert shell.machine.interfaces == ()


def test_sharing_is_switched_off_and_on_by_the_switch_too() -> None:
    shell = shared()
    done(shell, "Set-VMSwitch", Name="M", AllowManagementOS=False, Notes="mine")
    assert rows(shell, "Get-VMNetworkAdapter", "Name", ManagementOS=True) == [] and not shell.life.reachable
    done(shell, "Set-VMSwitch", Name="M", AllowManagementOS=True)
    assert rows(shell, "Get-VMNetworkAdapter", "Name", ManagementOS=True) == ["M"]
    assert rows(shell, "Get-VMSwitch", "Notes", Name="M") == ["mine"]


def test_a_vms_adapter_is_removed_and_the_others_keep_their_identity() -> None:
    shell = host()
    done(shell, "Add-VMNetworkAdapter", VMName="VM01", Name="Second", SwitchName="External")
    identities = rows(shell, "Get-VMNetworkAdapter", "Id", "MacAddress", VMName="VM01", Name="Second")
    done(shell, "Remove-VMNetworkAdapter", VMName="VM01", Name="Network Adapter")
    assert rows(shell, "Get-VMNetworkAdapter", "Id", "MacAddress", VMName="VM01") == identities


# -- addresses -------------------------------------------------------------------------------------------------------


def test_addresses_routes_and_name_servers_are_set_and_removed() -> None:
    shell = static()
    alias = {"InterfaceAlias": "Management"}
    done(shell, "New-NetIPAddress", IPAddress="2001:db8::7", PrefixLength=64, DefaultGateway="2001:db8::1", **alias)
    assert rows(shell, "Get-NetRoute", "NextHop", DestinationPrefix="::/0") == ["2001:db8::1"]
    done(shell, "New-NetRoute", DestinationPrefix="203.0.113.0/24", NextHop="198.51.100.2", RouteMetric=10, **alias)
    assert ("203.0.113.0/24", 10) in rows(shell, "Get-NetRoute", "DestinationPrefix", "RouteMetric")
    done(shell, "Remove-NetRoute", DestinationPrefix="203.0.113.0/24", Confirm=False)
    done(shell, "Remove-NetIPAddress", AddressFamily="IPv6", PrefixOrigin="Manual", Confirm=False)
    assert owned(shell.machine, "Management").addresses == HELD.addresses
    done(shell, "Set-DnsClientServerAddress", ResetServerAddresses=True, **alias)
    assert owned(shell.machine, "Management").dns == ()


def test_with_dhcp_on_no_address_is_set_and_without_it_what_it_gave_is_gone() -> None:
    shell = host()
    given = {"InterfaceAlias": "Management", "IPAddress": "198.51.100.9", "PrefixLength": 24}
    said = ask(shell, "New-NetIPAddress", **given).terminating
    assert said is not None and said.message.startswith("Inconsistent parameters PolicyStore PersistentStore")
    (lease,) = rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4")
    done(shell, "Set-NetIPInterface", InterfaceAlias="Management", Dhcp="Disabled")
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4") == []
    done(shell, "New-NetIPAddress", **given)
    done(shell, "Set-NetIPInterface", InterfaceAlias="Management", Dhcp="Enabled")
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AddressFamily="IPv4") == ["198.51.100.9", lease]
    (servers,) = rows(
        shell, "Get-DnsClientServerAddress", "ServerAddresses", InterfaceAlias="Management", AddressFamily="IPv4"
    )
    assert list(servers) == ["192.0.2.53"]


def test_an_address_stands_for_itself_as_an_object() -> None:
    shell = static()
    (address,) = done(shell, "Get-NetIPAddress", IPAddress="198.51.100.7").output
    done(shell, "Remove-NetIPAddress", InputObject=address, Confirm=False)
    assert owned(shell.machine, "Management").addresses == ()


def test_a_route_stands_for_itself_and_an_adapter_for_what_is_on_it() -> None:
    shell = static()
    (adapter,) = done(shell, "Get-NetAdapter", Name="Management").output
    assert rows(shell, "Get-NetIPAddress", "IPAddress", AssociatedIPInterface=adapter, AddressFamily="IPv4") == [
        "198.51.100.7"
    ]
    assert rows(shell, "Get-NetIPInterface", "Dhcp", AssociatedAdapter=adapter) == ["Disabled", "Disabled"]
    done(shell, "New-NetRoute", InterfaceIndex=11, DestinationPrefix="203.0.113.0/24", NextHop="198.51.100.2")
    (route,) = done(shell, "Get-NetRoute", DestinationPrefix="203.0.113.0/24").output
    done(shell, "Remove-NetRoute", AssociatedIPInterface=route, Confirm=False)
    assert owned(shell.machine, "Management").routes == HELD.routes
    done(shell, "Remove-NetRoute", AssociatedIPInterface=adapter, Confirm=False)
    assert owned(shell.machine, "Management").routes == ()


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("New-NetIPAddress", {"InterfaceAlias": "NIC9", "IPAddress": "198.51.100.9"}, "ObjectNotFound"),
    ("New-NetIPAddress", {"InterfaceAlias": "NIC1", "IPAddress": "198.51.100.9"}, "ObjectNotFound"),
    ("New-NetIPAddress", {"InterfaceAlias": "Management", "IPAddress": "198.51.100.7"}, "ResourceExists"),
    ("New-NetIPAddress", {"InterfaceAlias": "Management", "IPAddress": "none"}, "InvalidArgument"),
    ("New-NetIPAddress", {"InterfaceAlias": "Management", "IPAddress": "::9", "PrefixLength": 200}, "InvalidArgument"),
    (
        "New-NetRoute",
        {"InterfaceAlias": "Management", "DestinationPrefix": "0.0.0.0/0", "NextHop": "198.51.100.1"},
        "ResourceExists",
    ),
    (
        "New-NetRoute",
        {"InterfaceAlias": "Management", "DestinationPrefix": "::/0", "NextHop": "198.51.100.1"},
        "InvalidArgument",
    ),
    ("Remove-NetIPAddress", {"IPAddress": "198.51.100.7"}, "InvalidOperation"),
    ("Remove-NetIPAddress", {"IPAddress": "198.51.100.8", "Confirm": False}, "ObjectNotFound"),
    ("Set-DnsClientServerAddress", {"InterfaceAlias": "Management", "ServerAddresses": ["x"]}, "InvalidArgument"),
    ("Set-DnsClientServerAddress", {"InterfaceAlias": "NIC9", "ServerAddresses": ["192.0.2.1"]}, "ObjectNotFound"),
    (
        "Set-NetConnectionProfile",
        {"InterfaceAlias": "Management", "NetworkCategory": "DomainAuthenticated"},
        "PermissionDenied",
    ),
    ("Set-VMNetworkAdapterVlan", {"VMName": "VM01", "Access": True}, "InvalidArgument"),
    ("Set-VMNetworkAdapterVlan", {"VMName": "VM01", "Access": True, "VlanId": 4095}, "InvalidArgument"),
    ("Set-VMNetworkAdapterVlan", {"VMName": "VM01", "Untagged": True, "Trunk": True}, "InvalidArgument"),
    (
        "Set-VMNetworkAdapterVlan",
        {"VMName": "VM01", "Trunk": True, "NativeVlanId": 0, "AllowedVlanIdList": "x"},
        "InvalidArgument",
    ),
    (
        "Add-VMNetworkAdapterAcl",
        {"VMName": "VM01", "Action": "Deny", "Direction": "Both", "RemoteIPAddress": "x"},
        "InvalidArgument",
    ),
    ("Add-VMNetworkAdapter", {"ManagementOS": True, "SwitchName": "X"}, "InvalidArgument"),
    ("Add-VMNetworkAdapter", {"ManagementOS": False}, "InvalidArgument"),
    ("Remove-VMNetworkAdapter", {"ManagementOS": True, "Name": "X"}, "InvalidArgument"),
    ("Disable-VMSwitchExtension", {"Name": "Microsoft NDIS Capture"}, "NotImplemented"),
    ("Suspend-ClusterNode", {}, "ObjectNotFound"),
]


@pytest.mark.parametrize(("command", "given", "category"), WRONG)
def test_what_cannot_be_is_refused_and_nothing_changes(command: str, given: dict[str, Any], category: str) -> None:
    shell = static()
    before = shell.machine
    assert trouble(ask(shell, command, **given))[0] == category
    for part in ("switches", "vms", "cards", "host_nics", "interfaces", "cluster", "intents"):
        assert getattr(shell.machine, part) == getattr(before, part)


# -- ports -----------------------------------------------------------------------------------------------------------


def test_an_access_list_takes_the_vf_and_without_it_the_vf_is_back() -> None:
    shell = host()
    entry = {"VMName": "VM01", "Action": "Deny", "Direction": "Both", "RemoteIPAddress": ["203.0.113.0/24"]}
    done(shell, "Add-VMNetworkAdapterAcl", **entry)
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [0]
    done(shell, "Remove-VMNetworkAdapterAcl", **entry)
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [1]


def test_a_vlan_is_set_for_a_vms_adapter_given_as_an_object_and_shown() -> None:
    shell = host()
    (adapter,) = done(shell, "Get-VMNetworkAdapter", VMName="VM01").output
    given = {"VMNetworkAdapter": adapter, "Trunk": True, "NativeVlanId": 1, "AllowedVlanIdList": "1-3"}
    (shown,) = done(shell, "Set-VMNetworkAdapterVlan", Passthru=True, **given).output
    assert list(shown.AllowedVlanIdList) == [1, 2, 3]
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [1]


def test_an_extension_that_takes_vfs_is_switched_off_and_on() -> None:
    healthy = load("healthy", "en").machine
    one = Extension("Contoso SDN", takes_vfs=True)
    shell = Shell(replace(healthy, switches=(replace(healthy.switches[0], extensions=(one,)),)))
    (over,) = done(shell, "Get-VMSwitch").output
    done(shell, "Disable-VMSwitchExtension", Name="Contoso SDN", VMSwitch=over)
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [1]
    done(shell, "Enable-VMSwitchExtension", Name="Contoso*", VMSwitchName="External")
    assert rows(shell, "Get-VMNetworkAdapter", "IovUsage", VMName="VM01") == [0]


def test_rdma_is_switched_off_and_on() -> None:
    shell = host("team-with-a-bad-member")
    done(shell, "Disable-NetAdapterRdma", Name="NIC1")
    assert rows(shell, "Get-NetAdapterRdma", "Name", "Enabled") == [("NIC1", False), ("NIC2", True)]
    done(shell, "Enable-NetAdapterRdma", Name="*")
    assert rows(shell, "Get-NetAdapterRdma", "Enabled") == [True, True]


# -- cluster and intents ---------------------------------------------------------------------------------------------


def test_a_drained_node_has_no_vms_and_gets_them_back() -> None:
    shell = host(cluster=Cluster("CL1", nodes=("HV98",)))
    (shown,) = done(shell, "Suspend-ClusterNode", Name="HV10", Drain=True).output
    assert shown.DrainStatus.name == "InProgress"
    assert rows(shell, "Get-VM", "Name") == ["VM01"]
    later(shell, SECONDS["drain"])
    assert rows(shell, "Get-ClusterNode", "State", "DrainStatus", Name="HV10") == [("Paused", "Completed")]
    assert rows(shell, "Get-VM", "Name") == [] and rows(shell, "Get-VMSwitch", "IovVirtualFunctionsInUse") == [0]
    done(shell, "Resume-ClusterNode", Failback="Immediate")
    later(shell, SECONDS["vf"] + SECONDS["vm"])
    assert rows(shell, "Get-VMNetworkAdapter", "VFDataPathActive", VMName="VM01") == [True]
    assert rows(shell, "Get-ClusterNode", "State", Name="HV10") == ["Up"]


def test_who_waits_for_a_drain_sees_it_done_and_a_pause_alone_moves_nothing() -> None:
    shell = host(cluster=Cluster("CL1", nodes=("HV98",)))
    done(shell, "Suspend-ClusterNode", Drain=True, Wait=True)
    assert rows(shell, "Get-VM", "Name") == []
    paused = host(cluster=Cluster("CL1", nodes=("HV98",)))
    done(paused, "Suspend-ClusterNode")
    assert rows(paused, "Get-VM", "Name") == ["VM01"]
    assert trouble(ask(host(cluster=Cluster("CL1")), "Suspend-ClusterNode", Drain=True))[0] == "InvalidOperation"


def test_without_an_intent_nobody_rules_and_what_it_made_stays() -> None:
    shell = host(release="2025", network_atc=True, intents=(Intent("compute", ("NIC1",)),))
    done(shell, "Remove-NetIntent", Name="compute")
    assert done(shell, "Get-NetIntent").output == () and rows(shell, "Get-VMSwitch", "Name") == ["External"]


def test_what_began_goes_on_when_nobody_waits() -> None:
    life = Life(static().machine, speed=0)
    life.wait = lambda seconds: None  # type: ignore[method-assign]
    done(Shell(life), "New-VMSwitch", **NEW)
    assert not reachable(life.machine) and life.machine.interfaces[-1].routes == (Route("198.51.100.1"),)
    assert life.machine.interfaces[-1].addresses == (Address("198.51.100.7", 25),)
