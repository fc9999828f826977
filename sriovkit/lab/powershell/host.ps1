# The lab's side within PowerShell: it runs what the lab sends over a connection of its own and tells what came of it.
#
# The first line of standard input says where the lab listens and by which key it knows this process. Nothing that is
# printed, by whatever script or program, goes to the lab: what it is told goes over two connections that only this
# file (runs) and the module SriovkitLab (questions to the model) hold. A message is one line of JSON.
$ErrorActionPreference = 'Stop'
$first = [System.Text.Json.JsonDocument]::Parse([System.Console]::In.ReadLine()).RootElement

function ConvertTo-Json1([string]$Text) {
    $inner = [System.Web.HttpUtility]::JavaScriptStringEncode($Text)
    # A lone surrogate has no UTF-8; everything beyond ASCII is written by its number.
    '"' + [regex]::Replace($inner, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int]$m.Value[0] }) + '"'
}

function Connect-Lab([string]$Role) {
    $socket = New-Object System.Net.Sockets.Socket ([System.Net.Sockets.AddressFamily]::Unix),
        ([System.Net.Sockets.SocketType]::Stream), ([System.Net.Sockets.ProtocolType]::Unspecified)
    $socket.Connect((New-Object System.Net.Sockets.UnixDomainSocketEndPoint $first.GetProperty('place').GetString()))
    $stream = New-Object System.Net.Sockets.NetworkStream $socket, $true
    $utf8 = New-Object System.Text.UTF8Encoding $false
    $made = @{ Reader = New-Object System.IO.StreamReader $stream, $utf8; Writer = New-Object System.IO.StreamWriter $stream, $utf8 }
    $made.Writer.NewLine = "`n"
    $made.Writer.AutoFlush = $true
    $made.Writer.WriteLine('{"key": ' + (ConvertTo-Json1 $first.GetProperty('key').GetString()) + ', "role": "' + $Role + '"}')
    $made
}

function Send-Lab([string]$Kind, [string]$Text) {
    $lab.Writer.WriteLine('{"kind": "' + $Kind + '", "text": ' + (ConvertTo-Json1 $Text) + '}')
}

function ConvertTo-Clixml1($Value) {
    # As remoting does it; the lab's own objects one step deeper, for they hold objects as Windows' do.
    $depth = 1
    foreach ($name in $Value.PSObject.TypeNames) {
        if ($name.StartsWith('Microsoft.HyperV.') -or $name.StartsWith('Microsoft.Management.Infrastructure.CimInstance')) { $depth = 2 }
    }
    $xml = [System.Management.Automation.PSSerializer]::Serialize($Value, $depth)
    $start = $xml.IndexOf('>') + 1
    $inner = $xml.Substring($start, $xml.LastIndexOf('</Objs>') - $start).Trim()
    # A bare number is sent bare.
    if ($inner -match '^<Obj RefId="0">\s*(<(\w+)>[^<]*</\2>)\s*</Obj>$') { $Matches[1] } else { $inner }
}

function Send-Record([string]$Kind, $Records) {
    foreach ($record in $Records.ReadAll()) { Send-Lab $Kind $(if ($null -eq $record) { '<Nil />' } else { ConvertTo-Clixml1 $record }) }
}

function Send-Information($Records) {
    # As remoting writes them: their properties as notes.
    foreach ($record in $Records.ReadAll()) {
        $notes = [ordered]@{}
        foreach ($name in 'MessageData', 'Source', 'TimeGenerated', 'Tags', 'User', 'Computer', 'ProcessId', 'NativeThreadId', 'ManagedThreadId') {
            $notes[$name] = $record.$name
        }
        Send-Lab 'information' (ConvertTo-Clixml1 ([pscustomobject]$notes))
    }
}

