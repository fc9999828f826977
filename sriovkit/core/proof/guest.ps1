# sriovkit guest script, version %VERSION%. It looks, pings a peer, looks again, and answers with one line of JSON; it changes nothing.
param([string]$Asked)
& {
    param([string]$Asked)
    $ErrorActionPreference = 'Continue'
    $WarningPreference = 'SilentlyContinue'
    $ProgressPreference = 'SilentlyContinue'
    $invariant = [System.Globalization.CultureInfo]::InvariantCulture
    $PSDefaultParameterValues = @{}
    $OFS = ' '
    $oldErrors = @($Error)

    # What was asked is data: only an address and whole numbers get past these lines.
    $want = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $Asked
    $peer = $null
    $address = $null
    if ($want.peer -and [System.Net.IPAddress]::TryParse([string]$want.peer, [ref]$address)) { $peer = $address.ToString() }
    $sizes = @(foreach ($size in $want.sizes) { [int]$size })
    $count = [Math]::Min([Math]::Max([int]$want.count, 1), 100)
    $patience = [Math]::Min([Math]::Max([int]$want.timeout, 100), 10000)

    # Runs a command; its objects with the properties to keep (name:kind), and of its errors the first.
    $ask = {
        param([string]$Keep, [scriptblock]$Run)
        $rows = New-Object System.Collections.ArrayList
        $fault = $null
        foreach ($object in @(try { & $Run 2>&1 } catch { $_ })) {
            if ($null -eq $object) { continue }
            if ($object -is [System.Management.Automation.ErrorRecord]) {
                if ($null -eq $fault) { $fault = $object }
                continue
            }
            $row = [ordered]@{}
            foreach ($field in $Keep.Split(' ')) {
                $name, $kind = $field.Split(':')
                try {
                    $member = $object.PSObject.Properties[$name]
                    if ($null -eq $member) { continue }
                    $value = $member.get_Value()
                    if ($null -eq $value) { $row[$name] = $null }
                    elseif ($kind -eq 'int') { $row[$name] = [int64]$value }
                    elseif ($kind -eq 'bool') { $row[$name] = [bool]$value }
                    else { $row[$name] = [string]$value }
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
        [ordered]@{ ok = ($null -eq $fault); rows = $rows.ToArray(); error = $trouble }
    }
    $counters = 'Name:text InterfaceDescription:text ReceivedUnicastPackets:int SentUnicastPackets:int'

    $sections = [ordered]@{}
    $sections['adapters'] = & $ask 'Name:text InterfaceDescription:text InterfaceIndex:int MacAddress:text NetworkAddresses:text PermanentAddress:text PnPDeviceID:text InterfaceOperationalStatus:int Hidden:bool MtuSize:int DriverProvider:text DriverVersion:text' { Get-NetAdapter -IncludeHidden }
    $sections['interfaces'] = & $ask 'InterfaceIndex:int AddressFamily:text NlMtu:int' { Get-NetIPInterface }
    $sections['before'] = & $ask $counters { Get-NetAdapterStatistics -IncludeHidden }
    if ($null -ne $peer) {
        $sections['route'] = & $ask 'InterfaceIndex:int IPAddress:text DestinationPrefix:text NextHop:text' { Find-NetRoute -RemoteIPAddress $peer }
        $sections['pings'] = & $ask 'BufferSize:int StatusCode:int ProtocolAddress:text ResponseTime:int' {
            foreach ($size in $sizes) {
                for ($number = 0; $number -lt $count; $number++) {
                    Get-CimInstance -ClassName Win32_PingStatus -Filter "Address='$peer' AND BufferSize=$size AND NoFragmentation=TRUE AND Timeout=$patience"
                }
            }
        }
    }
    $sections['after'] = & $ask $counters { Get-NetAdapterStatistics -IncludeHidden }

    $answer = [ordered]@{
        schema = 'sriovkit.guest/1'
        script = [ordered]@{ version = '%VERSION%' }
        taken = [datetime]::UtcNow.ToString('o', $invariant)
        computer = [System.Environment]::MachineName
        peer = $peer
        sections = $sections
    }
    $Error.Clear()
    $Error.AddRange($oldErrors)
    Microsoft.PowerShell.Utility\ConvertTo-Json -InputObject $answer -Depth 6 -Compress
} -Asked $Asked
