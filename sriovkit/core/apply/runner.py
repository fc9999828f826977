"""The runner: one fixed script and a list of typed steps, as JSON both ways.

Rule: no text of a host or a person ever becomes part of the script; commands and parameters are those listed here.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

#: Raised whenever what the script does or answers changes.
VERSION = "1"
SCHEMA = "sriovkit.runner/1"
#: Commands that the script runs to look; each changes nothing.
READS = (
    "Get-ClusterNode",
    "Get-ClusterStorageSpacesDirect",
    "Get-ItemProperty",
    "Get-NetAdapter",
    "Get-NetAdapterAdvancedProperty",
    "Get-NetAdapterRdma",
    "Get-NetAdapterSriov",
    "Get-NetIPAddress",
    "Get-NetIntent",
    "Get-NetLbfoTeam",
    "Get-NetLbfoTeamMember",
    "Get-NetTCPConnection",
    "Get-VM",
    "Get-VMNetworkAdapter",
    "Get-VMNetworkAdapterAcl",
    "Get-VMNetworkAdapterVlan",
    "Get-VMSwitch",
    "Get-VMSwitchExtension",
    "Where-Object",
)
#: Commands that change something.
CHANGES = (
    "Add-NetLbfoTeamMember",
    "Connect-VMNetworkAdapter",
    "Disable-NetAdapterSriov",
    "Disconnect-VMNetworkAdapter",
    "Enable-NetAdapterSriov",
    "New-ItemProperty",
    "New-VMSwitch",
    "Remove-ItemProperty",
    "Remove-NetLbfoTeamMember",
    "Remove-VMSwitch",
    "Set-NetAdapterAdvancedProperty",
    "Set-NetAdapterSriov",
    "Set-VMNetworkAdapter",
)


@cache
def runner_script() -> str:
    """The PowerShell text that is sent, the same for every plan and host."""
    text = files(__package__).joinpath("runner.ps1").read_text(encoding="utf-8").replace("\r\n", "\n")
    for hole, names in (("%READS%", READS), ("%CHANGES%", CHANGES)):
        text = text.replace(hole, "\n".join(f"        '{name}'" for name in names))
    return text.replace("%VERSION%", VERSION)
