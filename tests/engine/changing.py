"""A host in the engine that a plan's script can change: rows of a snapshot, and commands that alter them and are noted.

Rule: the changing commands have the parameters of the reference pages, so that a wrong one is refused as Windows would.
"""

from __future__ import annotations

from pathlib import Path

from sriovkit.core.snapshot import Snapshot

from . import stubs
from .tables import function, quoted

_STATE = {
    "Switches": "Get-VMSwitch",
    "Vms": "Get-VM",
    "VmNics": "Get-VMNetworkAdapter",
    "Nics": "Get-NetAdapter",
    "Pfs": "Get-NetAdapterSriov",
    "Advanced": "Get-NetAdapterAdvancedProperty",
    "Teams": "Get-NetLbfoTeam",
    "Members": "Get-NetLbfoTeamMember",
}
_MOVE = """
    $VMNetworkAdapter[0].SwitchId = $(if ($VMSwitch) { $VMSwitch.Id } else { $null })
    $VMNetworkAdapter[0].Connected = [bool]$VMSwitch
"""
#: Command -> what it does; `Note` keeps its name and the identities of what it was given.
CHANGES = {
    "New-VMSwitch": """
    Note "New-VMSwitch $Name on $($NetAdapterInterfaceDescription -join '+') iov=$EnableIov shared=$AllowManagementOS"
    $made = [pscustomobject]@{ Name = $Name; Id = [guid]::NewGuid(); IovEnabled = $EnableIov
        NetAdapterInterfaceDescription = $NetAdapterInterfaceDescription[0]; AllowManagementOS = $AllowManagementOS }
    $global:Switches += $made
    $made
""",
    "Remove-VMSwitch": """
    Note "Remove-VMSwitch $($VMSwitch[0].Name) force=$Force"
    $global:Switches = @($global:Switches | Where-Object { [string]$_.Id -ne [string]$VMSwitch[0].Id })
""",
    "Connect-VMNetworkAdapter": 'Note "Connect-VMNetworkAdapter $($VMNetworkAdapter[0].Id) to $($VMSwitch.Name)"\n'
    + _MOVE,
    "Disconnect-VMNetworkAdapter": '$VMSwitch = $null; Note "Disconnect-VMNetworkAdapter $($VMNetworkAdapter[0].Id)"\n'
    + _MOVE,
    "Set-VMNetworkAdapter": """
    Note "Set-VMNetworkAdapter $($VMNetworkAdapter.Id) $(@($PSBoundParameters.Keys | Sort-Object) -join ',')"
    if ($PSBoundParameters.ContainsKey('IovWeight')) { $VMNetworkAdapter.IovWeight = $IovWeight }
    if ($PSBoundParameters.ContainsKey('IovQueuePairsRequested')) {
        $VMNetworkAdapter.IovQueuePairsRequested = $IovQueuePairsRequested }
""",
    "Enable-NetAdapterSriov": 'Note "Enable-NetAdapterSriov $($InputObject[0].Name)"; $InputObject[0].Enabled = $true',
    "Set-NetAdapterSriov": """
    Note "Set-NetAdapterSriov $($InputObject[0].Name) $NumVFs"
    $InputObject[0].NumVFs = $NumVFs
""",
    "Set-NetAdapterAdvancedProperty": """
    Note "Set-NetAdapterAdvancedProperty $($InputObject[0].Name) $RegistryValue"
    $InputObject[0].RegistryValue = $RegistryValue
""",
    "Remove-NetLbfoTeamMember": """
    Note "Remove-NetLbfoTeamMember $($InputObject[0].Name)"
    $global:Members = @($global:Members | Where-Object { $_.Name -ne $InputObject[0].Name })
""",
    "New-ItemProperty": 'Note "New-ItemProperty $LiteralPath $Name $Value"; $global:Override = $Value',
}


def host(snapshot: Snapshot, answer: str = "YES", windows: str = "2019", computer: str = "") -> str:
    """PowerShell that defines the host; `answer` is what is typed whenever somebody is asked."""
    made = [Path(__file__).with_suffix(".ps1").read_text("utf-8"), stubs.enums(snapshot.sections)]
    for name, section in _STATE.items():
        rows = ",\n".join(stubs.host_object(section, row) for row in snapshot.rows(section))
        made.append(f"$global:{name} = @({rows})")
    made += [function(name, body, windows) for name, body in CHANGES.items()]
    made.append(f"$global:Override = $null; $global:Answer = {quoted(answer)}")
    made.append(f"$env:COMPUTERNAME = {quoted(computer or snapshot.host)}")
    return "\n".join(made)


#: What was done, one a line.
DID = '$global:Did -join "`n"'
ASKED = "[string]$global:Asked.Count"
SAID = '$global:Said -join "`n"'
