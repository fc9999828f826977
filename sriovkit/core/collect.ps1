# sriovkit collecting script, version %VERSION%. It only reads, and answers with one line of JSON.
& {
    $ErrorActionPreference = 'Continue'
    $WarningPreference = 'SilentlyContinue'
    $ProgressPreference = 'SilentlyContinue'
    $invariant = [System.Globalization.CultureInfo]::InvariantCulture
    # What the caller has set shall not change how commands answer here; none of this leaves these braces.
    $PSDefaultParameterValues = @{}
    $OFS = ' '
    $oldErrors = @($Error)
    $elevated = $null
    try {
        $me = New-Object System.Security.Principal.WindowsPrincipal ([System.Security.Principal.WindowsIdentity]::GetCurrent())
        $elevated = $me.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
    } catch { $elevated = $null }

    # Each line of the table: a name, what to run, and the properties to keep as name:kind.
    $ask = [ordered]@{}
%ASK%

    $sections = [ordered]@{}
    foreach ($name in @($ask.Keys)) {
        # HardwareCapabilities.MaxNumVFs:int is two steps to one number; texts, ints, enums, guids are lists.
        $fields = @(foreach ($field in $ask[$name].Keep.Split(' ')) {
            $path, $kind = $field.Split(':')
            @{ Path = $path; Steps = $path.Split('.'); Kind = $kind.TrimEnd('s'); Many = $kind.EndsWith('s') }
        })
        $rows = New-Object System.Collections.ArrayList
        $fault = $null
        # What a command gave before it failed is kept, and of its errors the first.
        foreach ($object in @(try { & $ask[$name].Run 2>&1 } catch { $_ })) {
            if ($null -eq $object) { continue }
            if ($object -is [System.Management.Automation.ErrorRecord]) {
                if ($null -eq $fault) { $fault = $object }
                continue
            }
            $row = [ordered]@{}
            foreach ($field in $fields) {
                # A property that this Windows does not have, or that cannot be read, is left out; one that is null stays null.
                try {
                    $value = $object
                    $known = $true
                    foreach ($step in $field.Steps) {
                        if ($null -eq $value) { break }
                        $member = $value.PSObject.Properties[$step]
                        if ($null -eq $member) { $known = $false; break }
                        # As a method: PowerShell makes null of a property that throws, and that would be no answer.
                        $value = $member.get_Value()
                    }
                    if (-not $known) { continue }
                    if ($field.Kind -eq 'present') { $row[$field.Path] = ($null -ne $value); continue }
                    if ($null -eq $value) { $row[$field.Path] = $null; continue }
                    $items = @(foreach ($item in $value) {
                        if ($null -eq $item) { continue }
                        switch ($field.Kind) {
                            'bool' { [bool]$item }
                            'int' {
                                if ($item -is [uint64] -and $item -gt [int64]::MaxValue) { [string]$item } else { [int64]$item }
                            }
                            'date' {
                                if ($item -is [datetime]) { $item.ToUniversalTime().ToString('o', $invariant) } else { [string]$item }
                            }
                            'enum' {
                                if ($item -is [string]) { [ordered]@{ word = [string]$item; number = $null } }
                                elseif ($item -is [enum]) { [ordered]@{ word = $item.ToString(); number = [int64]$item } }
                                else { [ordered]@{ word = $null; number = [int64]$item } }
                            }
                            default { [string]$item }
                        }
                    })
                    if ($field.Many) { $row[$field.Path] = $items }
                    elseif ($items.Length -gt 0) { $row[$field.Path] = $items[0] }
                    else { $row[$field.Path] = $null }
                } catch { if ($null -eq $fault) { $fault = $_ } }
            }
            [void]$rows.Add($row)
        }
        $trouble = $null
        if ($null -ne $fault) {
            $trouble = [ordered]@{
                id = [string]$fault.FullyQualifiedErrorId
                category = $fault.CategoryInfo.Category.ToString()
                message = [string]$fault.Exception.Message
            }
        }
        $sections[$name] = [ordered]@{ ok = ($null -eq $fault); rows = $rows.ToArray(); error = $trouble }
    }

    $answer = [ordered]@{
        schema = 'sriovkit.snapshot/1'
        script = [ordered]@{ version = '%VERSION%' }
        taken = [datetime]::UtcNow.ToString('o', $invariant)
        session = [ordered]@{
            computer = [System.Environment]::MachineName
            culture = [System.Globalization.CultureInfo]::CurrentCulture.Name
            ui_culture = [System.Globalization.CultureInfo]::CurrentUICulture.Name
            powershell = $PSVersionTable.PSVersion.ToString()
            elevated = $elevated
        }
        sections = $sections
    }
    # The errors caught above are in the answer; the caller's own list is left as it was.
    $Error.Clear()
    $Error.AddRange($oldErrors)
    Microsoft.PowerShell.Utility\ConvertTo-Json -InputObject $answer -Depth 8 -Compress
}
