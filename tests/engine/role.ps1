# Opens the JEA files of a folder as Windows would for somebody with the role, and sends what a client may send.
#
# Each step is a pipeline of its own in the one session: 'text' and a text, 'command' and a name and its arguments, or
# 'line' and a line, which is turned into commands first, as Invoke-Command does.
# Out: a line for each step: the id of what was refused or failed (empty when all went well), a tab, the output.
param([string]$Folder, [object[]]$Steps)
$before = $env:PSModulePath
$env:PSModulePath = $Folder + [System.IO.Path]::PathSeparator + $before
try {
    $everyRole = [System.Func[string, bool]]{ param($role) $true }
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateFromSessionConfigurationFile(
        [System.IO.Path]::Combine($Folder, 'sriovkit-jea.pssc'), $everyRole)
    $session = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
    $session.Open()
    foreach ($step in $Steps) {
        $output = @()
        $refused = ''
        try {
            $shell = [System.Management.Automation.PowerShell]::Create()
            if ($step[0] -eq 'line') { $shell = [scriptblock]::Create($step[1]).GetPowerShell() }
            elseif ($step[0] -eq 'text') { [void]$shell.AddScript($step[1]) }
            else {
                [void]$shell.AddCommand($step[1])
                foreach ($name in @($step[2].Keys)) { [void]$shell.AddParameter($name, $step[2][$name]) }
            }
            $shell.Runspace = $session
            $output = @($shell.Invoke())
            foreach ($fault in $shell.Streams.Error) { $refused = $fault.FullyQualifiedErrorId }
        } catch {
            $fault = $_.Exception
            if ($fault -is [System.Management.Automation.MethodInvocationException]) { $fault = $fault.InnerException }
            $refused = $fault.ErrorRecord.FullyQualifiedErrorId
        }
        $refused + "`t" + ($output -join "`n")
    }
    $session.Dispose()
} finally { $env:PSModulePath = $before }
