"""Every field of the simulated host is tried: it changes what depends on it, or a test of its own is named.

Rule: no field may be added to the model without a line here, in test_lab_model.py or in ELSEWHERE.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from sriovkit.lab import Machine, load

from .test_lab_model import (
    CHANGES,
    DEVICE,
    FREED,
    HYPER_V,
    LOST,
    OFF,
    PLATFORM,
    REMAPPING,
    SAID,
    SUPPORT,
    changed,
    difference,
    plus,
    steps,
)

GUID = "5f1c2d7e-6a53-4c0e-9a55-7e10f0a5b3c9"
NAMED = "InterfaceGuid Name PermanentAddress PnPDeviceID"
UPLINK = "NetAdapterInterfaceDescription NetAdapterInterfaceDescriptions NetAdapterInterfaceGuid"
ON_SWITCH = "SwitchName SwitchType NumActiveDefaultVPortMacAddresses"
#: What follows when a VM NIC gives its VF back and its vSwitch stays able to hand one out.
TAKEN = [FREED, {"Get-VMNetworkAdapter": "Status"}]
PCI = "ComponentID PnPDeviceID"
VFS = {"Get-NetAdapterSriov": "NumVFs NumVPorts CurrentCapabilities.MaxNumVFs CurrentCapabilities.MaxNumVPorts"}
COUNT = {"Get-VMSwitch": "IovVirtualFunctionCount"}
DESCRIBED = ["AdvancedProperty", "HardwareInfo", "Sriov", "SriovVf"]

#: On the healthy host: where, new value, and what follows.
HEALTHY: list[tuple[str, Any, dict[str, set[str]]]] = [
    (
        "name",
        "HV99",
        plus(
            {
                "Get-NetAdapter": "InterfaceGuid PermanentAddress PnPDeviceID",
                "Get-NetAdapterSriov": "InstanceID SystemName",
                "Get-NetAdapterSriovVf": "CurrentMacAddress PermanentMacAddress VmID VmNicID",
                "Get-PnpDeviceProperty": "InstanceId Parent",
                "Get-VM": "Id",
                "Get-VMNetworkAdapter": "Id MacAddress SwitchId VMId",
                "Get-VMSwitch": "Id NetAdapterInterfaceGuid",
                "Win32_ComputerSystem": "DNSHostName Name",
            }
        ),
    ),
    (
        "release",
        "2025",
        plus(
            {
                "Get-NetAdapter": "NdisVersion",
                "Get-VM": "IntegrationServicesVersion Version",
                "Get-VMSwitch": "AllowNetLbfoTeams",
                "Win32_OperatingSystem": "BuildNumber Caption Version",
            }
        ),
    ),
    (
        "language",
        "ja",
        plus(
            {
                "Get-NetAdapterSriov": "SwitchName",
                "Get-VMNetworkAdapter": "Name",
                "Win32_OperatingSystem": "Locale MUILanguages OSLanguage",
            }
        ),
    ),
    ("model", "Server R9", plus({"Win32_ComputerSystem": "Model"})),
    ("domain", "contoso.example", plus({"Win32_ComputerSystem": "Domain PartOfDomain"})),
    ("elevated", False, plus(dict.fromkeys(HYPER_V, "rows"))),
    (
        "nested",
        True,
        plus(*REMAPPING, {"Win32_ComputerSystem": "Model"}) | {"Get-PnpDeviceProperty": {"rows"}},
    ),
    ("booted_at", load("healthy").machine.clock, plus({"Win32_OperatingSystem": "LastBootUpTime"})),
    ("cpu.name", "X", plus({"Win32_Processor": "Name"})),
    ("cpu.manufacturer", "AuthenticAMD", plus({"Win32_Processor": "Manufacturer"})),
    ("cpu.sockets", 1, plus({"Win32_Processor": "rows"})),
    ("cpu.cores", 4, plus({"Win32_Processor": "NumberOfCores"})),
    ("cpu.threads", 8, plus({"Win32_Processor": "NumberOfLogicalProcessors"})),
    ("cpu.slat", False, plus(*PLATFORM, OFF, SUPPORT, DEVICE)),
    ("registry.wow6432", 1, plus({"IOVEnableOverride": "rows"})),
    ("slots[0].name", "Slot 9", plus({"Get-NetAdapterHardwareInfo": "rows", "Get-PnpDeviceProperty": "rows"})),
    ("slots[0].ari", False, plus({"Get-PnpDeviceProperty": "AriSupport"})),
    ("slots[0].label", "PCI-E 1", plus({"Get-NetAdapterHardwareInfo": "PciDeviceLabelString"})),
    (
        "cards[0].description",
        "X",
        plus(
            {f"Get-NetAdapter{noun}": "InterfaceDescription" for noun in DESCRIBED},
            {
                "Get-NetAdapter": "DriverDescription InterfaceDescription",
                "Get-VMSwitch": "NetAdapterInterfaceDescription NetAdapterInterfaceDescriptions",
            },
        ),
    ),
    ("cards[0].vendor", "15B3", plus({"Get-NetAdapter": PCI, "Get-PnpDeviceProperty": "InstanceId"})),
    ("cards[0].device", "1014", plus({"Get-NetAdapter": PCI, "Get-PnpDeviceProperty": "InstanceId"})),
    (
        "cards[0].max_vfs",
        4,
        plus(VFS, COUNT, {"Get-NetAdapterSriov": "HardwareCapabilities.MaxNumVFs HardwareCapabilities.MaxNumVPorts"}),
    ),
    (
        "cards[0].queue_pairs",
        9,
        plus(
            {
                "Get-NetAdapterSriov": "CurrentCapabilities.MaxNumQueuePairs HardwareCapabilities.MaxNumQueuePairs",
                "Get-VMSwitch": "IovQueuePairCount",
            }
        ),
    ),
    (
        "cards[0].default_queue_pairs",
        2,
        plus({"Get-NetAdapterSriov": "NumQueuePairsForDefaultVPort", "Get-VMSwitch": "IovQueuePairsInUse"}),
    ),
    (
        "cards[0].vf_rss",
        True,
        plus(
            {
                "Get-NetAdapterSriov": " ".join(
                    f"{when}Capabilities.{what}"
                    for when in ("Current", "Hardware")
                    for what in ("VfRssSupported", "MaxNumQueuePairsPerNonDefaultVPort")
                )
            }
        ),
    ),
    ("cards[0].speed", 1_000_000_000, plus({"Get-NetAdapter": "Speed"})),
    (
        "cards[0].lanes",
        4,
        plus({"Get-NetAdapterHardwareInfo": "PciExpressCurrentLinkWidth PciExpressMaxLinkWidth"}),
    ),
    (
        "cards[0].link_speed",
        1,
        plus({"Get-NetAdapterHardwareInfo": "PciExpressCurrentLinkSpeedEncoded PciExpressMaxLinkSpeedEncoded"}),
    ),
    ("cards[0].msix", 9, plus({"Get-NetAdapterHardwareInfo": "NumMsixTableEntries"})),
    ("cards[0].driver.provider", "X", plus({"Get-NetAdapter": "DriverProvider"})),
    ("cards[0].driver.date", "2013-01-01", plus({"Get-NetAdapter": "DriverDate"})),
    ("cards[0].driver.num_vfs", 8, plus(VFS, COUNT)),
    ("cards[0].driver.not_on", ("2019",), plus(LOST, SAID, OFF)),
    ("cards[0].driver.shows_defaults", True, plus({"Get-NetAdapterSriov": "NumVFs NumVPorts"})),
    ("cards[0].ports[0].mtu", 9000, plus({"Get-NetAdapter": "MtuSize"})),
    ("cards[0].ports[0].vlan", 7, plus({"Get-NetAdapter": "VlanID"})),
    ("switches[0].kind", "Internal", plus(LOST, SAID, {"Get-VMSwitch": "SwitchType"})),
    (
        "switches[0].uplinks",
        ("Management",),
        plus(LOST, SAID, {"Get-VMSwitch": UPLINK, "Get-NetAdapterSriov": ON_SWITCH}),
    ),
    (
        "switches[0].name",
        "X",
        plus(*TAKEN, {"Get-VMSwitch": "Id Name IovVirtualFunctionsInUse", "Get-VMNetworkAdapter": "SwitchId"}),
    ),
    (
        "switches[0].embedded_teaming",
        True,
        plus({"Get-VMSwitch": "EmbeddedTeamingEnabled NetAdapterInterfaceDescription"}),
    ),
    ("switches[0].notes", "n", plus({"Get-VMSwitch": "Notes"})),
    ("switches[0].id", GUID, plus({"Get-VMSwitch": "Id", "Get-VMNetworkAdapter": "SwitchId"})),
    (
        "vms[0].name",
        "V",
        plus(
            {
                "Get-NetAdapterSriovVf": "CurrentMacAddress PermanentMacAddress VmFriendlyName VmID VmNicID",
                "Get-VM": "Id Name",
                "Get-VMNetworkAdapter": "Id MacAddress VMId VMName",
            }
        ),
    ),
    ("vms[0].generation", 1, plus({"Get-VM": "Generation"})),
    (
        "vms[0].id",
        GUID,
        plus({"Get-NetAdapterSriovVf": "VmID", "Get-VM": "Id", "Get-VMNetworkAdapter": "Id VMId"}),
    ),
    ("vms[0].nics[0].name", "n", plus({"Get-VMNetworkAdapter": "Name"})),
    ("vms[0].nics[0].moderation", "Off", plus({"Get-VMNetworkAdapter": "IovInterruptModeration"})),
    ("vms[0].nics[0].allow_teaming", True, plus({"Get-VMNetworkAdapter": "AllowTeaming"})),
    ("vms[0].nics[0].mac_spoofing", True, plus({"Get-VMNetworkAdapter": "MacAddressSpoofing"})),
    ("vms[0].nics[0].port_mirroring", "Source", plus(*TAKEN)),
    ("vms[0].nics[0].dhcp_guard", True, plus(*TAKEN)),
    ("vms[0].nics[0].router_guard", True, plus(*TAKEN)),
    ("vms[0].nics[0].maximum_bandwidth", 1_000_000, plus(*TAKEN)),
    ("vms[0].nics[0].id", GUID, plus({"Get-NetAdapterSriovVf": "VmNicID", "Get-VMNetworkAdapter": "Id"})),
    (
        "vms[0].nics[0].mac",
        "00155D000001",
        plus(
            {
                "Get-NetAdapterSriovVf": "CurrentMacAddress PermanentMacAddress",
                "Get-VMNetworkAdapter": "MacAddress",
            }
        ),
    ),
]
#: The same on a host with an LBFO team.
TEAMED: list[tuple[str, Any, dict[str, set[str]]]] = [
    (
        "teams[0].name",
        "T",
        plus(
            {"Get-NetAdapter": NAMED, "Get-NetLbfoTeam": "Name TeamNics", "Get-NetLbfoTeamMember": "Team"},
        ),
    ),
    ("teams[0].members", ("NIC1",), plus({"Get-NetLbfoTeam": "Members", "Get-NetLbfoTeamMember": "rows"})),
    ("teams[0].mode", "Lacp", plus({"Get-NetLbfoTeam": "TeamingMode"})),
    ("teams[0].algorithm", "Dynamic", plus({"Get-NetLbfoTeam": "LoadBalancingAlgorithm"})),
]
#: No answer of a host speaks of them: names that people and the catalogue of cards use.
SILENT = {"Card.family", "Guest.os", "Firmware.version"}
#: The host's network and who rules over it: no snapshot holds it, its commands' answers are tried there.
IN_NETWORK = {
    "test_a_stated_interface_says_what_was_stated_of_it": "Interface.adapter Interface.dhcp Interface.dns "
    "Interface.network Interface.category Interface.metric Address.ip Address.prefix Address.origin Route.next_hop "
    "Route.destination Route.metric Route.origin",
    "test_a_connection_is_there_as_long_as_its_own_address_is": "Connection.local Connection.local_port "
    "Connection.remote Connection.remote_port Connection.process",
    "test_the_hosts_adapters_on_a_switch_are_listed_with_those_of_vms_or_alone": "HostNic.name HostNic.switch "
    "HostNic.mac Vlan.mode Vlan.access",
    "test_settings_of_a_vms_port_are_shown_and_keep_a_vf_away_where_it_cannot_carry_them": "Acl.action Acl.direction "
    "Acl.local Acl.remote Vlan.native Vlan.allowed",
    "test_an_extension_of_somebody_else_is_listed_and_may_take_the_vfs": "Extension.name Extension.kind "
    "Extension.enabled Extension.vendor Extension.takes_vfs",
    "test_intents_are_told_where_network_atc_is_installed": "Intent.name Intent.adapters Intent.management "
    "Intent.compute Intent.storage Machine.network_atc",
    "test_a_cluster_node_says_how_it_stands": "Cluster.name Cluster.state Cluster.drain Cluster.nodes Cluster.s2d",
    "test_only_what_can_do_rdma_is_listed": "Card.rdma Port.rdma HostNic.rdma",
    "test_a_session_gets_in_where_address_vlan_route_and_category_let_it": "Entry.address Entry.vlan Entry.routed",
    "test_without_a_link_an_address_is_tentative_and_there_is_no_profile": "Switch.taking",
}
NETWORK = {field: f"test_lab_network.py::{test}" for test, named in IN_NETWORK.items() for field in named.split()}
NETWORK |= {
    f"Logged.{name}": "test_lab_events.py::test_a_number_of_vfs_that_changes_is_written_down_with_its_moment"
    for name in ("at", "id", "thing", "number")
}
#: Fields that mean something only together with others, or in time: the test that shows it.
COUNTED = ("vm_nic", "vf_rx", "vf_tx", "synthetic_rx", "synthetic_tx")
ELSEWHERE = {
    "Machine.hyperv": "test_lab_model.py::test_without_hyper_v_its_sections_fail_and_the_others_arrive",
    "Machine.role": "test_jea_over_the_wire.py::test_a_role_of_another_version_is_told",
    "Machine.management": "test_lab_changes.py::"
    "test_the_management_port_is_away_while_a_switch_takes_it_and_for_good_where_it_is_not_shared",
    "Machine.hold": "test_apply.py::test_two_people_at_once_the_second_is_told_who_and_since_when",
    "Machine.power": "test_lab_control.py::test_with_the_power_off_a_taken_slot_and_an_absent_windows_are_told",
    "Firmware.update_mends": "test_lab_control.py::test_an_update_mends_what_the_vendor_mended",
    "Slot.mmio_mib": "test_lab_model_fields.py::test_below_4_gb_the_memory_of_the_vfs_has_to_fit",
    "Card.vf_bar_mib": "test_lab_model_fields.py::test_below_4_gb_the_memory_of_the_vfs_has_to_fit",
    "Card.slot": "test_lab_model_fields.py::test_a_card_in_another_slot_has_what_that_slot_has",
    "Port.name": "test_lab_model_fields.py::test_a_renamed_port_is_the_same_port_of_the_same_switch",
    **NETWORK,
    "Guest.winrm": "test_prove.py::test_a_guest_without_winrm_is_closed_and_says_so",
    **dict.fromkeys(
        ("Inside.ip", "Inside.mtu", "Peer.address", "Peer.vlan", "Peer.mtu", "Wire.port", "Wire.vlans", "Wire.mtu"),
        "test_lab_guests.py::test_a_ping_passes_where_vlan_and_mtu_let_it",
    ),
    **dict.fromkeys(
        ("Inside.packets", "Peer.answers"),
        "test_lab_guests.py::test_a_guest_that_reaches_nobody_or_does_not_run_counts_nothing",
    ),
    **dict.fromkeys(
        ("Machine.counted_at", *(f"Counted.{n}" for n in COUNTED)),
        "test_lab_guests.py::test_time_counts_too_each_part_of_it_on_the_path_of_that_time",
    ),
    **{
        f"Pending.{name}": "test_lab_control.py::test_a_setup_item_waits_for_the_next_start"
        for name in ("kind", "name")
    },
    **{
        f"Pending.{n}": "test_lab_control.py::test_the_option_rom_waits_too_and_a_value_taken_back_is_gone"
        for n in ("item", "value")
    },
    **{
        f"Settling.{n}": "test_lab_changes.py::test_reads_in_between_show_it_settling"
        for n in ("kind", "name", "until", "was")
    },
}


@pytest.mark.parametrize(("path", "value", "follows"), HEALTHY, ids=[change[0] for change in HEALTHY])
def test_a_changed_field_changes_what_depends_on_it(path: str, value: Any, follows: dict[str, set[str]]) -> None:
    healthy = load("healthy").machine
    assert difference(healthy, changed(healthy, steps(path), value)) == follows


@pytest.mark.parametrize(("path", "value", "follows"), TEAMED, ids=[change[0] for change in TEAMED])
def test_a_changed_team_changes_what_depends_on_it(path: str, value: Any, follows: dict[str, set[str]]) -> None:
    teamed = load("lbfo-team").machine
    assert difference(teamed, changed(teamed, steps(path), value)) == follows


@pytest.mark.parametrize(
    ("path", "value"),
    [("cards[0].family", "other"), ("vms[0].guest.os", "Linux"), ("firmware.version", "2.0")],
)
def test_a_name_for_people_changes_no_answer(path: str, value: str) -> None:
    healthy = load("healthy").machine
    assert difference(healthy, changed(healthy, steps(path), value)) == {}


def test_below_4_gb_the_memory_of_the_vfs_has_to_fit() -> None:
    healthy = load("healthy").machine
    low = changed(healthy, ["firmware", "above_4g"], False)
    room = changed(low, ["slots", 0, "mmio_mib"], 64)
    assert difference(low, room) == plus(LOST, SAID, OFF, SUPPORT, DEVICE)
    assert difference(healthy, room) == {}
    # 16 VFs of 4 MiB are 64; of 5, they are too many.
    assert difference(room, changed(room, ["cards", 0, "vf_bar_mib"], 4)) == {}
    assert difference(room, changed(room, ["cards", 0, "vf_bar_mib"], 5)) == plus(LOST, SAID, OFF, SUPPORT, DEVICE)


def test_a_card_in_another_slot_has_what_that_slot_has() -> None:
    healthy = load("healthy").machine
    spare = replace(healthy.slots[0], name="Slot 7", number=7, bus=9, acs_chain=False)
    both = replace(healthy, slots=(*healthy.slots, spare))
    moved = difference(both, changed(both, ["cards", 0, "slot"], "Slot 7"))
    assert {"SlotNumber", "BusNumber"} <= moved["Get-NetAdapterHardwareInfo"]
    assert "SriovSupport" in moved["Get-NetAdapterSriov"] and "IovSupportReasons" in moved["Get-VMSwitch"]


def test_a_renamed_port_is_the_same_port_of_the_same_switch() -> None:
    healthy = load("healthy").machine
    renamed = changed(healthy, ["cards", 0, "ports", 0, "name"], "NIC9")
    # Alone it leaves the vSwitch without an uplink; together with the vSwitch it is a name and what hangs on it.
    alone = difference(healthy, renamed)
    assert "IovVirtualFunctionCount" in alone["Get-VMSwitch"] and alone["Get-NetAdapterSriovVf"] == {"rows"}
    both = difference(healthy, changed(renamed, ["switches", 0, "uplinks"], ("NIC9",)))
    assert both["Get-VMSwitch"] == {"NetAdapterInterfaceGuid"}
    assert both["Get-NetAdapterSriovVf"] == {"Name"} and "Get-VMNetworkAdapter" not in both
    assert {"Name"} <= both["Get-NetAdapter"] & both["Get-NetAdapterSriov"] & both["Get-NetAdapterHardwareInfo"]


# -- and none is left out --------------------------------------------------------------------------------------------


@cache
def hints(record: type) -> dict[str, Any]:
    return get_type_hints(record, vars(sys.modules[record.__module__]))


def inner(hint: Any) -> list[type]:
    """The records that a field holds."""
    return [part for part in (hint, *get_args(hint)) if isinstance(part, type) and is_dataclass(part)]


def records(record: type = Machine) -> Iterator[type]:
    """Every record of the model, from the host down."""
    yield record
    for hint in hints(record).values():
        for part in inner(hint):
            yield from records(part)


def every_field() -> set[str]:
    """Every field that is a value; one that holds records is tried through theirs."""
    return {f"{r.__name__}.{f.name}" for r in records() for f in fields(r) if not inner(hints(r)[f.name])}


def owner(path: str) -> str:
    """Record and field that a path leads to."""
    *way, last = [step for step in steps(path) if isinstance(step, str)]
    record: type = Machine
    for step in way:
        (record,) = inner(hints(record)[step])
    return f"{record.__name__}.{last}"


def test_every_field_of_the_model_is_tried() -> None:
    tried = {owner(change[0]) for change in (*CHANGES, *HEALTHY, *TEAMED)}
    assert every_field() - tried - SILENT == set(ELSEWHERE)
    assert tried | SILENT <= every_field()


@pytest.mark.parametrize("named", sorted(set(ELSEWHERE.values())))
def test_the_tests_that_are_named_instead_are_there(named: str) -> None:
    file, _, test = named.partition("::")
    assert re.search(rf"^def {test}\(", (Path(__file__).parent / file).read_text("utf-8"), re.MULTILINE)
