"""The commands of the host's network on every Windows, in both languages, and on every scenario's host.

Rule: a command is there or not found; what it answers has exactly the properties that are declared for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.lab import Machine, load, names
from sriovkit.lab.answers import ROWS, shown, whole
from sriovkit.lab.binding import signatures
from sriovkit.lab.cluster import Cluster, Intent
from sriovkit.lab.commands import there
from sriovkit.lab.network import Connection
from sriovkit.lab.shell import Shell
from sriovkit.lab.vm import Extension
from sriovkit.lab.windows import LANGUAGES, RELEASES

from .test_lab_changes import ask, done, trouble
from .test_lab_network_changes import HELD

#: Reading commands that no snapshot needs.
ONLY_COMMANDS = sorted(set(ROWS) - set(CMDLETS))
#: What each needs to be told.
GIVEN: dict[str, dict[str, Any]] = {"Get-VMSwitchExtension": {"VMSwitchName": "*"}}


def full(release: str, language: str) -> Machine:
    """A host with something to say to every command that its Windows has."""
    healthy = load("healthy", language).machine
    new = RELEASES[release].has("2025")
    vm = replace(healthy.vms[0], generation=1)
    over = replace(healthy.switches[0], extensions=(Extension("Contoso SDN"),), allow_management_os=True)
    card = replace(healthy.cards[0], rdma=True)
    return replace(
        healthy,
        release=release,
        vms=(vm,),
        switches=(over,),
        cards=(card, *healthy.cards[1:]),
        interfaces=(HELD,),
        connections=(Connection("198.51.100.7", "198.51.100.20", 3260),),
        cluster=Cluster("CL1", nodes=("HV98",)),
        network_atc=new,
        intents=(Intent("compute", ("NIC1",)),) if new else (),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("release", RELEASES)
def test_a_command_answers_where_its_windows_has_it_and_is_not_found_elsewhere(release: str, language: str) -> None:
    machine = full(release, language)
    done(
        Shell(machine),
        "Add-VMNetworkAdapterAcl",
        VMName="VM01",
        Action="Deny",
        Direction="Both",
        RemoteIPAddress="::/0",
    )
    for command in ONLY_COMMANDS:
        said = ask(Shell(machine), command, **GIVEN.get(command, {}))
        since = signatures()[command.lower()].since
        if RELEASES[release].has("2025" if command == "Get-NetIntent" else since):
            assert said.terminating is None, command
            assert said.output or command == "Get-VMNetworkAdapterAcl"
        else:
            assert trouble(said)[1] == "CommandNotFoundException", command


@pytest.mark.parametrize("name", names())
def test_every_scenarios_host_answers_every_command(name: str) -> None:
    for language in LANGUAGES:
        scenario = load(name, language)
        for machine in (scenario.machine, *([scenario.partner] if scenario.partner else [])):
            for command in ONLY_COMMANDS:
                if there(machine, signatures()[command.lower()]):
                    for row in whole(machine, command):
                        assert set(row) <= set(shown(command))
                    said = ask(Shell(machine), command, **GIVEN.get(command, {}))
                    assert said.terminating is None, command


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("release", RELEASES)
def test_the_changes_play_on_every_windows(release: str, language: str) -> None:
    shell = Shell(full(release, language))
    alias = {"InterfaceAlias": "Management"}
    done(shell, "New-NetIPAddress", IPAddress="198.51.100.8", PrefixLength=25, **alias)
    done(shell, "Remove-NetIPAddress", IPAddress="198.51.100.8", Confirm=False)
    done(shell, "Set-DnsClientServerAddress", ServerAddresses=["198.51.100.54"], **alias)
    done(shell, "Set-NetConnectionProfile", NetworkCategory="Public", **alias)
    done(shell, "Set-VMNetworkAdapterVlan", VMName="VM01", Access=True, VlanId=7)
    done(shell, "Add-VMNetworkAdapter", ManagementOS=True, Name="Second", SwitchName="External")
    done(shell, "Disable-NetAdapterRdma", Name="NIC1")
    done(shell, "Suspend-ClusterNode", Drain=True, Wait=True)
    done(shell, "Resume-ClusterNode", Failback="Immediate")
    assert shell.machine.vms[0].nics[0].vlan.access == 7
    gone = ask(shell, "Remove-NetIntent", Name="compute")
    assert (gone.terminating is None) is (release == "2025")
