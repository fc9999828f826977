"""One PowerShell process: started, known by a key, given the commands of a Windows, ended with all that it started.

Rule: what is printed is never read. Two connections through a socket that this user alone can reach are the only way
in and out; the key goes through standard input, and the child gets no more of the environment than it needs.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from ...core.errors import HostError
from .asking import Model
from .complaints import Complaints

START: Final = 60.0  # seconds; a first start may have to unpack the program
_SHORT = 5.0  # seconds for a process to end, or to say who it is
_KEPT = ("PATH", "HOME", "USER", "TMPDIR", "TZ", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DOTNET_ROOT", "SYSTEMROOT")
_MOST_MEMORY = 1 << 30  # bytes that scripts may hold
#: PowerShell compiles each script's loops anew, and .NET would make the best of code that runs once: that takes five
#: times as long as everything else. So it is compiled quickly, without a profile of how it ran.
HASTE: Final = {"DOTNET_JITMinOpts": "1", "DOTNET_TieredPGO": "0"}


class Engine:
    """Raises HostError where `program` does not come up as a PowerShell within `start` seconds."""

    def __init__(self, program: str, folder: Path, surroundings: Mapping[str, str], model: Model, start: float) -> None:
        self._program, self._model = program, model
        self._said: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._complaints: Complaints | None = None
        self._process: subprocess.Popen[bytes] | None = None
        place, key = folder / f"{secrets.token_hex(4)}.socket", secrets.token_hex(32)
        try:
            with _listening(place) as listener:
                self._process = self._spawned(folder, surroundings)
                self._introduced(place, key)
                self._runs, asks = self._connected(listener, key, time.monotonic() + start)
            for work in (self._listen, lambda: self._answer(asks)):
                threading.Thread(target=work, name="sriovkit-lab-powershell", daemon=True).start()
            self.own = frozenset(self._ready(start).split())
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def model(self) -> Model:
        return self._model

    def send(self, message: Mapping[str, Any]) -> None:
        """One message to the host script; one that has ended hears nothing."""
        with contextlib.suppress(OSError):
            self._runs.sendall(json.dumps(message).encode("ascii") + b"\n")

    def next(self, seconds: float) -> dict[str, Any] | None:
        """The next message ("kind", "text"); raises TimeoutError when there is none in time, None: it has ended."""
        try:
            return self._said.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def ended(self) -> HostError:
        """The error that it ended, with the last that it complained of."""
        detail = self._complaints.last() if self._complaints else "-"
        return HostError("lab-powershell-ended", host=self._program, detail=detail)

    def close(self) -> None:
        """End it and what it started; does nothing when it has ended."""
        self._model.stopping.set()
        for connection in (getattr(self, "_runs", None),):
            if connection:
                connection.close()
        process = self._process
        if process:
            with contextlib.suppress(OSError):
                # Its group: a native program that a script started goes with it.
                os.killpg(process.pid, signal.SIGKILL)  # type: ignore[attr-defined, unused-ignore]
            process.wait(_SHORT)
            if self._complaints:
                self._complaints.hear_out()
            for pipe in (process.stdin, process.stderr):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _spawned(self, folder: Path, surroundings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with as_file(files(__package__)) as scripts:
            command = [self._program, "-NoProfile", "-NonInteractive", "-File", str(scripts / "host.ps1")]
            try:
                return subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env=_environment(surroundings),
                    cwd=folder,
                    start_new_session=True,
                )
            except OSError as error:
                detail = error.strerror or type(error).__name__
                raise HostError("lab-powershell-not-run", host=self._program, detail=detail) from None

    def _introduced(self, place: Path, key: str) -> None:
        process = self._process
        assert process and process.stdin and process.stderr
        self._complaints = Complaints(process.stderr.fileno())
        views = json.loads(files(__package__).joinpath("views.json").read_text(encoding="ascii"))["views"]
        with contextlib.suppress(OSError):
            process.stdin.write(json.dumps({"place": str(place), "key": key, "views": views}).encode("ascii") + b"\n")
            process.stdin.close()

    def _connected(self, listener: socket.socket, key: str, until: float) -> tuple[socket.socket, socket.socket]:
        """The two connections of the process that knows the key, by their roles; others are hung up on."""
        found: dict[str, socket.socket] = {}
        listener.settimeout(0.1)
        while set(found) != {"runs", "model"}:
            if not self.alive:
                raise self.ended()
            if time.monotonic() > until:
                raise HostError("lab-powershell-silent", host=self._program)
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                role = _role(connection, key)
                if role in ("runs", "model") and role not in found:
                    found[role] = connection
                else:
                    connection.close()
        return found["runs"], found["model"]

    def _ready(self, seconds: float) -> str:
        try:
            said = self.next(seconds)
        except TimeoutError:
            raise HostError("lab-powershell-silent", host=self._program) from None
        if said is None or said["kind"] != "ready":
            raise self.ended()
        return str(said["text"])

    def _listen(self) -> None:
        """Keep what the host script says until somebody takes it; a closed connection is its last word."""
        with contextlib.suppress(OSError, ValueError), self._runs.makefile("rb") as lines:
            for line in lines:
                self._said.put(json.loads(line))
        self._said.put(None)

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(self._model.answer(line.decode("ascii")).encode("ascii") + b"\n")


@contextlib.contextmanager
def _listening(place: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listener:  # type: ignore[attr-defined, unused-ignore]
        listener.bind(str(place))
        listener.listen(2)
        try:
            yield listener
        finally:
            place.unlink(missing_ok=True)


def _role(connection: socket.socket, key: str) -> str:
    """Which connection this is; "" for one that does not begin with the key."""
    connection.settimeout(_SHORT)
    line = b""
    try:
        while not line.endswith(b"\n") and len(line) < 1024:
            line += connection.recv(1) or b"\n"
        told = json.loads(line)
        connection.settimeout(None)
        return str(told["role"]) if secrets.compare_digest(str(told["key"]), key) else ""
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # The modules of the user's own PowerShell stay out of it.
    more = {"PSModulePath": "", "PSModuleAnalysisCachePath": os.devnull, **HASTE, **more}
    return {**kept, "POWERSHELL_TELEMETRY_OPTOUT": "1", "DOTNET_GCHeapHardLimit": hex(_MOST_MEMORY), **more}
