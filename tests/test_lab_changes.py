"""Commands that change the lab's host: their effects, their errors, and the time they take.

Rule: asked without a wire; time stands still but for what commands take, so that every moment can be looked at.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from sriovkit.core.cmdlets.iov_enable_override import RIGHT_PLACE, WRONG_PLACES
from sriovkit.lab import load
from sriovkit.lab.binding import signatures
from sriovkit.lab.changes import PLAYS
from sriovkit.lab.life import Life
from sriovkit.lab.machine import Machine
from sriovkit.lab.server import Command, PipelineAnswer, PipelineRequest
from sriovkit.lab.settling import SECONDS
from sriovkit.lab.shell import Shell

HYPER_V = "Microsoft.HyperV.PowerShell.Commands"


def host(name: str = "healthy", **changed: Any) -> Shell:
    return Shell(replace(load(name, "en").machine, **changed))


def ask(shell: Shell, name: str, /, **given: Any) -> PipelineAnswer:
    return shell.respond(PipelineRequest((Command(name, parameters=tuple(given.items())),)))


def done(shell: Shell, name: str, /, **given: Any) -> PipelineAnswer:
    said = ask(shell, name, **given)
    assert (said.terminating, said.errors) == (None, ())
    return said


def trouble(said: PipelineAnswer) -> tuple[str, str]:
    error = said.terminating or said.errors[0]
    return error.category, error.fully_qualified_error_id


def switch(shell: Shell, name: str = "External") -> Any:
    (row,) = done(shell, "Get-VMSwitch", Name=name).output
    return row


def vm_nic(shell: Shell) -> Any:
    return done(shell, "Get-VMNetworkAdapter", VMName="VM01").output[0]


# -- effects ---------------------------------------------------------------------------------------------------------


def test_every_played_command_is_in_the_tables_and_takes_what_if() -> None:
    known = {signature.command for signature in signatures().values()}
    assert set(PLAYS) <= known
    played = [s for s in signatures().values() if s.command in PLAYS]
    assert all(s.parameters["WhatIf"].play for s in played if "WhatIf" in s.parameters)
    # These have none on any Windows.
    bare = {"Resume-ClusterNode", "Remove-NetIntent", "Enable-VMSwitchExtension", "Disable-VMSwitchExtension"}
    assert {s.command for s in played if "WhatIf" not in s.parameters} == bare


def test_a_switch_is_made_although_sr_iov_is_impossible() -> None:
    shell = host("article", switches=())
    made = done(shell, "New-VMSwitch", Name="SW", NetAdapterName="554flr-1", EnableIov=True, AllowManagementOS=False)
    assert [row.Name for row in made.output] == ["SW"]
    assert (switch(shell, "SW").IovEnabled, switch(shell, "SW").IovSupport) == (True, False)


def test_removing_a_switch_leaves_its_vm_nics_without_one() -> None:
    shell = host()
    done(shell, "Remove-VMSwitch", Name="External", Force=True)
    assert done(shell, "Get-VMSwitch").output == ()
    assert vm_nic(shell).SwitchName is None


def test_a_vf_comes_and_goes_with_the_weight() -> None:
    shell = host()
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", IovWeight=0)
    assert (vm_nic(shell).IovUsage, switch(shell).IovVirtualFunctionsInUse) == (0, 0)
    (shown,) = done(shell, "Set-VMNetworkAdapter", VMName="vm*", IovWeight=50, Passthru=True).output
    assert (shown.IovWeight, shown.IovUsage) == (50, 1)


def test_what_else_an_adapter_of_a_vm_can_be_told() -> None:
    shell = host()
    given = {"IovQueuePairsRequested": 2, "IovInterruptModeration": "adaptive", "AllowTeaming": "On"}
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", Name="Network Adapter", **given)
    row = vm_nic(shell)
    assert row.IovQueuePairsRequested == 2
    assert shell.machine.vms[0].nics[0].moderation == "Adaptive" and shell.machine.vms[0].nics[0].allow_teaming


def test_the_pf_is_switched_off_and_on_and_its_number_of_vfs_set() -> None:
    shell = host()

    def pf() -> Any:
        return done(shell, "Get-NetAdapterSriov", Name="NIC1").output[0]

    done(shell, "Disable-NetAdapterSriov", Name="NIC1")
    assert (pf().Enabled, vm_nic(shell).IovUsage) == (False, 0)
    done(shell, "Enable-NetAdapterSriov", InterfaceDescription="Intel*")
    assert pf().Enabled
    done(shell, "Set-NetAdapterSriov", Name="NIC1", Vf=4)
    assert (pf().NumVFs, switch(shell).IovVirtualFunctionCount) == (4, 4)


def test_without_a_restart_the_registry_has_the_value_and_the_adapter_not_yet() -> None:
    shell = host()
    done(
        shell,
        "Set-NetAdapterAdvancedProperty",
        Name="NIC1",
        RegistryKeyword="*SRIOV",
        RegistryValue="0",
        NoRestart=True,
    )
    (row,) = done(shell, "Get-NetAdapterAdvancedProperty", Name="NIC1").output
    assert row.RegistryValue == ["0"] and vm_nic(shell).IovUsage == 1
    done(shell, "Restart-NetAdapter", Name="NIC1")
    assert vm_nic(shell).IovUsage == 0


def test_the_registry_value_is_made_set_and_removed() -> None:
    shell = host("article")
    done(shell, "New-ItemProperty", Path=RIGHT_PLACE, Name="IOVEnableOverride", PropertyType="DWord", Value=1)
    again = ask(shell, "New-ItemProperty", Path=RIGHT_PLACE, Name="IOVEnableOverride", Value=1)
    assert trouble(again)[0] == "ResourceExists"
    done(shell, "Set-ItemProperty", LiteralPath=RIGHT_PLACE, Name="IOVEnableOverride", Value=0)
    assert shell.machine.registry.iov_enable_override == 0
    done(shell, "Remove-ItemProperty", Path=RIGHT_PLACE, Name="IOVEnableOverride")
    assert shell.machine.registry.iov_enable_override is None
    assert trouble(ask(shell, "New-ItemProperty", Path=WRONG_PLACES[0], Name="IOVEnableOverride", Value=1))[
        1
    ].startswith("PathNotFound")
    done(shell, "New-ItemProperty", Path=WRONG_PLACES[1], Name="IOVEnableOverride", Value=1)
    assert shell.machine.registry.wow6432 == 1


def test_a_vm_is_made_gets_another_adapter_and_is_started_and_stopped() -> None:
    shell = host()
    done(shell, "New-VM", Name="VM02", Generation=2, SwitchName="External")
    done(shell, "Add-VMNetworkAdapter", VMName="VM02", Name="Second", SwitchName="External")
    assert [row.Name for row in done(shell, "Get-VMNetworkAdapter", VMName="VM02").output] == [
        "Network Adapter",
        "Second",
    ]
    done(shell, "Start-VM", Name="VM02")
    done(shell, "Stop-VM", Name="VM0*", Force=True)
    assert {vm.state for vm in shell.machine.vms} == {"Off"}


def test_what_if_changes_nothing() -> None:
    shell = host()
    before = shell.machine
    done(shell, "Remove-VMSwitch", Name="External", Force=True, WhatIf=True)
    assert shell.machine.switches == before.switches


# -- errors ----------------------------------------------------------------------------------------------------------

WRONG: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
    (
        "New-VMSwitch",
        {"Name": "S", "NetAdapterName": "NIC9"},
        ("InvalidArgument", f"InvalidParameter,{HYPER_V}.NewVMSwitch"),
    ),
    (
        "New-VMSwitch",
        {"Name": "S", "NetAdapterName": "NIC1"},
        ("InvalidArgument", f"InvalidParameter,{HYPER_V}.NewVMSwitch"),
    ),
    ("New-VMSwitch", {"Name": "S"}, ("InvalidArgument", f"MissingMandatoryParameter,{HYPER_V}.NewVMSwitch")),
    (
        "New-VMSwitch",
        {"Name": "S", "NetAdapterName": "Management", "EnableIo": True, "Id": "x"},
        ("InvalidArgument", f"NamedParameterNotFound,{HYPER_V}.NewVMSwitch"),
    ),
    ("Remove-VMSwitch", {"Name": "External"}, ("InvalidOperation", f"InvalidOperation,{HYPER_V}.RemoveVMSwitch")),
    (
        "Remove-VMSwitch",
        {"Name": "X", "Force": True},
        ("InvalidArgument", f"InvalidParameter,{HYPER_V}.RemoveVMSwitch"),
    ),
    (
        "Set-VMNetworkAdapter",
        {"VMName": "VM01", "IovWeight": 101},
        ("InvalidArgument", f"InvalidParameter,{HYPER_V}.SetVMNetworkAdapter"),
    ),
    (
        "Set-VMNetworkAdapter",
        {"VMName": "VM01", "IovInterruptModeration": "Fast"},
        ("InvalidArgument", f"CannotConvertArgument,{HYPER_V}.SetVMNetworkAdapter"),
    ),
    (
        "Connect-VMNetworkAdapter",
        {"VMName": "VM01", "SwitchName": "X"},
        ("InvalidArgument", f"InvalidParameter,{HYPER_V}.ConnectVMNetworkAdapter"),
    ),
    ("Start-VM", {"Name": "VM09"}, ("InvalidArgument", f"InvalidParameter,{HYPER_V}.StartVM")),
    (
        "Enable-NetAdapterSriov",
        {"Name": "Management"},
        ("ObjectNotFound", "CmdletizationQuery_NotFound_Name,Enable-NetAdapterSriov"),
    ),
    (
        "Set-NetAdapterSriov",
        {"Name": "NIC1", "NumVFs": 64},
        ("InvalidArgument", "InvalidParameter,Set-NetAdapterSriov"),
    ),
    (
        "Set-NetAdapterSriov",
        {"Name": "NIC1", "NumVPorts": 1},
        ("InvalidArgument", "NamedParameterNotFound,Set-NetAdapterSriov"),
    ),
    ("New-VM", {"Name": "VM01"}, ("InvalidArgument", f"InvalidParameter,{HYPER_V}.NewVM")),
]


@pytest.mark.parametrize(("name", "given", "error"), WRONG)
def test_what_cannot_be_is_refused_as_windows_files_it_and_nothing_changes(
    name: str, given: dict[str, Any], error: tuple[str, str]
) -> None:
    shell = host()
    before = shell.machine
    assert trouble(ask(shell, name, **given)) == error
    assert (shell.machine.switches, shell.machine.vms, shell.machine.cards) == (
        before.switches,
        before.vms,
        before.cards,
    )


@pytest.mark.parametrize("name", ["New-VMSwitch", "Set-VMNetworkAdapter", "Restart-Computer"])
def test_nobody_changes_anything_without_rights(name: str) -> None:
    given = {"New-VMSwitch": {"Name": "S", "SwitchType": "Internal"}, "Set-VMNetworkAdapter": {"VMName": "VM01"}}
    assert trouble(ask(host(elevated=False), name, **given.get(name, {})))[0] == "PermissionDenied"


def test_what_this_windows_does_not_have_yet_does_not_exist() -> None:
    old = Shell(replace(load("slot-without-acs", "en").machine, switches=()))
    given = {"Name": "S", "NetAdapterName": "NIC1", "EnableEmbeddedTeaming": True}
    assert trouble(ask(old, "New-VMSwitch", **given))[1].startswith("NamedParameterNotFound")


def test_a_team_under_a_switch_cannot_be_taken_apart() -> None:
    shell = host("lbfo-team")
    assert trouble(ask(shell, "Remove-NetLbfoTeam", Name="Team1", Confirm=False))[0] == "InvalidOperation"


# -- time ------------------------------------------------------------------------------------------------------------


def test_the_clock_runs_and_the_boot_stays() -> None:
    ticks = iter([0.0, 10.0, 10.0, 20.0])
    life = Life(load("healthy").machine, 2.0, lambda: next(ticks))
    start = load("healthy").machine
    later = life.machine
    assert ((later.clock - start.clock).total_seconds(), later.booted) == (20.0, start.booted)


def test_reads_in_between_show_it_settling() -> None:
    life = Life(load("healthy", "en").machine, speed=0)
    shell = Shell(life)
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", IovWeight=0)
    done(shell, "Set-VMNetworkAdapter", VMName="VM01", IovWeight=100)
    assert (vm_nic(shell).IovUsage, vm_nic(shell).VFDataPathActive) == (1, False)
    life.wait(SECONDS["vf"])
    assert vm_nic(shell).VFDataPathActive


def test_a_change_completes_after_the_one_who_asked_is_gone() -> None:
    """The command waits in a thread that nobody waits for, as after a kill."""
    life = Life(load("healthy", "en").machine, speed=1)
    shell = Shell(life)
    done(shell, "Remove-VMSwitch", Name="External", Force=True)
    given = {"Name": "SW", "NetAdapterName": "NIC1", "EnableIov": True, "AllowManagementOS": False}
    threading.Thread(target=lambda: ask(shell, "New-VMSwitch", **given), daemon=True).start()
    while not life.machine.switches:
        time.sleep(0.005)
    row = switch(shell, "SW")
    assert (row.NetAdapterInterfaceDescription, row.IovVirtualFunctionCount, row.IovSupportReasons) == (None, 0, None)
    until = time.monotonic() + 20 * SECONDS["switch"]
    while not life.settled and time.monotonic() < until:
        time.sleep(0.05)
    assert (switch(shell, "SW").IovVirtualFunctionCount, life.settled) == (16, True)


def test_the_management_port_is_away_while_a_switch_takes_it_and_for_good_where_it_is_not_shared() -> None:
    def after(shared: bool) -> Life:
        life = Life(load("healthy", "en").machine, speed=0)
        shell = Shell(life)
        life.wait = lambda seconds: None  # type: ignore[method-assign]
        done(shell, "New-VMSwitch", Name="M", NetAdapterName="Management", AllowManagementOS=shared)
        return life

    for shared in (True, False):
        life = after(shared)
        assert not life.reachable
        life.change(lambda m: replace(m, settling=()))
        assert life.reachable is shared


def test_two_changes_at_once_are_both_there() -> None:
    life = Life(load("vf-exhausted", "en").machine, speed=1000)
    shell = Shell(life)
    names = [f"S{n}" for n in range(20)]
    made = [
        threading.Thread(target=lambda n=n: done(shell, "New-VMSwitch", Name=n, SwitchType="Private")) for n in names
    ]
    for thread in made:
        thread.start()
    for thread in made:
        thread.join()
    assert {s.name for s in life.machine.switches} >= set(names)


def test_the_machine_itself_stays_as_it_was() -> None:
    machine: Machine = load("healthy", "en").machine
    before = replace(machine)
    done(Shell(machine), "Remove-VMSwitch", Name="External", Force=True)
    assert machine == before


# -- objects and teams -----------------------------------------------------------------------------------------------


def test_a_thing_that_another_command_gave_stands_for_itself() -> None:
    shell = host()
    (adapter,) = done(shell, "Get-VMNetworkAdapter", VMName="VM01").output
    (made,) = done(shell, "Get-VMSwitch").output
    (vm,) = done(shell, "Get-VM").output
    (pf,) = done(shell, "Get-NetAdapterSriov").output
    done(shell, "Set-VMNetworkAdapter", VMNetworkAdapter=adapter, IovWeight=7)
    done(shell, "Disconnect-VMNetworkAdapter", VMNetworkAdapter=[adapter])
    done(shell, "Connect-VMNetworkAdapter", VMNetworkAdapter=adapter, VMSwitch=made)
    assert (vm_nic(shell).IovWeight, vm_nic(shell).SwitchName) == (7, "External")
    done(shell, "Stop-VM", VM=vm, Force=True)
    assert shell.machine.vms[0].state == "Off"
    done(shell, "Disable-NetAdapterSriov", InputObject=pf)
    assert shell.machine.cards[0].ports[0].sriov_keyword is False
    done(shell, "Remove-VMSwitch", VMSwitch=made, Force=True)
    assert shell.machine.switches == ()


def test_members_leave_and_join_a_team_but_the_last_one_stays() -> None:
    shell = host("lbfo-team")
    done(shell, "Remove-NetLbfoTeamMember", Name="NIC2", Team="Team1", Confirm=False)
    assert shell.machine.teams[0].members == ("NIC1",)
    assert trouble(ask(shell, "Remove-NetLbfoTeamMember", Name="NIC1", Team="Team1"))[0] == "InvalidOperation"
    done(shell, "Add-NetLbfoTeamMember", Name="NIC2", Team="Team1")
    assert shell.machine.teams[0].members == ("NIC1", "NIC2")
    assert trouble(ask(shell, "Add-NetLbfoTeamMember", Name="NIC2", Team="Team1"))[0] == "InvalidArgument"
