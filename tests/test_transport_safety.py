"""What a hostile or broken endpoint, the environment or an interrupt must not bring about."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core.errors import HostError, UsageError
from sriovkit.lab.server import LabServer
from sriovkit.remote import Host, connect
from sriovkit.remote.transports import guard, psrp

from .visits import Endpoint, Says, http, reach, snapshot_text

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
Answer = Callable[[socket.socket, bytes], None]


@pytest.fixture(scope="module")
def server() -> Iterator[LabServer]:
    with LabServer(Says(snapshot_text())) as running:
        yield running


@pytest.fixture(autouse=True)
def quick(server: LabServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psrp, "_GRACE", 0.4)
    server.requests.reset()


def plain(port: int, **more: Any) -> Host:
    given = {"username": "Administrator", "password": "pass word", "auth": "basic", "ssl": False}
    return connect("127.0.0.1", port=port, **given | more)


def code_of(host: Host, deadline: float = 3.0) -> str:
    with pytest.raises(HostError) as caught:
        host.collect(deadline)
    return caught.value.code


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_an_error_and_its_target_sees_nothing(status: str, auth: str) -> None:
    with Endpoint(http("200 OK")) as target:
        location = f"Location: http://127.0.0.1:{target.port}/wsman"
        with Endpoint(http(status, "", location)) as endpoint:
            assert code_of(plain(endpoint.port, auth=auth)) == "redirected"
            assert len(endpoint.requests) == 1
        assert target.connections == 0


def _dripping(prefix: bytes, drop: bytes) -> Answer:
    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall(prefix)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    return drip


def _endless(prefix: bytes, piece: bytes) -> Answer:
    def pour(connection: socket.socket, _: bytes) -> None:
        connection.sendall(prefix)
        while True:
            connection.sendall(piece)

    return pour


@pytest.mark.parametrize(
    "prefix",
    [b"", b"HTTP/1.1 200", HEAD, HEAD + b"X: ", HEAD + b"Content-Length: 99999\r\n\r\n", HEAD + b"\r\n"],
    ids=["status", "reason", "header", "value", "body", "body-without-end"],
)
def test_a_dripping_answer_ends_at_the_deadline(prefix: bytes) -> None:
    with Endpoint(_dripping(prefix, b"1")) as endpoint:
        began = time.monotonic()
        assert code_of(plain(endpoint.port, read_timeout=30), deadline=0.4) == "host-silent"
        assert time.monotonic() - began < 15  # and not 30


@pytest.mark.parametrize(
    ("prefix", "piece"),
    [
        (HEAD + b"\r\n", b"x" * 65536),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65536),
    ],
    ids=["no-length", "chunked", "huge-length"],
)
def test_an_endless_answer_ends_at_the_byte_cap(prefix: bytes, piece: bytes) -> None:
    with Endpoint(_endless(prefix, piece)) as endpoint:
        host = plain(endpoint.port)
        host._transport.limit = 4 * 1024 * 1024  # type: ignore[attr-defined]
        with pytest.raises(HostError) as caught:
            host.collect(20)
    assert caught.value.code == "answer-too-large"
    assert "4 MB" in caught.value.message()


def test_endless_headers_end_too() -> None:
    with Endpoint(_endless(HEAD, b"X: " + b"x" * 1000 + b"\r\n")) as endpoint:
        assert code_of(plain(endpoint.port), deadline=5) in ("connection-cut", "not-wsman", "answer-too-large")


def test_a_compressed_answer_is_not_unfolded() -> None:
    with Endpoint(http("200 OK", "x", "Content-Encoding: gzip")) as endpoint:
        assert code_of(plain(endpoint.port)) == "not-wsman"


def test_entities_do_not_unfold() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with Endpoint(http("200 OK", bomb + "]><x>&i;</x>", "Content-Type: application/soap+xml")) as endpoint:
        assert code_of(plain(endpoint.port), deadline=5) == "not-wsman"


def test_a_host_that_does_not_take_our_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert code_of(plain(silent.getsockname()[1]), deadline=0.3) == "host-silent"


@pytest.mark.parametrize("tls", [False, True])
def test_a_proxy_of_the_environment_is_ignored(server: LabServer, monkeypatch: pytest.MonkeyPatch, tls: bool) -> None:
    with Endpoint(http("502 Bad Gateway")) as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv(name.upper(), f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert reach(server, "ntlm", tls=tls, cert_validation=False).collect().host == "HV01"
        assert proxy.connections == 0


@pytest.mark.parametrize("tls", [False, True])
def test_a_proxy_that_is_given_is_used_and_kept_to_the_deadline(tls: bool) -> None:
    with Endpoint(_dripping(b"HTTP/1.1 200", b"1")) as proxy:
        host = connect("hv01", ssl=tls, proxy=f"http://user:secret@127.0.0.1:{proxy.port}", username="a", password="b")
        assert code_of(host, deadline=0.4) == "host-silent"
        assert proxy.connections == 1
        assert "secret" not in repr(host)


def test_a_netrc_file_is_not_read(server: LabServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password from-netrc\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with Endpoint(http("404 Not Found")) as endpoint:
        code_of(plain(endpoint.port, auth="ntlm"))
        assert b"Authorization" not in endpoint.requests[0]


@pytest.mark.parametrize(
    "keywords",
    [
        {"auth": "basic"},
        {"auth": "basic", "encryption": "never"},
        {"auth": "ntlm", "encryption": "never"},
        {"auth": "certificate"},
        {"auth": "basic", "address": "localhost.example.com"},
        {"auth": "basic", "address": "127.0.0.1.example.com"},
        {"auth": "basic", "address": "127.0.0.1", "proxy": "http://192.0.2.1:8080"},
    ],
)
def test_what_is_unprotected_is_refused_before_anything_is_sent(keywords: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        connect(keywords.pop("address", "192.0.2.1"), ssl=False, username="a", password="b", **keywords)
    assert caught.value.code == "unprotected"


@pytest.mark.parametrize("address", ["localhost", "LOCALHOST.", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_computer_may_be_reached_unprotected(address: str) -> None:
    connect(address, ssl=False, auth="basic")


class Interrupting:
    """Stands in for the adapter's `send` and presses Ctrl-C at one request, before or after it went out."""

    def __init__(self, at: int, after: bool) -> None:
        self.left, self.after, self.real = at, after, guard.Adapter.send

    def __call__(self, adapter: guard.Adapter, *args: Any, **more: Any) -> Any:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise KeyboardInterrupt
        answer = self.real(adapter, *args, **more)
        if self.left == 0:
            raise KeyboardInterrupt
        return answer


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("auth", "requests"), [("basic", 6), ("ntlm", 9)])
def test_an_interrupt_at_any_request_leaves_no_shell_for_longer_than_60_seconds(
    monkeypatch: pytest.MonkeyPatch, auth: str, requests: int, after: bool
) -> None:
    left = []
    with LabServer(Says(snapshot_text()), tls=False) as server:
        # Requests as the adapter sees them; a sealed login is one `send` of the session and two of the login's own.
        for at in range(1, requests + 1):
            interrupting = Interrupting(at, after)
            monkeypatch.setattr(guard.Adapter, "send", lambda *args, i=interrupting, **more: i(*args, **more))
            known = {shell.shell_id for shell in server.shells}
            with pytest.raises(KeyboardInterrupt) as caught:
                reach(server, auth).collect()
            assert caught.value.__context__ is None
            new = [shell for shell in server.shells if shell.shell_id not in known]
            assert all(shell.idle_timeout == 60 for shell in new)
            left += [at for _ in new]
    # Only where the interrupt came before we knew of the shell, or instead of closing it, the host must end it.
    assert len(left) <= 2


@pytest.mark.skipif(os.name == "nt", reason="a signal cannot be sent to oneself on Windows")
def test_ctrl_c_is_heard_while_waiting(server: LabServer) -> None:
    server.faults.stall_after(2)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        reach(server).collect(30)
    assert time.monotonic() - began < 15  # and not 30
    server.faults.clear()
