"""What the lab's PowerShell answers: commands with typed parameters, the library's script, and nothing else.

Rule: asked without a wire where the answer is the point, and over the wire where its types are.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from pypsrp.powershell import PowerShell

from sriovkit.core.script import collecting_script
from sriovkit.lab import Lab, load
from sriovkit.lab.collecting import answer
from sriovkit.lab.server import Command, PipelineAnswer, PipelineRequest
from sriovkit.lab.shell import Shell

from .lab_clients import pool


def ask(name: str, /, *loose: Any, host: str = "healthy", **named: Any) -> PipelineAnswer:
    shell = Shell(load(host).machine)
    given = [(None, value) for value in loose] + list(named.items())
    return shell.respond(PipelineRequest((Command(name, parameters=tuple(given)),)))


def script(text: str, host: str = "article") -> PipelineAnswer:
    return Shell(load(host).machine).respond(PipelineRequest((Command(text, is_script=True),)))


def found(said: PipelineAnswer, *names: str) -> list[Any]:
    assert said.terminating is None
    rows = [tuple(getattr(row, name) for name in names) for row in said.output]
    return [row[0] for row in rows] if len(names) == 1 else rows


def refused(said: PipelineAnswer) -> str:
    assert said.terminating is not None and not said.output
    return said.terminating.fully_qualified_error_id


def test_the_collecting_script_is_answered_with_the_machines_snapshot() -> None:
    (text,) = script(collecting_script()).output
    assert json.loads(text) == answer(load("article").machine)


def test_an_empty_pipeline_is_answered() -> None:
    assert script("1").output == (1,)


@pytest.mark.parametrize("text", ["", " 1", "2", collecting_script() + " ", "1;1"])
def test_any_other_script_is_a_command_not_found(text: str) -> None:
    said = script(text)
    assert refused(said) == "CommandNotFoundException"
    assert said.terminating is not None and said.terminating.category == "ObjectNotFound"


@pytest.mark.parametrize("name", ["Get-VMSwitchh", "Export-VM", "1", "Out-String"])
def test_an_unknown_command_is_not_found(name: str) -> None:
    assert refused(ask(name)) == "CommandNotFoundException"


def test_what_stands_behind_a_pipe_is_not_played() -> None:
    shell = Shell(load("healthy").machine)
    said = shell.respond(PipelineRequest((Command("Get-VM"), Command("Out-String"))))
    assert refused(said) == "CommandNotFoundException"


def test_two_statements_are_answered_in_turn() -> None:
    shell = Shell(load("healthy").machine)
    asked = (Command("Get-VM", ends_statement=True), Command("Get-VMSwitch"))
    assert found(shell.respond(PipelineRequest(asked)), "Name") == ["VM01", "External"]


@pytest.mark.parametrize(
    ("name", "given", "left"),
    [
        ("Get-VMSwitch", {}, ["External"]),
        ("get-vmswitch", {"name": "ext*"}, ["External"]),
        ("Hyper-V\\Get-VMSwitch", {"SwitchName": "EXTERNAL"}, ["External"]),
        ("Get-VMSwitch", {"SwitchType": "internal"}, []),
        ("Get-VMSwitch", {"SwitchT": ["External", "Private"]}, ["External"]),
        ("Get-VMSwitch", {"Name": "x*"}, []),
        ("Get-NetAdapter", {"Name": ["NIC?", "Mgmt*"]}, ["NIC1"]),
        ("Get-NetAdapter", {"ifAlias": "*"}, ["NIC1", "Management"]),
        ("Get-NetAdapter", {"Physical": True}, ["NIC1", "Management"]),
        ("Get-NetAdapter", {"InterfaceIndex": 11}, ["Management"]),
        ("Get-NetAdapterSriov", {"InterfaceDescription": "Intel(R)*"}, ["NIC1"]),
        ("Get-NetAdapterSriovVf", {"FunctionID": [0, 1]}, ["NIC1"]),
        ("Get-NetAdapterAdvancedProperty", {"RegistryKeyword": "[*]SRIOV", "AllProperties": True}, ["NIC1"]),
        ("Get-VMNetworkAdapter", {"VMName": "VM0*"}, ["Network Adapter"]),
        ("Get-VMNetworkAdapter", {"All": True, "ErrorAction": "Stop"}, ["Network Adapter"]),
        ("Get-VMNetworkAdapter", {"ManagementOS": True}, []),
        ("Get-CimInstance", {"ClassName": "win32_computersystem"}, ["HV10"]),
    ],
)
def test_parameters_choose_rows(name: str, given: dict[str, Any], left: list[str]) -> None:
    assert found(ask(name, **given), "Name") == left


def test_a_literal_star_in_a_registry_keyword_is_a_wildcard_too() -> None:
    assert found(ask("Get-NetAdapterAdvancedProperty", RegistryKeyword="*SRIOV"), "Name") == ["NIC1"]


def test_positional_arguments_and_identities() -> None:
    assert found(ask("Get-VMSwitch", "External"), "Name") == ["External"]
    (row,) = ask("Get-VM", "VM01").output
    assert found(ask("Get-VM", Id=uuid.UUID(str(row.Id))), "Name") == ["VM01"]
    assert found(ask("Get-VM", Id=str(row.Id).upper()), "Name") == ["VM01"]


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("Get-VMSwitch", {"Nmae": "x"}, "NamedParameterNotFound,Microsoft.HyperV.PowerShell.Commands.GetVMSwitch"),
        ("Get-NetAdapterSriov", {"VMName": "x"}, "NamedParameterNotFound,Get-NetAdapterSriov"),
        ("Get-VMSwitch", {"S": "x"}, "AmbiguousParameter,Microsoft.HyperV.PowerShell.Commands.GetVMSwitch"),
        ("Get-VMSwitch", {"SwitchType": "Outer"}, "CannotConvertArgument,"),
        ("Get-VM", {"Id": "no guid"}, "CannotConvertArgument,"),
        ("Get-VM", {"Id": str(uuid.UUID(int=1)), "Name": "VM01"}, "AmbiguousParameterSet,"),
        ("Get-VM", {"Name": "VM01", "VMName": "VM01"}, "ParameterAlreadyBound,"),
        ("Get-VMNetworkAdapter", {}, "MissingMandatoryParameter,"),
        ("Get-CimInstance", {}, "MissingMandatoryParameter,"),
        ("Get-CimInstance", {"ClassName": "Win32_Fan"}, "HRESULT 0x80041010,"),
        ("Get-VMSwitch", {"ComputerName": "other"}, "LabNotPlayed"),
    ],
)
def test_wrong_parameters_are_refused_as_powershell_would(name: str, given: dict[str, Any], error: str) -> None:
    assert refused(ask(name, **given)).startswith(error)


def test_too_many_arguments() -> None:
    assert refused(ask("Get-NetAdapterSriov", "NIC1", "NIC2")).startswith("PositionalParameterNotFound,")


def test_a_parameter_that_this_windows_does_not_have_yet() -> None:
    old = ask("Get-VMSwitch", host="article", CimSession="x")
    assert refused(old).startswith("NamedParameterNotFound,")
    assert refused(ask("Get-VMSwitch", CimSession="x")) == "LabNotPlayed"


def test_a_name_that_is_not_there_is_an_error_and_the_rest_arrives() -> None:
    said = ask("Get-NetAdapter", Name=["NIC1", "NIC9"])
    assert found(said, "Name") == ["NIC1"]
    assert [error.fully_qualified_error_id for error in said.errors] == [
        "CmdletizationQuery_NotFound_Name,Get-NetAdapter"
    ]


def test_without_hyper_v_its_commands_are_not_there() -> None:
    assert refused(ask("Get-VMHost", host="no-hyper-v")) == "CommandNotFoundException"
    assert found(ask("Get-NetAdapterSriov", host="no-hyper-v"), "Name") == ["NIC1"]


def test_the_registry_value_is_read_at_its_place() -> None:
    machine = load("article").machine
    shell = Shell(replace(machine, registry=replace(machine.registry, iov_enable_override=1)))
    place = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"
    asked = Command("Get-ItemProperty", parameters=(("LiteralPath", place), ("Name", "IOVEnableOverride")))
    (row,) = shell.respond(PipelineRequest((asked,))).output
    assert row.IOVEnableOverride == 1
    assert [key.PSPath for key in ask("Get-ItemProperty", place).output] == [place]
    (error,) = ask("Get-ItemProperty", place, "IOVEnableOverride").errors
    assert error.category == "InvalidArgument" and "PSArgumentException" in error.fully_qualified_error_id
    wrong = place.replace("Windows NT", "WindowsNT")
    assert ask("Get-ItemProperty", wrong).errors[0].category == "ObjectNotFound"
    assert [ask("Test-Path", one).output for one in (place, wrong)] == [(True,), (False,)]


def test_the_vm_nics_of_a_vm_are_told_by_the_vm_itself() -> None:
    (vm,) = ask("Get-VM", "VM01").output
    assert found(ask("Get-VMNetworkAdapter", VM=vm), "VMName") == ["VM01"]
    assert found(ask("Get-VMNetworkAdapter", VM={"Id": str(uuid.uuid4())}), "VMName") == []


def test_pci_devices_are_told_property_by_property() -> None:
    cards = found(ask("Get-PnpDevice", InstanceId="pci\\ven_8086*", PresentOnly=True), "InstanceId")
    assert cards and all(name.startswith("PCI\\VEN_8086") for name in cards)
    keys = ["{3ab22e31-8264-4b4e-9af5-a8d2d8e33e62} 26", "DEVPKEY_Device_Parent", "DEVPKEY_Unknown"]
    told = found(ask("Get-PnpDeviceProperty", InstanceId=cards[0], KeyName=keys), "KeyName", "Type", "Data")
    assert [(key, kind) for key, kind, _ in told] == list(zip(keys, ["UInt32", "String", "Empty"], strict=True))
    assert (told[0][2], told[2][2]) == (0, None) and str(told[1][2]).startswith("PCI\\VEN_FFFF")
    early = replace(load("healthy").machine, release="2012R2")
    said = Shell(early).respond(PipelineRequest((Command("Get-PnpDevice"),)))
    assert refused(said) == "CommandNotFoundException"


def test_another_machine_is_another_answer_at_once() -> None:
    with Lab("healthy") as lab, pool(lab.server, "ntlm") as opened:
        ask_again = PowerShell(opened).add_script(collecting_script())
        assert json.loads(ask_again.invoke()[0])["session"]["computer"] == "HV10"
        lab.machine = replace(lab.machine, name="HV99")
        ask_again = PowerShell(opened).add_script(collecting_script())
        assert json.loads(ask_again.invoke()[0])["session"]["computer"] == "HV99"
        assert lab.password not in repr(lab)


def test_kinds_survive_the_wire() -> None:
    with Lab("healthy") as lab, pool(lab.server, "ntlm") as opened:
        asked = {name: PowerShell(opened).add_cmdlet(name).invoke() for name in ("Get-VMSwitch", "Get-NetAdapterSriov")}
        (system,) = PowerShell(opened).add_cmdlet("Get-CimInstance").add_argument("Win32_OperatingSystem").invoke()
        nics = PowerShell(opened).add_cmdlet("Get-VMNetworkAdapter").add_parameter("All", True).invoke()
    switch = asked["Get-VMSwitch"][0].extended_properties
    assert switch["SwitchType"].to_string == "External" and str(switch["BandwidthReservationMode"]) == "None"
    assert isinstance(switch["Id"], uuid.UUID) and switch["IovSupportReasons"] == []
    assert (switch["IovEnabled"], switch["IovVirtualFunctionCount"]) == (True, 16)
    capabilities = asked["Get-NetAdapterSriov"][0].extended_properties["HardwareCapabilities"]
    assert capabilities.extended_properties["MaxNumVFs"] == 63
    assert str(system.extended_properties["LocalDateTime"]).startswith("2026-11-22T05:03:00")
    assert [str(item) for item in nics[0].extended_properties["Status"]] == ["Ok"]
