# %HEAD%
# %CONSOLE%
# %RULE%
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# --- %TOOLS%
$made = @{}
$back = New-Object System.Collections.ArrayList

function Get-PlanText($Found, [string]$Property) {
    $told = $Found.PSObject.Properties[$Property]
    if ($null -eq $told -or $null -eq $told.Value) { return '' }
    (@(@($told.Value) | ForEach-Object { [string]$_ }) -join '|').Trim('{', '}')
}

function Select-PlanOne([object[]]$Found) {
    if ($Found.Count -ne 1) { throw '%NOT_ONE%' }
    $Found[0]
}

function Test-PlanState([object[]]$Found, [hashtable]$Wanted) {
    if ($Found.Count -ne 1) { return $false }
    foreach ($name in $Wanted.Keys) {
        if ((Get-PlanText $Found[0] $name) -ne $Wanted[$name]) { return $false }
    }
    $true
}

function Assert-PlanFact([object[]]$Found, [hashtable]$Wanted) {
    $one = Select-PlanOne $Found
    foreach ($name in $Wanted.Keys) {
        if ((Get-PlanText $one $name) -ne $Wanted[$name]) { throw ('%CHANGED%' + $name) }
    }
}

function Assert-PlanNone([object[]]$Found) {
    if ($Found.Count -ne 0) { throw ('%CHANGED%' + (@($Found | ForEach-Object { [string]$_.VMName }) -join ', ')) }
}

function Wait-PlanState([scriptblock]$Look) {
    for ($i = 0; $i -lt 30; $i++) {
        if (& $Look) { return }
        Start-Sleep -Seconds 2
    }
    throw '%NOT_PROVEN%'
}

function Confirm-PlanStep([string[]]$Words) {
    foreach ($line in $Words) { Write-Host $line }
    if ((Read-Host '%TYPE_YES%') -cne 'YES') { throw '%STOPPED%' }
}

function Show-PlanWayBack {
    if ($back.Count -eq 0) { return }
    Write-Host '%WAY_BACK%'
    Write-Host '$made = @{}'
    foreach ($name in $made.Keys) {
        Write-Host ('$made[''' + $name + '''] = Get-VMSwitch -Id ''' + [string]$made[$name].Id + '''')
    }
    foreach ($line in $back) { Write-Host $line }
}

try {
# --- %CHECKS%
%BEFORE%
%STEPS%
} catch {
    Show-PlanWayBack
    throw
}
Write-Host '%FINISHED%'
Show-PlanWayBack
