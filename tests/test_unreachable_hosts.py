"""Hosts that cannot be reached or refuse: one clear error each, soon, and nothing tried twice."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from sriovkit.core.errors import HostError, UsageError
from sriovkit.lab.server import LabServer
from sriovkit.remote import Host, connect

from .visits import Endpoint, Says, fault, http, reach, snapshot_text

LOGIN = {"username": "Administrator", "password": "not-the-one"}


@pytest.fixture(scope="module")
def server() -> Iterator[LabServer]:
    with LabServer(Says(snapshot_text())) as running:
        yield running


@pytest.fixture(autouse=True)
def honest(server: LabServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sriovkit.remote.transports.psrp._GRACE", 0.4)
    server.faults.clear()
    server.requests.reset()


def error_of(host: Host, deadline: float = 3.0) -> HostError:
    with pytest.raises(HostError) as caught:
        host.collect(deadline)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert all(part in caught.value.message("en") for part in (host.address, "Next: ", "export-script"))
    assert "次の一手: " in caught.value.message("ja")
    return caught.value


def plain(port: int) -> Host:
    return connect("127.0.0.1", port=port, ssl=False, auth="basic", **LOGIN)


def test_unknown_host() -> None:
    assert error_of(connect("no-such-host.invalid", **LOGIN)).code == "unknown-host"


def test_closed_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = error_of(plain(port))
    assert error.code == "port-closed"
    assert str(port) in error.message()


@pytest.mark.parametrize(("auth", "tls", "requests"), [("basic", False, 1), ("ntlm", False, 3), ("negotiate", True, 3)])
def test_a_refused_password_is_sent_once(server: LabServer, auth: str, tls: bool, requests: int) -> None:
    error = error_of(reach(server, auth, tls=tls, cert_validation=not tls, password="not-the-one"))
    assert error.code == "login-refused"
    assert server.requests.total == requests  # NTLM: asked how, challenged, refused
    assert server.shells == ()
    words = error.message("en")
    assert "HV01\\Administrator" in words
    assert "UAC" in words
    assert "TrustedHosts" not in words


def test_a_login_that_is_not_offered() -> None:
    with Endpoint(http("401 Unauthorized", "", "WWW-Authenticate: Basic realm=x")) as endpoint:
        host = connect("127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", **LOGIN)
        error = error_of(host)
        assert (error.code, len(endpoint.requests)) == ("login-not-offered", 1)
        assert "Basic" in error.message()


def test_a_certificate_nobody_trusts(server: LabServer) -> None:
    error = error_of(reach(server, tls=True))
    assert error.code == "tls-untrusted"
    assert "cert_validation=" in error.message()
    assert server.requests.total == 0


def test_tls_to_a_port_without_it(server: LabServer) -> None:
    assert error_of(connect("127.0.0.1", port=server.port, **LOGIN)).code == "port-without-tls"


def test_no_tls_to_a_port_with_it(server: LabServer) -> None:
    for host in (plain(server.tls_port or 0), connect("127.0.0.1", port=server.tls_port, ssl=False, **LOGIN)):
        assert error_of(host).code == "closed-unanswered"


def test_a_tls_alert_instead_of_an_answer() -> None:
    def alert(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46")
        connection.close()

    with Endpoint(alert) as endpoint:
        assert error_of(plain(endpoint.port)).code == "port-with-tls"


def test_silence_on_the_port_of_https_is_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(lambda connection, _: connection.close()) as endpoint:
        monkeypatch.setattr("sriovkit.remote.transports.trouble._HTTPS", endpoint.port)
        assert error_of(plain(endpoint.port)).code == "port-with-tls"


def test_nobody_named_to_log_in_as(server: LabServer) -> None:
    error = error_of(connect("127.0.0.1", port=server.tls_port, cert_validation=False))
    assert error.code == "no-login"
    assert "username=" in error.message("en")


HTML = "<html><body>It works!</body></html>"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http("200 OK", HTML, "Content-Type: text/html"), "not-wsman"),
        (http("200 OK", "", "Content-Type: application/soap+xml"), "not-wsman"),
        (http("200 OK", "<a/>", "Content-Type: application/soap+xml"), "not-wsman"),
        (http("404 Not Found", HTML), "not-wsman"),
        (http("405 Method Not Allowed"), "not-wsman"),
        (http("503 Service Unavailable", HTML, "Retry-After: 60"), "not-wsman"),
        (lambda connection, _: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n"), "not-wsman"),
        (lambda connection, _: connection.close(), "closed-unanswered"),
        (fault(5, "Access is denied."), "access-denied"),
        (fault(0x803381A5, "at most 5 shells"), "quota"),
        (fault(0x803381AC, "no shells"), "remote-shells-off"),
        (fault(0x80338043, "The XML is invalid."), "host-fault"),
    ],
)
def test_what_answers_is_not_what_we_want(answer: Callable[[socket.socket, bytes], None], code: str) -> None:
    with Endpoint(answer) as endpoint:
        assert error_of(plain(endpoint.port)).code == code
        assert len(endpoint.requests) == 1


@pytest.mark.parametrize("answered", range(6))
def test_a_host_that_stops_answering_half_way(server: LabServer, answered: int) -> None:
    server.faults.stall_after(answered)
    began = time.monotonic()
    if answered == 5:  # all but the goodbye: the answer is in hand
        assert reach(server, read_timeout=0.3).collect().host == "HV01"
    else:
        assert error_of(reach(server), deadline=0.3).code == "host-silent"
    assert time.monotonic() - began < 15


def test_silence_ends_before_the_deadline_does(server: LabServer) -> None:
    server.faults.stall_after(2)
    began = time.monotonic()
    assert error_of(reach(server, read_timeout=0.2), deadline=60).facts["seconds"] == "0.2"
    assert time.monotonic() - began < 15
    assert server.requests.total <= 4  # nothing is asked again but to close the shell


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
@pytest.mark.parametrize("answered", [0, 3, 4])
def test_a_connection_that_is_cut(server: LabServer, auth: str, answered: int) -> None:
    server.faults.cut_after(answered + (3 if auth == "ntlm" else 0))
    assert error_of(reach(server, auth)).code == (
        "connection-cut" if answered or auth == "ntlm" else "closed-unanswered"
    )


def test_a_shell_is_closed_on_a_fresh_connection_after_a_cut(server: LabServer) -> None:
    for auth in ("basic", "ntlm"):
        before = {shell.shell_id for shell in server.shells}
        host = reach(server, auth)
        with Relay(server.port, cut_after=3 if auth == "basic" else 6) as relay:
            error_of(connect("127.0.0.1", port=relay.port, ssl=False, auth=auth, **_login(server)))
        assert {shell.shell_id for shell in server.shells} <= before
        assert host.collect().host == "HV01"


def _login(server: LabServer) -> dict[str, str]:
    return {"username": server.username, "password": server.password}


class Relay(Endpoint):
    """Passes requests on to the lab and cuts its first connection after some of them."""

    def __init__(self, port: int, cut_after: int) -> None:
        super().__init__(self._pass_on)
        self._to, self._left = port, cut_after
        self._upstream: dict[socket.socket, socket.socket] = {}

    def _pass_on(self, connection: socket.socket, request: bytes) -> None:
        self._left -= 1
        if self._left == -1:
            connection.shutdown(socket.SHUT_RDWR)
            raise OSError
        if connection not in self._upstream:
            self._upstream[connection] = socket.create_connection(("127.0.0.1", self._to), 20)
        upstream = self._upstream[connection]
        upstream.sendall(request.replace(f":{self.port}".encode(), f":{self._to}".encode(), 1))
        connection.sendall(_whole(upstream))


def _whole(upstream: socket.socket) -> bytes:
    from .visits import _request

    return _request(upstream)


@pytest.mark.parametrize(
    "address", ["", "hv 01", "https://hv01", "hv01/wsman", "hv01:5986", "a@hv01", "hv01?x", "hv\x1b01", "[::1]"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        connect(address)
    assert caught.value.code == "bad-address"


@pytest.mark.parametrize("address", ["hv01", "hv-01.example.com", "192.0.2.1", "::1", "fe80::1%2", "ホスト"])
def test_an_address_that_is_one(address: str) -> None:
    assert connect(address).address == address


@pytest.mark.parametrize(
    ("keywords", "code"),
    [
        ({"auth": "digest"}, "bad-choice"),
        ({"encryption": "sometimes"}, "bad-choice"),
        ({"cert_validaton": False}, "unknown-keyword"),
        ({"cert_validation": "no-such-file.pem"}, "file-not-found"),
        ({"auth": "credssp"}, "missing-extra"),
        ({"auth": "kerberos"}, "missing-extra"),
    ],
)
def test_settings_that_are_wrong(keywords: dict[str, object], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sriovkit.remote.settings.find_spec", lambda name: None)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UsageError) as caught:
        connect("hv01", **keywords)  # type: ignore[arg-type]
    assert caught.value.code == code
    if code == "missing-extra":
        assert f"pip install sriovkit[{keywords['auth']}]" in caught.value.message("ja")


def test_settings_that_pypsrp_says_do_not_go_together() -> None:
    with pytest.raises(UsageError) as caught:
        connect("hv01", auth="basic").collect()
    assert caught.value.code == "bad-setting"


@pytest.mark.parametrize(
    ("keywords", "ssl", "port"),
    [({}, True, 5986), ({"ssl": False}, False, 5985), ({"port": 5985}, False, 5985), ({"port": 443}, True, 443)],
)
def test_https_unless_sealed_http_is_asked_for(keywords: dict[str, int], ssl: bool, port: int) -> None:
    shown = repr(connect("hv01", **keywords))  # type: ignore[arg-type]
    assert f"port={port}, ssl={ssl}" in shown
