"""A healthy host as raw snapshot data, and an example of the catalogue laid over it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sriovkit.core.catalogue import Reason
from sriovkit.core.snapshot import Snapshot

VM_ID, SWITCH_ID, NIC_ID = (f"{n}1111111-1111-1111-1111-111111111111" for n in "abc")


def _section(*rows: Mapping[str, Any]) -> dict[str, Any]:
    return {"ok": True, "rows": [dict(row) for row in rows], "error": None}


def data() -> dict[str, Any]:
    """Windows Server 2019, one SR-IOV vSwitch on one NIC, one running VM whose traffic goes through a VF."""
    device = {"Name": "NIC1", "InterfaceDescription": "Intel(R) Ethernet Converged Network Adapter X540-T1"}
    return {
        "schema": "sriovkit.snapshot/1",
        "script": {"version": "1"},
        "taken": "2026-11-22T05:03:00.0000000Z",
        "session": {"computer": "HV01", "culture": "en-US", "ui_culture": "en-US", "elevated": True},
        "sections": {
            "Get-VMHost": _section({"IovSupport": True, "IovSupportReasons": []}),
            "Get-VMSwitch": _section(
                {
                    "Name": "External",
                    "Id": SWITCH_ID,
                    "SwitchType": {"word": "External", "number": 2},
                    "NetAdapterInterfaceDescription": device["InterfaceDescription"],
                    "NetAdapterInterfaceDescriptions": [device["InterfaceDescription"]],
                    "NetAdapterInterfaceGuid": [NIC_ID],
                    "EmbeddedTeamingEnabled": False,
                    "IovEnabled": True,
                    "IovSupport": True,
                    "IovSupportReasons": [],
                    "IovVirtualFunctionCount": 16,
                    "IovVirtualFunctionsInUse": 1,
                    "IovQueuePairCount": 16,
                    "IovQueuePairsInUse": 1,
                }
            ),
            "Get-NetAdapter": _section({**device, "InterfaceGuid": "{" + NIC_ID.upper() + "}", "Virtual": False}),
            "Get-NetAdapterSriov": _section(
                {**device, "Enabled": True, "SriovSupport": {"word": "Supported", "number": 1}, "NumVFs": 16}
            ),
            "Get-NetAdapterSriovVf": _section({**device, "FunctionID": 0, "VmID": VM_ID, "VmFriendlyName": "VM01"}),
            "Get-NetAdapterHardwareInfo": _section({**device, "SriovSupport": {"word": None, "number": 1}}),
            "Get-NetAdapterAdvancedProperty": _section({**device, "RegistryKeyword": "*SRIOV", "RegistryValue": ["1"]}),
            "Get-VM": _section({"Name": "VM01", "Id": VM_ID, "State": {"word": "Running", "number": 2}}),
            "Get-VMNetworkAdapter": _section(
                {
                    "Name": "Network Adapter",
                    "Id": "vmnic-1",
                    "VMId": VM_ID,
                    "VMName": "VM01",
                    "IsManagementOs": False,
                    "IsLegacy": False,
                    "SwitchName": "External",
                    "SwitchId": SWITCH_ID,
                    "Connected": True,
                    "IovWeight": 100,
                    "IovUsage": 1,
                    "VFDataPathActive": True,
                    "Status": [{"word": "Ok", "number": 2}],
                }
            ),
            "Get-NetLbfoTeam": _section(),
            "Get-NetLbfoTeamMember": _section(),
            "IOVEnableOverride": _section(),
            "Win32_OperatingSystem": _section(
                {"Caption": "Windows Server 2019", "BuildNumber": "17763", "ProductType": {"word": None, "number": 3}}
            ),
            "Win32_ComputerSystem": _section(
                {"Name": "HV01", "Manufacturer": "Contoso", "Model": "Server R1", "HypervisorPresent": True}
            ),
            "Win32_Processor": _section({"DeviceID": "CPU0", "SecondLevelAddressTranslationExtensions": True}),
        },
    }


def host() -> Snapshot:
    return Snapshot(data())


def with_example(reason: Reason) -> Snapshot:
    """The healthy host with a reason's example laid over it."""
    laid = copy.deepcopy(data())
    for change in reason.example:
        _lay(laid["sections"], change)
    return Snapshot(laid)


def _lay(sections: dict[str, Any], change: Mapping[str, Any]) -> None:
    section = sections.setdefault(change["cmdlet"], _section())
    if "failed" in change:
        error = {"id": change["failed"], "category": "ObjectNotFound", "message": "not found"}
        section.update(ok=False, rows=[], error=error)
    elif "rows" in change:
        section["rows"] = copy.deepcopy(change["rows"])
    for row in section["rows"]:
        if all(row.get(key) == value for key, value in change.get("where", {}).items()):
            row.update(copy.deepcopy(change.get("set", {})))
