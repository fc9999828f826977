# A host that changes: what a plan's script asks and does, over rows that the test puts into $global:Switches and the like.
$global:Did = New-Object System.Collections.ArrayList
$global:Asked = New-Object System.Collections.ArrayList
$global:Said = New-Object System.Collections.ArrayList
function global:Note([string]$What) { [void]$global:Did.Add($What) }
function global:Read-Host { param($Prompt) [void]$global:Asked.Add([string]$Prompt); $global:Answer }
function global:Write-Host { param($Object) [void]$global:Said.Add([string]$Object) }
function global:Out-Host { param([Parameter(ValueFromPipeline = $true)]$InputObject) process { } }
function global:Start-Sleep { param($Seconds) }
function global:Get-VMSwitch { param($Id) $global:Switches | Where-Object { -not $Id -or [string]$_.Id -eq [string]$Id } }
function global:Get-VM { param($Id) $global:Vms | Where-Object { [string]$_.Id -eq [string]$Id } }
function global:Get-VMNetworkAdapter {
    param([Parameter(ValueFromPipeline = $true)]$VM, [switch]$All)
    process { $global:VmNics | Where-Object { $All -or [string]$_.VMId -eq [string]$VM.Id } }
}
function global:Get-VMNetworkAdapterAcl { param($VMNetworkAdapter) Note "show $($VMNetworkAdapter.Id)" }
function global:Get-VMNetworkAdapterVlan { param($VMNetworkAdapter) }
function global:Get-NetAdapter { $global:Nics }
function global:Get-NetAdapterSriov { $global:Pfs }
function global:Get-NetAdapterAdvancedProperty { param($RegistryKeyword, [switch]$AllProperties) $global:Advanced }
function global:Get-NetLbfoTeam { $global:Teams }
function global:Get-NetLbfoTeamMember { $global:Members }
function global:Get-ItemProperty { param($LiteralPath) [pscustomobject]@{ Place = $LiteralPath; IOVEnableOverride = $global:Override } }
