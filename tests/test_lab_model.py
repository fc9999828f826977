"""One field of the simulated host is changed, and every answer that depends on it changes, and no other.

Rule: CHANGES names each field with the properties that must follow, section by section.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from sriovkit.lab import Machine, load
from sriovkit.lab.collecting import answer
from sriovkit.lab.windows import RELEASES

#: What follows when the vSwitch loses its VFs.
LOST = {
    "Get-VMSwitch": "IovVirtualFunctionCount IovVirtualFunctionsInUse IovQueuePairCount IovQueuePairsInUse",
    "Get-VMNetworkAdapter": "IovUsage IovQueuePairsAssigned VirtualFunction VFDataPathActive Status",
    "Get-NetAdapterSriovVf": "rows",
    "Get-NetAdapterSriov": "NumAllocatedVFs NumActiveVPorts NumActiveNonDefaultVPortMacAddresses",
}
#: ... and says why.
SAID = {"Get-VMSwitch": "IovSupport IovSupportReasons"}
HOST = {"Get-VMHost": "IovSupport IovSupportReasons"}
#: What follows when the PF cannot be on any more.
OFF = {
    "Get-NetAdapterSriov": "Enabled CurrentCapabilities.MaxNumVFs CurrentCapabilities.MaxNumVPorts "
    "CurrentCapabilities.MaxNumQueuePairs"
}
SUPPORT = {"Get-NetAdapterSriov": "SriovSupport", "Get-NetAdapterHardwareInfo": "SriovSupport"}
#: What follows when one VM NIC gives its VF back.
FREED = {
    "Get-VMSwitch": "IovVirtualFunctionsInUse IovQueuePairsInUse",
    "Get-VMNetworkAdapter": "IovUsage IovQueuePairsAssigned VirtualFunction VFDataPathActive",
    "Get-NetAdapterSriovVf": "rows",
    "Get-NetAdapterSriov": "NumAllocatedVFs NumActiveVPorts NumActiveNonDefaultVPortMacAddresses",
}
COUNTS = "IovVirtualFunctionCount IovQueuePairCount IovQueuePairsInUse"
RUNS = "IntegrationServicesVersion"
HYPER_V = ("Get-VM", "Get-VMHost", "Get-VMNetworkAdapter", "Get-VMSwitch")
LATER = load("healthy").machine.clock + timedelta(hours=1)
PLATFORM = [LOST, SAID, HOST]
#: What the devices themselves say, where the Windows tells it.
DEVICE = {"Get-PnpDeviceProperty": "SriovSupport"}
CHAIN = {"Get-PnpDeviceProperty": "AcsSupport AcsCompatibleUpHierarchy"}
KEPT = {
    "Get-NetAdapterHardwareInfo": "PciDeviceType",
    "Get-PnpDeviceProperty": "DeviceType NativePciExpressControl PCIExpressNativeHotPlugControl "
    "PCIExpressNativePMEControl PCIExpressAERControl PCIExpressCapabilityControl",
}
REMAPPING = [*PLATFORM, OFF, SUPPORT, DEVICE]


def plus(*parts: dict[str, str]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for part in parts:
        for section, names in part.items():
            made.setdefault(section, set()).update(names.split())
    return made


#: Where, new value, and what follows. A path steps through fields and [n].
CHANGES: list[tuple[str, Any, dict[str, set[str]]]] = [
    ("firmware.vtd", False, plus(*REMAPPING)),
    ("firmware.sriov", False, plus(*REMAPPING, KEPT, CHAIN)),
    ("firmware.acs", False, plus(*REMAPPING, CHAIN)),
    ("firmware.pcie_native_control", False, plus(*REMAPPING, KEPT)),
    ("firmware.above_4g", False, plus(LOST, SAID, OFF, SUPPORT, DEVICE)),
    ("firmware.remapping_workaround", True, {}),
    ("firmware.right_tables", False, plus(*PLATFORM)),
    (
        "firmware.pcie_bus",
        False,
        plus(*PLATFORM, {"Get-PnpDeviceProperty": "InstanceId Parent SecondaryInterface"}),
    ),
    ("chipset.dma_remapping", False, plus(*REMAPPING)),
    ("chipset.interrupt_remapping", False, plus(*REMAPPING)),
    ("chipset.root_port_acs", False, plus(*REMAPPING, CHAIN)),
    ("chipset.remapping_weakness", True, plus(*PLATFORM)),
    ("chipset.errata", True, plus(*PLATFORM)),
    ("boot.iommu_policy", "disable", plus(*REMAPPING)),
    ("registry.iov_enable_override", 1, plus({"IOVEnableOverride": "rows"})),
    ("registry.wrong_place", 1, plus({"IOVEnableOverride": "rows"})),
    ("slots[0].acs_chain", False, plus(LOST, SAID, OFF, SUPPORT, {"Get-PnpDeviceProperty": "rows"})),
    ("slots[0].spare_buses", 0, {}),
    ("slots[0].bus", 9, plus({"Get-NetAdapterHardwareInfo": "BusNumber LocationInformationString"})),
    ("slots[0].number", 5, plus({"Get-NetAdapterHardwareInfo": "SlotNumber"})),
    ("slots[0].numa", 1, plus({"Get-NetAdapterHardwareInfo": "NumaNode", "Get-PnpDeviceProperty": "rows"})),
    ("cards[0].firmware.sriov", False, plus(LOST, SAID, OFF, {"Get-NetAdapterSriov": "NumVFs NumVPorts"})),
    (
        "cards[0].firmware.vfs",
        8,
        plus(
            {
                "Get-VMSwitch": "IovVirtualFunctionCount",
                "Get-NetAdapterSriov": "NumVFs NumVPorts CurrentCapabilities.MaxNumVFs "
                "CurrentCapabilities.MaxNumVPorts",
            }
        ),
    ),
    (
        "cards[0].driver.pf_support",
        False,
        plus(LOST, SAID, OFF, SUPPORT, DEVICE, {"Get-NetAdapterAdvancedProperty": "rows"}),
    ),
    ("cards[0].driver.version", "2.0.0.0", plus({"Get-NetAdapter": "DriverVersion"})),
    (
        "cards[0].ports[0].sriov_keyword",
        False,
        plus(LOST, SAID, OFF, {"Get-NetAdapterAdvancedProperty": "RegistryValue DisplayValue"}),
    ),
    (
        "cards[0].ports[0].link_up",
        False,
        plus({"Get-NetAdapter": "InterfaceOperationalStatus MediaConnectState Speed"}),
    ),
    (
        "switches[0].iov",
        False,
        plus(
            LOST,
            {
                "Get-VMSwitch": "IovEnabled BandwidthReservationMode",
                "Get-NetAdapterSriov": "SwitchName SwitchType NumActiveDefaultVPortMacAddresses",
            },
        ),
    ),
    (
        "switches[0].allow_management_os",
        True,
        plus({"Get-VMSwitch": "AllowManagementOS", "Get-NetAdapter": "rows", "Get-VMNetworkAdapter": "rows"}),
    ),
    ("vms[0].state", "Off", plus(FREED, {"Get-VM": "State", "Get-VMNetworkAdapter": "Status"})),
    ("vms[0].guest.vf_driver", False, plus({"Get-VMNetworkAdapter": "VFDataPathActive Status"})),
    ("vms[0].guest.vf_vendors", ("15b3",), plus({"Get-VMNetworkAdapter": "VFDataPathActive Status"})),
    ("vms[0].guest.can_sriov", False, plus(FREED, {"Get-VMNetworkAdapter": "Status"})),
    ("vms[0].guest.integration_current", False, plus({"Get-VM": RUNS, "Get-VMNetworkAdapter": "Status"})),
    ("vms[0].nics[0].iov_weight", 0, plus(FREED, {"Get-VMNetworkAdapter": "IovWeight"})),
    (
        "vms[0].nics[0].queue_pairs",
        4,
        plus(
            {
                "Get-VMSwitch": "IovQueuePairsInUse",
                "Get-VMNetworkAdapter": "IovQueuePairsRequested IovQueuePairsAssigned",
                "Get-NetAdapterSriov": "NumQueuePairsForNonDefaultVPorts",
            }
        ),
    ),
    ("vms[0].nics[0].legacy", True, plus(FREED, {"Get-VMNetworkAdapter": "IsLegacy Status"})),
    (
        "vms[0].nics[0].switch",
        "",
        plus(FREED, {"Get-VMNetworkAdapter": "SwitchName SwitchId Connected Status"}),
    ),
    (
        "boot.hypervisor_launch",
        False,
        plus(
            LOST,
            {
                "Get-VMHost": "IovSupport",
                "Get-VMSwitch": "IovSupport",
                "Get-VM": "State",
                "Win32_ComputerSystem": "HypervisorPresent",
                "Win32_Processor": "SecondLevelAddressTranslationExtensions VirtualizationFirmwareEnabled "
                "VMMonitorModeExtensions",
            },
        ),
    ),
    ("memory_gib", 64, plus({"Win32_ComputerSystem": "TotalPhysicalMemory"})),
    ("uptime_hours", 1, plus({"Win32_OperatingSystem": "LastBootUpTime"})),
    ("clock", LATER, plus({"Win32_OperatingSystem": "LastBootUpTime LocalDateTime"})),
]


def steps(path: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.findall(r"\w+", path)]


def changed(thing: Any, path: list[str | int], value: Any) -> Any:
    """A copy of frozen records with one field set."""
    if not path:
        return value
    head, *rest = path
    if isinstance(thing, tuple):
        return tuple(changed(item, rest, value) if at == head else item for at, item in enumerate(thing))
    return replace(thing, **{str(head): changed(getattr(thing, str(head)), rest, value)})


def difference(before: Machine, after: Machine) -> dict[str, set[str]]:
    """Section -> properties that differ, "rows" where their number does."""
    old, new = answer(before)["sections"], answer(after)["sections"]
    found: dict[str, set[str]] = {}
    for section in old:
        was, now = old[section]["rows"], new[section]["rows"]
        if len(was) != len(now):
            found[section] = {"rows"}
            continue
        names = {n for a, b in zip(was, now, strict=True) for n in {**a, **b} if a.get(n, "-") != b.get(n, "-")}
        if names:
            found[section] = names
    return found


@pytest.mark.parametrize(("path", "value", "follows"), CHANGES, ids=[change[0] for change in CHANGES])
def test_a_changed_field_changes_what_depends_on_it(path: str, value: Any, follows: dict[str, set[str]]) -> None:
    healthy = load("healthy").machine
    assert difference(healthy, changed(healthy, steps(path), value)) == follows


def test_every_setting_of_firmware_chipset_boot_and_guest_is_tried() -> None:
    tried = {change[0] for change in CHANGES}
    machine = load("healthy").machine
    places = {"firmware": machine.firmware, "chipset": machine.chipset, "boot": machine.boot}
    places |= {"vms[0].guest": machine.vms[0].guest}
    every = {f"{place}.{field.name}" for place, thing in places.items() for field in fields(thing)}
    # Names, a way in, and what an update will mend.
    assert every - tried == {
        "vms[0].guest.os",
        "vms[0].guest.winrm",
        "firmware.version",
        "firmware.update_mends",
    }


def test_slat_is_missing_on_a_host_of_2012() -> None:
    old = replace(load("slot-without-acs", "en").machine, slots=load("healthy").machine.slots)
    without = replace(old, cpu=replace(old.cpu, slat=False))
    assert difference(old, without) == plus(HOST, OFF, SUPPORT, SAID, {"Get-VMSwitch": COUNTS})


@pytest.mark.parametrize("release", RELEASES)
def test_a_windows_answers_with_the_properties_that_it_has(release: str) -> None:
    rows = answer(replace(load("healthy").machine, release=release))["sections"]["Get-VMSwitch"]["rows"]
    assert ("NetAdapterInterfaceDescriptions" in rows[0]) == (release not in ("2012", "2012R2"))
    assert ("AllowNetLbfoTeams" in rows[0]) == (release in ("2022", "2025"))
    assert ("Generation" in answer(load("healthy").machine)["sections"]["Get-VM"]["rows"][0]) is True


def test_2012_has_no_generation_of_vms() -> None:
    host = replace(load("healthy").machine, release="2012")
    assert "Generation" not in answer(host)["sections"]["Get-VM"]["rows"][0]


def test_without_rights_hyper_v_says_nothing_and_the_snapshot_says_so() -> None:
    said = answer(replace(load("healthy").machine, elevated=False))
    assert said["session"]["elevated"] is False
    assert not any(said["sections"][s]["rows"] or said["sections"][s]["error"] for s in HYPER_V)
    assert said["sections"]["Get-NetAdapterSriov"]["rows"]


def test_without_hyper_v_its_sections_fail_and_the_others_arrive() -> None:
    sections = answer(load("no-hyper-v").machine)["sections"]
    failed = {name: section["error"]["id"] for name, section in sections.items() if not section["ok"]}
    assert failed == dict.fromkeys(HYPER_V, "CommandNotFoundException")
    assert sections["Get-NetAdapterSriov"]["rows"] and sections["Win32_OperatingSystem"]["rows"]


def test_an_adapter_of_the_host_shows_no_sriov_properties() -> None:
    rows = answer(load("healthy-no-wishes").machine)["sections"]["Get-VMNetworkAdapter"]["rows"]
    (own,) = [row for row in rows if row["IsManagementOs"]]
    assert not [name for name in own if name.startswith(("Iov", "VF", "VirtualFunction"))]


def test_vfs_of_two_uplinks_add_up_and_are_shared_out() -> None:
    machine = load("lbfo-team").machine
    switch = replace(machine.switches[0], uplinks=("NIC1", "NIC2"), embedded_teaming=True)
    vms = tuple(replace(machine.vms[0], name=f"VM{n}") for n in range(4))
    sections = answer(replace(machine, teams=(), switches=(switch,), vms=vms))["sections"]
    assert sections["Get-VMSwitch"]["rows"][0]["IovVirtualFunctionCount"] == 32
    assert sorted(row["Name"] for row in sections["Get-NetAdapterSriovVf"]["rows"]) == ["NIC1", "NIC1", "NIC2", "NIC2"]


def test_two_equal_adapters_of_one_vm_are_two() -> None:
    machine = load("healthy").machine
    nic = machine.vms[0].nics[0]
    vm = replace(machine.vms[0], nics=(nic, replace(nic)))
    sections = answer(replace(machine, vms=(vm,)))["sections"]
    assert len({row["Id"] for row in sections["Get-VMNetworkAdapter"]["rows"]}) == 2
    assert len({row["CurrentMacAddress"] for row in sections["Get-NetAdapterSriovVf"]["rows"]}) == 2


def test_too_few_bus_numbers() -> None:
    machine = load("healthy").machine
    slot = replace(machine.slots[0], ari=False, spare_buses=0)
    (row, _) = answer(replace(machine, slots=(slot, *machine.slots[1:])))["sections"]["Get-NetAdapterHardwareInfo"][
        "rows"
    ]
    assert row["SriovSupport"]["word"] == "NoBusResources"
