# sriovkit runner, version %VERSION%. It takes a list of typed steps as JSON and answers with one line of JSON.
# Only the commands listed below are run, their parameters are splatted, and every object is found by identity.
param([string]$Request)
& {
    param([string]$Request)
    # A failure ends its step; a question, which nobody could answer here, is not asked.
    $ErrorActionPreference = 'Stop'
    $WarningPreference = 'SilentlyContinue'
    $ProgressPreference = 'SilentlyContinue'
    $ConfirmPreference = 'None'
    $PSDefaultParameterValues = @{}
    $OFS = ' '
    $invariant = [System.Globalization.CultureInfo]::InvariantCulture
    $reads = @(
%READS%
    )
    $changes = @(
%CHANGES%
    )

    # Texts come with a mark in front, so that no reader of JSON takes one for a date.
    function Get-RunnerText($Marked) { ([string]$Marked).Substring(1) }

    function Get-RunnerWord($Value) {
        if ($null -eq $Value) { return '' }
        (@(@($Value) | ForEach-Object { [string]$_ }) -join '|').Trim([char[]]'{}')
    }

    function Test-RunnerSame([string]$One, [string]$Other) {
        [string]::Equals($One, $Other, [System.StringComparison]::OrdinalIgnoreCase)
    }

    function Get-RunnerProperty($Object, [string]$Name) {
        $member = $Object.PSObject.Properties[$Name]
        if ($null -eq $member) { return '' }
        Get-RunnerWord $member.Value
    }

    function Get-RunnerValue($Typed) {
        $told = @($Typed.PSObject.Properties)[0]
        switch ($told.Name) {
            'text' { return (Get-RunnerText $told.Value) }
            'texts' { return , ([string[]]@($told.Value | ForEach-Object { Get-RunnerText $_ })) }
            'number' { return [int64]$told.Value }
            'truth' { return [bool]$told.Value }
            'switch' { return [bool]$told.Value }
            'found' { return (Get-RunnerOne $told.Value) }
        }
        throw ('No such kind of value: ' + $told.Name)
    }

    function Get-RunnerGiven($Call) {
        $given = @{}
        foreach ($parameter in $Call.parameters.PSObject.Properties) {
            $given[$parameter.Name] = Get-RunnerValue $parameter.Value
        }
        # Said each time: commands that are functions of a module do not see the preferences set above.
        $given['ErrorAction'] = 'Stop'
        $given
    }

    function Get-RunnerFound($Calls) {
        $objects = @()
        $first = $true
        foreach ($call in @($Calls)) {
            $name = Get-RunnerText $call.cmdlet
            if ($reads -notcontains $name) { throw ('Not in the list of commands: ' + $name) }
            $given = Get-RunnerGiven $call
            if ($first) { $objects = @(& $name @given) }
            elseif ($objects.Count -gt 0) { $objects = @($objects | & $name @given) }
            $first = $false
        }
        , $objects
    }

    function Get-RunnerOne($Calls) {
        $objects = Get-RunnerFound $Calls
        if ($objects.Count -ne 1) { throw ('SriovkitNotOne ' + $objects.Count) }
        $objects[0]
    }

    # The first property that is not as it should be, as an object; nothing where all is.
    function Get-RunnerDifference($State) {
        $wants = @($State.wants.PSObject.Properties)
        try { $objects = Get-RunnerFound $State.pipe } catch {
            if (-not (Test-RunnerAbsent $_)) { throw }
            $objects = @()
        }
        if ($State.gone) {
            if ($objects.Count -eq 0) { return }
            return @{ place = ''; now = [string]$objects.Count }
        }
        $blank = @($wants | Where-Object { (Get-RunnerText $_.Value) -ne '' }).Count -eq 0
        if ($objects.Count -eq 0 -and $blank -and $wants.Count -gt 0) { return }
        if ($objects.Count -ne 1) { return @{ place = ''; now = [string]$objects.Count } }
        foreach ($want in $wants) {
            $now = Get-RunnerProperty $objects[0] $want.Name
            if (-not (Test-RunnerSame $now (Get-RunnerText $want.Value))) { return @{ place = $want.Name; now = $now } }
        }
    }

    # An error that only says that there is no such thing.
    function Test-RunnerAbsent($Fault) {
        $id = [string]$Fault.FullyQualifiedErrorId
        $id.StartsWith('CmdletizationQuery_NotFound') -or $id.StartsWith('PathNotFound')
    }

    function Get-RunnerTrouble($Fault) {
        [ordered]@{
            id = [string]$Fault.FullyQualifiedErrorId
            category = $Fault.CategoryInfo.Category.ToString()
            message = [string]$Fault.Exception.Message
        }
    }

    function Get-RunnerRow($Object, $Keep) {
        $row = [ordered]@{}
        $names = @($Keep | ForEach-Object { Get-RunnerText $_ })
        if ($names -contains '*') {
            $names = @($Object.PSObject.Properties | ForEach-Object { $_.Name } | Where-Object { $_ -notmatch '^(Cim|PS)' })
        }
        foreach ($name in $names) {
            # What this Windows does not have, or what cannot be read, is left out.
            try {
                $member = $Object.PSObject.Properties[$name]
                if ($null -ne $member) { $row[$name] = Get-RunnerWord $member.Value }
            } catch { continue }
        }
        $row
    }

    # The text that says who holds the host. It is exchanged only where it still is what the caller saw.
    function Get-RunnerHold($Hold) {
        if (-not $env:ProgramFiles) { return [ordered]@{ state = 'nowhere'; text = '' } }
        $folder = [System.IO.Path]::Combine($env:ProgramFiles, 'sriovkit')
        $path = [System.IO.Path]::Combine($folder, 'hold.json')
        $swap = $null -ne $Hold.write
        if (-not $swap -and -not [System.IO.File]::Exists($path)) { return [ordered]@{ state = 'seen'; text = '' } }
        if ($swap) { [void][System.IO.Directory]::CreateDirectory($folder) }
        $mode = @('Open', 'OpenOrCreate')[[int]$swap]
        $file = $null
        for ($i = 0; $null -eq $file; $i++) {
            # Somebody else's visit may have it open for a moment.
            try { $file = [System.IO.File]::Open($path, $mode, 'ReadWrite', 'None') } catch {
                if ($i -ge 25) { throw }
                Start-Sleep -Milliseconds 200
            }
        }
        try {
            $bytes = [System.Array]::CreateInstance([byte], $file.Length)
            [void]$file.Read($bytes, 0, $bytes.Length)
            $text = [System.Text.Encoding]::UTF8.GetString($bytes)
            if (-not $swap) { return [ordered]@{ state = 'seen'; text = $text } }
            if (-not [string]::Equals($text, (Get-RunnerText $Hold.expect), [System.StringComparison]::Ordinal)) {
                return [ordered]@{ state = 'other'; text = $text }
            }
            $new = Get-RunnerText $Hold.write
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($new)
            $file.SetLength(0)
            $file.Write($bytes, 0, $bytes.Length)
            $file.Flush($true)
            [ordered]@{ state = 'ours'; text = $new }
        } finally { $file.Close() }
    }

    function Invoke-RunnerChange($Item, $Told) {
        $name = Get-RunnerText $Item.call.cmdlet
        if ($changes -notcontains $name) { throw ('Not in the list of commands: ' + $name) }
        $Told['state'] = 'already'
        if ($null -ne $Item.unless -and $null -eq (Get-RunnerDifference $Item.unless)) { return }
        $Told['state'] = 'changed'
        foreach ($fact in $Item.facts) {
            $other = Get-RunnerDifference $fact
            if ($null -eq $other) { continue }
            $Told['place'] = (Get-RunnerText $fact.id) + $other.place
            $Told['now'] = $other.now
            return
        }
        $given = Get-RunnerGiven $Item.call
        if ((Get-Command $name).Parameters.ContainsKey('Confirm')) { $given['Confirm'] = $false }
        $Told['sent'] = $true
        $Told['rows'] = @(& $name @given | ForEach-Object { Get-RunnerRow $_ $Item.keep })
        $Told['state'] = 'done'
    }

    function Get-RunnerTold($Item, [string]$State) {
        [ordered]@{ id = Get-RunnerText $Item.id; state = $State; place = ''; now = ''; sent = $false; rows = @(); error = $null }
    }

    function Invoke-RunnerItem($Item) {
        $told = Get-RunnerTold $Item 'found'
        try {
            if ($null -ne $Item.call) { Invoke-RunnerChange $Item $told }
            elseif ($null -ne $Item.state) {
                $other = Get-RunnerDifference $Item.state
                $told['state'] = @('so', 'not-so')[[int]($null -ne $other)]
                if ($null -ne $other) { $told['place'] = $other.place; $told['now'] = $other.now }
            } else {
                $told['rows'] = @(foreach ($object in (Get-RunnerFound $Item.look)) { Get-RunnerRow $object $Item.keep })
            }
        } catch {
            $told['error'] = Get-RunnerTrouble $_
            $told['state'] = 'failed'
            if ($_.Exception.Message -like 'SriovkitNotOne*') { $told['state'] = 'not-one' }
            elseif ($null -eq $Item.call -and (Test-RunnerAbsent $_)) { $told['state'] = 'found' }
        }
        $told
    }

    $asked = ConvertFrom-Json $Request
    $user = ''
    $elevated = $null
    try {
        $me = [System.Security.Principal.WindowsIdentity]::GetCurrent()
        $user = [string]$me.Name
        $role = [System.Security.Principal.WindowsBuiltInRole]::Administrator
        $elevated = (New-Object System.Security.Principal.WindowsPrincipal $me).IsInRole($role)
    } catch { $elevated = $null }
    $items = New-Object System.Collections.ArrayList
    $hold = [ordered]@{ state = 'none'; text = '' }
    try {
        if ($null -ne $asked.hold) { $hold = Get-RunnerHold $asked.hold }
    } catch { $hold = [ordered]@{ state = 'failed'; text = [string]$_.Exception.Message } }
    # Who does not hold the host changes nothing, and after a failure nothing more is tried.
    $go = $null -eq $asked.hold -or $null -eq $asked.hold.write -or $hold.state -eq 'ours'
    foreach ($item in @($asked.items)) {
        if ($null -ne $item.call -and -not $go) {
            [void]$items.Add((Get-RunnerTold $item 'skipped'))
            continue
        }
        $told = Invoke-RunnerItem $item
        [void]$items.Add($told)
        if ($null -ne $item.call -and @('done', 'already') -notcontains $told.state) { $go = $false }
    }
    $answer = [ordered]@{
        schema = 'sriovkit.runner/1'
        version = '%VERSION%'
        taken = [datetime]::UtcNow.ToString('o', $invariant)
        session = [ordered]@{
            computer = [string]$env:COMPUTERNAME
            user = $user
            elevated = $elevated
        }
        hold = $hold
        items = $items.ToArray()
    }
    Microsoft.PowerShell.Utility\ConvertTo-Json -InputObject $answer -Depth 8 -Compress
} $Request
