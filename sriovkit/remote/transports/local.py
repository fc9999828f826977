"""On the host itself: Windows PowerShell runs the exported script and leaves its answer in a private folder.

Rule: no network, no password; the folder is gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ...core.errors import HostError, UsageError
from ...core.script import as_file, exported_script
from .file import read_text

#: Hands the request, which may be longer than a command line, to the script beside it.
_HANDING = """param([string]$OutFile)
$ErrorActionPreference = 'Stop'
$request = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'request.json'))
$said = & ([System.IO.Path]::Combine($PSScriptRoot, 'runner.ps1')) $request
[System.IO.File]::WriteAllText($OutFile, [string]$said, (New-Object System.Text.UTF8Encoding $false))
"""
_OPTIONS = ("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass")


class Local:
    """The Windows we run on. `program` is the PowerShell to use; raises UsageError elsewhere than on Windows."""

    address = "here:"

    def __init__(self, program: str | None = None) -> None:
        if program is None and sys.platform != "win32":
            raise UsageError("here-needs-windows")
        self._program = program or windows_powershell()

    def __repr__(self) -> str:
        return repr(self.address)

    def run(self, script: str, deadline: float, argument: str | None = None) -> tuple[str, dict[str, Any]]:
        """The script's answer and the snapshot's `source`.

        The collecting script runs in its exported form, which is the same; one with an argument is given it by a file.
        """
        with tempfile.TemporaryDirectory(prefix="sriovkit-", ignore_cleanup_errors=True) as folder:
            answer = Path(folder, "answer.json")
            path = Path(folder, "script.ps1")
            path.write_bytes(exported_script() if argument is None else as_file(_HANDING))
            line = command(self._program, path, answer)
            if argument is not None:
                Path(folder, "runner.ps1").write_bytes(as_file(script))
                Path(folder, "request.json").write_text(argument, "ascii")
            said = self._call(line, deadline)
            if not answer.is_file():
                raise HostError("script-failed", host=self.address, kind="", detail=said)
            return read_text(answer), {"transport": "local", "address": self.address}

    def _call(self, line: list[str], deadline: float) -> str:
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            done = subprocess.run(
                line, stdin=subprocess.DEVNULL, capture_output=True, timeout=deadline, creationflags=flags
            )
        except subprocess.TimeoutExpired:
            raise HostError("host-silent", host=self.address, seconds=f"{deadline:g}") from None
        except OSError as error:
            raise HostError("no-powershell", host=self.address, program=line[0], detail=error.strerror or "") from None
        return (done.stderr or done.stdout).decode(errors="replace")


def command(program: str, script: Path, answer: Path) -> list[str]:
    """The command line; a file, because an encoded command may not be longer than 32,767 characters."""
    return [program, *_OPTIONS, "-File", str(script), "-OutFile", str(answer)]


def windows_powershell() -> str:
    """Windows PowerShell by its full path, and the 64-bit one: only that has the Hyper-V module."""
    root = os.environ.get("SYSTEMROOT", r"C:\Windows")
    folder = "Sysnative" if "PROCESSOR_ARCHITEW6432" in os.environ else "System32"
    return "\\".join((root, folder, "WindowsPowerShell", "v1.0", "powershell.exe"))
