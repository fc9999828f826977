"""What the tests of the lab's server share: an echoing responder, and real pypsrp clients for it."""

from __future__ import annotations

import base64
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.lab.server import ErrorAnswer, LabServer, PipelineAnswer, PipelineRequest

_MISSING = ErrorAnswer("見つかりません", "ObjectNotFound", "NotFound,Get-Errors", "hv01", activity="Get-Errors")
_NO_COMMAND = ErrorAnswer(
    "no such command",
    "ObjectNotFound",
    "CommandNotFoundException",
    "Get-X",
    "System.Management.Automation.CommandNotFoundException",
)
CANNED = {
    "Get-Lone": PipelineAnswer(("\ud83d \uda00 \udbff \udc00",)),
    "Get-Odd": PipelineAnswer(("\ufffe\uffff<&]]>\r\n\t\x00\x1b\x85",)),
    "Get-Errors": PipelineAnswer(("before",), (_MISSING,)),
    "Get-Failure": PipelineAnswer(("before",), terminating=_NO_COMMAND),
    "Get-Unwritable": PipelineAnswer((), (ErrorAnswer("x", "NoSuchCategory"),)),
}


class Echo:
    """Script text comes back as it is; a few command names do what the tests need."""

    def __init__(self) -> None:
        self.asked: list[PipelineRequest] = []
        self.release = threading.Event()
        self.waiting = threading.Event()

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        self.asked.append(pipeline)
        command = pipeline.commands[0]
        if command.is_script:
            return PipelineAnswer((command.name,))
        return CANNED.get(command.name) or self._made(command.name, [value for _, value in command.parameters])

    def _made(self, name: str, values: list[Any]) -> PipelineAnswer:
        if name == "Get-Broken":
            raise RuntimeError("oh dear")
        if name == "Wait-Here":
            self.waiting.set()
            self.release.wait(20)
            return PipelineAnswer(("late",))
        output = {"Get-Text": lambda: ["x" * values[0]], "Get-Many": lambda: range(values[0])}
        return PipelineAnswer(tuple(output.get(name, lambda: values)()))


def client(server: LabServer, auth: str = "basic", *, tls: bool = False, **more: Any) -> WSMan:
    """An unmodified pypsrp connection."""
    settings: dict[str, Any] = {
        "username": server.username,
        "password": server.password,
        "no_proxy": True,
        "auth": auth,
    }
    settings |= {"ssl": tls, "port": server.tls_port if tls else server.port}
    settings |= {"cert_validation": False} if tls else {}
    settings |= {"encryption": "never"} if auth == "basic" and not tls else {}
    return WSMan(server.host, **(settings | more))


@contextmanager
def pool(server: LabServer, auth: str = "basic", **more: Any) -> Iterator[RunspacePool]:
    """An open pool over a connection of its own."""
    with client(server, auth, **more) as connection, RunspacePool(connection, idle_timeout=60) as opened:
        yield opened


def run(opened: RunspacePool, name: str, *values: Any) -> PowerShell:
    """Run one command with values for its parameters A, B, ...; returns the pipeline, ended."""
    shell = PowerShell(opened).add_cmdlet(name)
    for letter, value in zip("ABCDEFGH", values, strict=False):
        shell.add_parameter(letter, value)
    shell.invoke()
    return shell


def say(opened: RunspacePool, text: str) -> Any:
    """Send script text, which comes back."""
    (answer,) = PowerShell(opened).add_script(text).invoke()
    return answer


@dataclass(frozen=True)
class Answer:
    """A bare HTTP answer."""

    status: int
    text: str
    headers: http.client.HTTPMessage


def post(server: LabServer, body: bytes = b"", **headers: str) -> Answer:
    """One bare HTTP request, with the right password unless a header says otherwise."""
    secret = base64.b64encode(f"{server.username}:{server.password}".encode()).decode()
    given = {"Authorization": f"Basic {secret}", "Content-Type": "application/soap+xml;charset=UTF-8"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    connection.request("POST", "/wsman", body, {name: value for name, value in given.items() if value})
    answer = connection.getresponse()
    read = Answer(answer.status, answer.read().decode(), answer.headers)
    connection.close()
    return read
