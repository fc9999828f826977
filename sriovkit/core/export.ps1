# sriovkit collecting script, version %VERSION%, for a host that cannot be reached over the network.
#
# Run it on the Hyper-V host, as administrator:
#     powershell -NoProfile -ExecutionPolicy Bypass -File .\collect.ps1
# It only reads. Its answer is left as a JSON file beside this script (in the temporary folder where that cannot be written)
# and the path of that file is all it prints. Bring the file back, then: sriovkit diagnose FILE.json
param([string]$OutFile)
& {
    param([string]$OutFile, [string]$Beside)
    # Where the file cannot be written no path may be printed, and the exit code has to tell.
    $ErrorActionPreference = 'Stop'
    $json =
%BODY%
    $stamp = [datetime]::Now.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
    $name = [System.Environment]::MachineName + '-sriov-' + $stamp + '.json'
    $utf8 = New-Object System.Text.UTF8Encoding $false
    if ($OutFile) {
        $path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile)
        [System.IO.File]::WriteAllText($path, $json, $utf8)
        return $path
    }
    # Pasted into a window, this script has no folder of its own.
    if (-not $Beside) { $Beside = [System.IO.Path]::GetTempPath() }
    try {
        $path = [System.IO.Path]::Combine($Beside, $name)
        [System.IO.File]::WriteAllText($path, $json, $utf8)
    } catch {
        $path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), $name)
        [System.IO.File]::WriteAllText($path, $json, $utf8)
    }
    $path
} $OutFile $PSScriptRoot
