"""What the tests of `remote` share: a lab whose answer they choose, and endpoints that misbehave below HTTP."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import Any, Self

from sriovkit.lab.server import LabServer, PipelineAnswer, PipelineRequest
from sriovkit.remote import Host, connect

ROWS = [{"Name": "外部", "IovEnabled": True}]
SNAPSHOT: dict[str, Any] = {
    "schema": "sriovkit.snapshot/1",
    "script": {"version": "1"},
    "session": {"computer": "HV01", "elevated": True},
    "sections": {"Get-VMSwitch": {"ok": True, "rows": ROWS, "error": None}},
}


class Says:
    """Answers every pipeline with `answer`: output objects, or a whole PipelineAnswer."""

    def __init__(self, *output: Any) -> None:
        self.answer = PipelineAnswer(output)
        self.asked: list[PipelineRequest] = []
        self.during: Callable[[], object] = lambda: None

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        self.asked.append(pipeline)
        self.during()
        return self.answer


def snapshot_text(**more: Any) -> str:
    return json.dumps({**SNAPSHOT, **more}, ensure_ascii=False)


def reach(server: LabServer, auth: str = "basic", *, tls: bool = False, **more: Any) -> Host:
    """The lab as a user reaches it."""
    given: dict[str, Any] = {"username": server.username, "password": server.password, "auth": auth}
    given |= {"ssl": tls, "port": server.tls_port if tls else server.port}
    return connect(server.host, **given | more)


class Endpoint:
    """A TCP server on loopback: `answer` gets each connection with its first request, and what it does is its own."""

    def __init__(self, answer: Callable[[socket.socket, bytes], None]) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(20)
            try:
                while request := _request(connection):
                    self.requests.append(request)
                    self._answer(connection, request)
            except OSError:
                pass  # the client has gone, which is what some tests are about


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http(status: str, body: str = "", *headers: str) -> Callable[[socket.socket, bytes], None]:
    """Always the same answer."""
    data = body.encode()
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *headers, "", ""))
    return lambda connection, _: connection.sendall(head.encode() + data)


def fault(number: int, reason: str) -> Callable[[socket.socket, bytes], None]:
    """A WSManFault as Windows words it."""
    soap, wsman = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
    return http(
        "500 Internal Server Error",
        f'<s:Envelope xmlns:s="{soap}"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Detail>'
        f'<f:WSManFault xmlns:f="{wsman}" Code="{number}" Machine="hv01"><f:Message>{reason}</f:Message></f:WSManFault>'
        "</s:Detail></s:Fault></s:Body></s:Envelope>",
        "Content-Type: application/soap+xml;charset=UTF-8",
    )
