"""Labs as child processes of this program: start, use again, end.

Rule: one lab a scenario and language in one interpreter; all end with it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from ..core.errors import HostError
from .scenario import DEFAULT, load

_START = 60.0  # seconds; antivirus makes a first start slow
_END = 5.0
#: A restart of the simulated host takes seconds instead of half a minute, so that nobody waits for nothing.
_SPEED = 5.0


@dataclass
class RunningLab:
    """A lab in a process of its own, and how to connect to it. `certificate` is PEM text."""

    host: str
    port: int
    tls_port: int
    username: str
    password: str = field(repr=False)
    scenario: str
    language: str
    certificate: str = field(repr=False)
    #: The file with which its owner controls it (`Room`).
    control_file: str
    process: subprocess.Popen[bytes] = field(repr=False)
    #: The scenario's other host: name, port, tls_port, certificate; None where it has none.
    partner: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def to_dict(self) -> dict[str, Any]:
        """How to connect, as the process printed it: the password is in it, so keep it out of other people's sight."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "process"}

    def close(self) -> None:
        """End it; does nothing when it has ended."""
        _end(self.process)

    def __enter__(self) -> RunningLab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a running lab holds a password and cannot be pickled")


_labs: dict[tuple[str, str | None, float], RunningLab] = {}
_lock = threading.Lock()


def shared_lab(scenario: str = DEFAULT, language: str | None = None, latency: float = 0.0) -> RunningLab:
    """The running lab of a scenario, started when there is none (or none any more); it ends with this program."""
    with _lock:
        key = (scenario, language, latency)
        if key not in _labs or not _labs[key].alive:
            _labs[key] = start_process(scenario, language, latency)
        return _labs[key]


def start_process(
    scenario: str = DEFAULT,
    language: str | None = None,
    latency: float = 0.0,
    powershell: str | None = None,
    shared: bool = False,
) -> RunningLab:
    """Start a lab of its own; `powershell` is a program that runs what clients send (no sandbox).

    This user's other programs find it when it is `shared`.

    Raises what `load` raises, and HostError when the process does not come up.
    """
    load(scenario, language)  # a wrong scenario is told here, as what it is
    with tempfile.TemporaryFile() as complaints:
        process = _spawn(scenario, language, latency, powershell, shared, complaints)
        line = _first_line(process)
        if line is None:
            _end(process)
            complaints.seek(0)
            detail = complaints.read().decode("utf-8", "replace").strip() or f"exit code {process.returncode}"
            raise HostError("lab-not-started", host="127.0.0.1", detail=detail[-300:])
    return RunningLab(**json.loads(line), process=process)


def _spawn(
    scenario: str, language: str | None, latency: float, powershell: str | None, shared: bool, complaints: IO[bytes]
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sriovkit.lab.process", "--owned", "--json"]
    command += ["--scenario", scenario, "--latency", str(latency), "--speed", str(_SPEED)]
    command += ["--language", language] if language else []
    command += ["--powershell", powershell] if powershell else []
    command += ["--shared"] if shared else []
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=_environment(),
        # No console window of its own beside a notebook; elsewhere the flag does not exist.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _environment() -> dict[str, str]:
    """This program's environment; where sriovkit runs from a source tree, the child finds that same tree."""
    environment = dict(os.environ)
    tree = str(Path(__file__).resolve().parents[2])
    if Path(tree).name not in ("site-packages", "dist-packages"):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [tree, environment.get("PYTHONPATH", "")]))
    return environment


def _first_line(process: subprocess.Popen[bytes]) -> str | None:
    """What the process prints when ready; None where it ended or took too long."""
    lines: list[bytes] = []
    stdout = process.stdout
    if stdout is None:
        return None
    reader = threading.Thread(target=lambda: lines.append(stdout.readline()), daemon=True)
    reader.start()
    reader.join(_START)
    return lines[0].decode("ascii") if lines and lines[0].strip() else None


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if process.stdin:
            process.stdin.close()
    for stronger in (process.terminate, process.kill):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END)
            break
        stronger()
    process.wait()
    if process.stdout:
        process.stdout.close()


@atexit.register
def _end_all() -> None:
    with _lock:
        for lab in _labs.values():
            lab.close()
        _labs.clear()
