# The module by which a session's commands ask the model: a command and its arguments go out as one line of JSON, objects
# and errors come back as one. Its functions are made by functions.py; what they ask is the same for all of them.
param($Reader, $Writer)
$module = New-Module -Name SriovkitLab -ArgumentList $Reader, $Writer -ScriptBlock {
    param($Reader, $Writer)
    $enums = @{}
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly((New-Object System.Reflection.AssemblyName 'SriovkitLab'), 'Run')
    $types = $assembly.DefineDynamicModule('SriovkitLab')
    $invariant = [System.Globalization.CultureInfo]::InvariantCulture
    $common = @('Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable',
        'WarningVariable', 'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable')

    function ConvertTo-LabText([string]$Text) {
        if ($Text -cmatch '^[\x20\x21\x23-\x5b\x5d-\x7e]*\z') { return '"' + $Text + '"' }
        $inner = [System.Web.HttpUtility]::JavaScriptStringEncode($Text)
        '"' + [regex]::Replace($inner, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int]$m.Value[0] }) + '"'
    }

    function ConvertTo-LabValue($Value, [int]$Depth) {
        if ($null -eq $Value) { return 'null' }
        $bare = $Value.PSObject.BaseObject
        if ($bare -is [string] -or $bare -is [char] -or $bare -is [guid] -or $bare -is [enum]) { return ConvertTo-LabText ([string]$bare) }
        if ($bare -is [bool]) { return $bare.ToString().ToLowerInvariant() }
        if ($bare -is [switch]) { return ([bool]$bare).ToString().ToLowerInvariant() }
        if ($bare -is [datetime]) { return ConvertTo-LabText $bare.ToString('o', $invariant) }
        if ($bare -is [double] -or $bare -is [single] -or $bare -is [decimal]) { return ([double]$bare).ToString('R', $invariant) }
        if ($bare -is [System.ValueType]) { if ($bare -is [System.IConvertible]) { return $bare.ToString($invariant) } else { return ConvertTo-LabText ([string]$bare) } }
        # Secrets stay here: the lab plays no command that takes one.
        if ($bare -is [securestring] -or $bare -is [pscredential]) { return 'null' }
        if ($Depth -le 0) { return ConvertTo-LabText ([string]$Value) }
        if ($bare -is [System.Collections.IDictionary]) {
            $parts = @(foreach ($key in $bare.Keys) { (ConvertTo-LabText $key) + ':' + (ConvertTo-LabValue $bare[$key] ($Depth - 1)) })
            return '{' + ($parts -join ',') + '}'
        }
        if ($bare -is [System.Collections.IEnumerable]) {
            return '[' + (@(foreach ($item in $bare) { ConvertTo-LabValue $item $Depth }) -join ',') + ']'
        }
        $parts = @(foreach ($member in $Value.PSObject.Properties) {
            if ($member.MemberType -eq 'NoteProperty') { (ConvertTo-LabText $member.Name) + ':' + (ConvertTo-LabValue $member.Value ($Depth - 1)) }
        })
        if ($parts.Count) { '{' + ($parts -join ',') + '}' } else { ConvertTo-LabText ([string]$Value) }
    }

    function Get-LabEnum([string]$Name, $Words) {
        if (-not $enums.ContainsKey($Name)) {
            $made = $types.DefineEnum($Name, [System.Reflection.TypeAttributes]::Public, [int])
            foreach ($word in $Words.EnumerateObject()) { [void]$made.DefineLiteral($word.Name, [int]$word.Value.GetInt64()) }
            $enums[$Name] = $made.CreateTypeInfo().AsType()
        }
        $enums[$Name]
    }

    function ConvertFrom-LabValue($Element) {
        # 2 array, 3 string, 4 number, 5 true, 6 false, 7 null (JsonValueKind)
        $kind = [int]$Element.ValueKind
        if ($kind -eq 4) { $number = 0; if ($Element.TryGetInt32([ref]$number)) { return $number } else { return $Element.GetInt64() } }
        if ($kind -eq 3) { return $Element.GetString() }
        if ($kind -ne 2) { return $(if ($kind -ne 7) { $kind -eq 5 }) }
        # What JSON has no kind for comes as a list that begins with a letter.
        switch ($Element[0].GetString()) {
            'u' { [uint32]$Element[1].GetInt64() }
            'g' { [guid]$Element[1].GetString() }
            'd' { [datetime]::Parse($Element[1].GetString(), $invariant, [System.Globalization.DateTimeStyles]::RoundtripKind).ToLocalTime() }
            'e' { [enum]::ToObject((Get-LabEnum $Element[1].GetString() $Element[2]), [int]$Element[3].GetInt64()) }
            'o' { ConvertFrom-LabObject $Element @() }
            'l' { , (ConvertFrom-LabList $Element) }
        }
    }

    function ConvertFrom-LabList($Element) {
        $items = @(foreach ($item in $Element[1].EnumerateArray()) { ConvertFrom-LabValue $item })
        if ($items.Count -eq 0) { return , (New-Object 'object[]' 0) }
        # The properties of such an object hang on its wrapper, which a typed array would take away.
        if ($items[0] -is [System.Management.Automation.PSCustomObject]) { return , $items }
        $kind = $items[0].GetType()
        foreach ($item in $items) { if ($null -eq $item -or $item.GetType() -ne $kind) { $kind = [object]; break } }
        $made = [System.Array]::CreateInstance($kind, $items.Count)
        for ($i = 0; $i -lt $items.Count; $i++) { $made.SetValue($items[$i].PSObject.BaseObject, $i) }
        , $made
    }

    function ConvertFrom-LabObject($Element, [string[]]$Names) {
        $notes = [ordered]@{}
        # What most values are is read here: a call of a function costs more than all else.
        foreach ($member in $Element[1].EnumerateObject()) {
            $value = $member.Value
            $kind = [int]$value.ValueKind
            if ($kind -eq 3) { $notes[$member.Name] = $value.GetString() }
            elseif ($kind -eq 5) { $notes[$member.Name] = $true }
            elseif ($kind -eq 6) { $notes[$member.Name] = $false }
            elseif ($kind -eq 7) { $notes[$member.Name] = $null }
            else { $notes[$member.Name] = ConvertFrom-LabValue $value }
        }
        $made = [pscustomobject]$notes
        for ($i = $Names.Count - 1; $i -ge 0; $i--) { $made.PSObject.TypeNames.Insert(0, $Names[$i]) }
        $made
    }

    function ConvertFrom-LabError($Element) {
        $kind = $Element.GetProperty('exception').GetString()
        $message = $Element.GetProperty('message').GetString()
        $type = [System.Management.Automation.PSObject].Assembly.GetType($kind)
        if ($null -eq $type -or -not $type.IsSubclassOf([System.Exception])) { $type = [System.Management.Automation.RuntimeException] }
        $exception = try { [System.Activator]::CreateInstance($type, @($message)) } catch { New-Object System.Management.Automation.RuntimeException $message }
        $id = $Element.GetProperty('id').GetString()
        $category = [System.Management.Automation.ErrorCategory]$Element.GetProperty('category').GetString()
        $record = New-Object System.Management.Automation.ErrorRecord $exception, $id, $category, (ConvertFrom-LabValue $Element.GetProperty('target'))
        $record.CategoryInfo.Reason = $kind.Split('.')[-1]
        $record.CategoryInfo.Activity = $Element.GetProperty('activity').GetString()
        # Else PowerShell puts the name of the function behind an identity that is whole already.
        $identity = [System.Management.Automation.ErrorRecord].GetField('_serializedFullyQualifiedErrorId', [System.Reflection.BindingFlags]'NonPublic, Instance')
        if ($null -ne $identity) { $identity.SetValue($record, $id) }
        $record
    }

    function Get-LabAnswer($Cmdlet, $Bound, $Changes) {
        $given = @{}
        foreach ($name in $Bound.Keys) { if ($common -notcontains $name) { $given[$name] = $Bound[$name] } }
        if ($Changes) {
            $seen = $Cmdlet.SessionState.PSVariable
            if (-not $given.ContainsKey('WhatIf') -and $seen.GetValue('WhatIfPreference')) { $given['WhatIf'] = $true }
            if (-not $given.ContainsKey('Confirm') -and $seen.GetValue('ConfirmPreference') -eq 'None') { $given['Confirm'] = $false }
        }
        $parts = @(foreach ($name in $given.Keys) { (ConvertTo-LabText $name) + ':' + (ConvertTo-LabValue $given[$name] 2) })
        $Writer.WriteLine('{"command":' + (ConvertTo-LabText $Cmdlet.MyInvocation.MyCommand.Name) + ',"given":{' + ($parts -join ',') + '}}')
        $line = $Reader.ReadLine()
        if ($null -eq $line) { throw 'The lab has ended.' }
        $told = [System.Text.Json.JsonDocument]::Parse($line).RootElement
        $output = New-Object System.Collections.ArrayList
        foreach ($row in $told.GetProperty('output').EnumerateArray()) {
            if ($row.ValueKind -eq 'Array' -and $row[0].GetString() -eq 'o') {
                $names = @(foreach ($name in $row[2].EnumerateArray()) { $name.GetString() })
                [void]$output.Add((ConvertFrom-LabObject $row $names))
            } else { [void]$output.Add((ConvertFrom-LabValue $row)) }
        }
        $end = $told.GetProperty('end')
        @{
            Output = $output.ToArray()
            Errors = @(foreach ($fault in $told.GetProperty('errors').EnumerateArray()) { ConvertFrom-LabError $fault })
            End = $(if ($end.ValueKind -ne 'Null') { ConvertFrom-LabError $end })
        }
    }

    function Test-LabPlace($Bound) {
        foreach ($name in 'LiteralPath', 'Path') {
            foreach ($place in $Bound[$name]) {
                if ($place -match '^(registry::|hk[a-z]{2}:|hkey_|microsoft\.powershell\.core\\registry::)') { return $true }
            }
        }
        $false
    }

    Export-ModuleMember -Function Get-LabAnswer, Test-LabPlace
}
Import-Module -ModuleInfo $module -Global