function Set-ErrorIdentity($Record) {
    # Windows names the class of a compiled command where a function has its name only.
    $command = $Record.InvocationInfo.MyCommand
    if ($null -eq $command -or $null -eq $identity) { return }
    $class = $classes[$command.ModuleName + '\' + $command.Name]
    $id = $Record.FullyQualifiedErrorId
    if ($class -and $id.EndsWith(',' + $command.Name)) {
        $identity.SetValue($Record, $id.Substring(0, $id.Length - $command.Name.Length) + $class)
    }
}

function Send-Error($Records) {
    foreach ($record in $Records.ReadAll()) {
        Set-ErrorIdentity $record
        Send-Lab 'error' (ConvertTo-Clixml1 $record)
    }
}

function Send-End($Thrown) {
    if ($null -eq $Thrown) { Send-Lab 'done' ''; return }
    $inner = $Thrown
    while ($null -ne $inner.InnerException -and $null -eq $inner.PSObject.Properties['ErrorRecord']) { $inner = $inner.InnerException }
    if ($inner -is [System.Management.Automation.MethodInvocationException] -and $null -ne $inner.InnerException) { $inner = $inner.InnerException }
    $record = $inner.ErrorRecord
    if ($null -eq $record) { Send-Lab 'failed' $inner.Message; return }
    Set-ErrorIdentity $record
    $told = @{
        message = $inner.Message; category = [string]$record.CategoryInfo.Category; id = $record.FullyQualifiedErrorId
        activity = [string]$record.CategoryInfo.Activity; exception = $record.Exception.GetType().FullName
    }
    if ($record.TargetObject -is [string]) { $told.target = $record.TargetObject }
    $parts = foreach ($key in $told.Keys) { (ConvertTo-Json1 $key) + ': ' + (ConvertTo-Json1 $told[$key]) }
    Send-Lab 'ended' ('{' + ($parts -join ', ') + '}')
}

function ConvertFrom-Sent($Element) {
    [System.Management.Automation.PSSerializer]::Deserialize($Element.GetString())
}

function Add-Sent($Shell, $Command) {
    $text = $Command.GetProperty('text').GetString()
    if ($Command.GetProperty('script').GetBoolean()) { [void]$Shell.AddScript($text) } else { [void]$Shell.AddCommand($text) }
    foreach ($pair in $Command.GetProperty('parameters').EnumerateArray()) {
        $value = ConvertFrom-Sent $pair[1]
        if ($pair[0].ValueKind -eq 'Null') { [void]$Shell.AddArgument($value) } else { [void]$Shell.AddParameter($pair[0].GetString(), $value) }
    }
}

function Invoke-Statement($Shell, $Given) {
    # Runs one statement and tells what it says as it comes; gives what ended it early.
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $thrown = $null
    $running = $Shell.BeginInvoke($Given, $output)
    while (-not $running.AsyncWaitHandle.WaitOne(20)) {
        Send-Record 'output' $output
        if (-not $script:stopping -and $script:next.IsCompleted) {
            # The only message that comes while something runs is to stop it; or the lab has gone.
            if ($null -eq $script:next.Result) { [System.Environment]::Exit(0) }
            $script:next = $lab.Reader.ReadLineAsync()
            $script:stopping = $true
            [void]$Shell.BeginStop($null, $null)
        }
    }
    try { [void]$Shell.EndInvoke($running) } catch { $thrown = $_.Exception }
    Send-Record 'output' $output
    Send-Error $Shell.Streams.Error
    foreach ($kind in 'Warning', 'Verbose', 'Debug') { Send-Record $kind.ToLowerInvariant() $Shell.Streams.$kind }
    Send-Information $Shell.Streams.Information
    $Shell.Dispose()
    $thrown
}

function Invoke-Sent($Asked) {
    # Statement by statement: the first that ends early is the last.
    $given = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    foreach ($item in $Asked.GetProperty('input').EnumerateArray()) { $given.Add((ConvertFrom-Sent $item)) }
    $given.Complete()
    $script:stopping = $false
    $thrown = $null
    foreach ($statement in $Asked.GetProperty('statements').EnumerateArray()) {
        $shell = [System.Management.Automation.PowerShell]::Create()
        $shell.Runspace = $session
        foreach ($command in $statement.EnumerateArray()) { Add-Sent $shell $command }
        $thrown = Invoke-Statement $shell $given
        if ($null -ne $thrown -or $script:stopping) { break }
    }
    Send-End $thrown
}

function Invoke-InSession([string]$Text, [object[]]$Given) {
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $session
    [void]$shell.AddScript($Text)
    foreach ($value in $Given) { [void]$shell.AddArgument($value) }
    $shell.Invoke()
    if ($shell.Streams.Error.Count) { throw $shell.Streams.Error[0].Exception }
    $shell.Dispose()
}

function Set-Windows($Asked) {
    # The commands of another Windows take the place of those that were there.
    $env:COMPUTERNAME = $Asked.GetProperty('name').GetString()
    $env:ProgramFiles = $Asked.GetProperty('files').GetString()
    $folder = $Asked.GetProperty('folder').GetString()
    if ($folder -eq $script:shown) { Send-Lab 'done' ''; return }
    $script:shown = $folder
    $env:PSModulePath = $folder + [System.IO.Path]::PathSeparator + $places
    $names = @(foreach ($name in $Asked.GetProperty('modules').EnumerateArray()) { $name.GetString() })
    $script:classes = @{}
    foreach ($pair in $Asked.GetProperty('classes').EnumerateObject()) { $script:classes[$pair.Name] = $pair.Value.GetString() }
    Invoke-InSession 'param($Old, $First)
        foreach ($name in $Old) { if (Get-Module -Name $name) { Remove-Module -Name $name } }
        Import-Module -Name $First -Global -DisableNameChecking' @($script:loaded, [System.IO.Path]::Combine($folder, $Asked.GetProperty('first').GetString()))
    $script:loaded = $names
    Send-Lab 'done' ''
}

function Add-View($State, $Views) {
    # What Windows shows of an object where nobody asks for more.
    foreach ($view in $Views.EnumerateObject()) {
        $shown = [string[]]@(foreach ($name in $view.Value.EnumerateArray()) { $name.GetString() })
        $data = New-Object System.Management.Automation.Runspaces.TypeData $view.Name
        $data.DefaultDisplayPropertySet = [System.Activator]::CreateInstance([System.Management.Automation.Runspaces.PropertySetData], @(, $shown))
        $State.Types.Add((New-Object System.Management.Automation.Runspaces.SessionStateTypeEntry $data, $false))
    }
}

$lab = Connect-Lab 'runs'
$model = Connect-Lab 'model'
$classes = @{}
$loaded = @()
$shown = ''
$places = $env:PSModulePath
$identity = [System.Management.Automation.ErrorRecord].GetField('_serializedFullyQualifiedErrorId', [System.Reflection.BindingFlags]'NonPublic, Instance')
$state = [System.Management.Automation.Runspaces.Runspace]::DefaultRunspace.InitialSessionState.Clone()
Add-View $state $first.GetProperty('views')
$session = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
$session.ThreadOptions = 'ReuseThread'
$session.Open()
Invoke-InSession ([System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'session.ps1'))) @($model.Reader, $model.Writer)
$own = Invoke-InSession 'Get-Command -CommandType Cmdlet, Function | ForEach-Object { $_.Name }' @()
Send-Lab 'ready' (@($own) -join ' ')
$next = $lab.Reader.ReadLineAsync()
while ($null -ne ($line = $next.GetAwaiter().GetResult())) {
    $script:next = $lab.Reader.ReadLineAsync()
    $asked = [System.Text.Json.JsonDocument]::Parse($line).RootElement
    switch ($asked.GetProperty('kind').GetString()) {
        'run' { Invoke-Sent $asked }
        'windows' { Set-Windows $asked }
        # What was to be stopped has ended by itself meanwhile.
        'stop' { }
    }
}
# Without the lab nothing may run on; a script that was left running would.
[System.Environment]::Exit(0)
