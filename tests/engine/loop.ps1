# Runs texts for the tests, one line in and one line out, until the input ends.
#
# In:  texts in base64 (UTF-16), separated by blanks. All run in one fresh session, each as a pipeline of its own.
# Out: what each text gave, separated by '|'; an item is o (output), e (error: id, tab, words) or t (what ended it), then base64.
function Pack([string]$Kind, [string]$Text) {
    $Kind + [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($Text))
}
$first = [System.Management.Automation.Runspaces.Runspace]::DefaultRunspace.InitialSessionState
while ($null -ne ($line = [System.Console]::In.ReadLine())) {
    $session = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($first.Clone())
    $session.ThreadOptions = 'ReuseThread'
    $session.Open()
    $answers = foreach ($packed in $line.Split(' ')) {
        $shell = [System.Management.Automation.PowerShell]::Create()
        $shell.Runspace = $session
        [void]$shell.AddScript([System.Text.Encoding]::Unicode.GetString([System.Convert]::FromBase64String($packed)))
        $items = @()
        $given = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
        $none = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
        $none.Complete()
        try { [void]$shell.EndInvoke($shell.BeginInvoke($none, $given)) } catch {
            $record = $_.Exception
            if ($null -ne $record.InnerException) { $record = $record.InnerException }
            $thrown = Pack 't' $record.Message
            $items += $thrown
        }
        foreach ($object in $given) { $items += Pack 'o' ([string]$object) }
        foreach ($fault in $shell.Streams.Error) { $items += Pack 'e' ($fault.FullyQualifiedErrorId + "`t" + $fault.Exception.Message) }
        $shell.Dispose()
        $items -join ' '
    }
    $session.Dispose()
    [System.Console]::Out.WriteLine($answers -join '|')
}
