"""What the lab's server refuses before it reads a message: names, web pages, sizes, strangers; it lives on."""

from __future__ import annotations

import os
import socket

import pytest
from pypsrp.exceptions import WinRMTransportError

from sriovkit.lab.server import LabServer

from .echo_server import echo, running, server, still_serving
from .lab_clients import client, post

__all__ = ["echo", "running", "server", "still_serving"]
pytestmark = pytest.mark.usefixtures("still_serving")
SOAP, ID = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"


def ask(what: str, before: str = "") -> bytes:
    return (
        f'{before}<s:Envelope xmlns:s="{SOAP}" xmlns:i="{ID}"><s:Header/><s:Body>{what}</s:Body></s:Envelope>'
    ).encode()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "localhost", "localhost:1", "127.0.0.1.evil.example:{port}"]
)
def test_another_host_name_is_refused_before_the_password_is_looked_at(server: LabServer, host: str) -> None:
    for secret in ("", "Basic bm86bm8="):
        assert post(server, Host=host.format(port=server.port), Authorization=secret).status == 403
    assert server.requests.by_action == {"Refused": 2}


def test_the_other_listener_s_port_is_another_host(server: LabServer) -> None:
    assert post(server, Host=f"127.0.0.1:{server.tls_port}").status == 403
    assert post(server, Host=f"LocalHost:{server.port}").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:{port}"])
def test_a_web_page_is_refused_before_the_password_is_looked_at(server: LabServer, origin: str) -> None:
    answer = post(server, Origin=origin.format(port=server.port), Authorization="")
    assert answer.status == 403
    assert "WWW-Authenticate" not in answer.headers


def test_two_host_headers_are_refused(server: LabServer) -> None:
    with socket.create_connection((server.host, server.port), 10) as raw:
        name = f"Host: 127.0.0.1:{server.port}\r\n"
        raw.sendall(f"POST /wsman HTTP/1.1\r\n{name}{name}Content-Length: 0\r\n\r\n".encode())
        assert raw.recv(99).split()[1] in (b"400", b"403")


def test_other_paths_and_compressed_bodies_are_refused(server: LabServer) -> None:
    assert post(server, b"x", Content_Encoding="gzip").status == 415
    with client(server, path="other") as connection, pytest.raises(WinRMTransportError) as told:
        connection.get_server_config()
    assert told.value.code == 404


def test_without_a_password_both_ways_in_are_offered(server: LabServer) -> None:
    answer = post(server, Authorization="")
    assert answer.status == 401
    assert answer.headers.get_all("WWW-Authenticate") == ["Negotiate", 'Basic realm="WSMAN"']


@pytest.mark.parametrize(
    "secret", ["Basic", "Basic ???", "Basic /w==", "Negotiate AAAA", "NTLM TlRMTVNTUAAD", "Digest x"]
)
def test_a_broken_authorization_is_no_authorization(server: LabServer, secret: str) -> None:
    assert post(server, Authorization=secret).status == 401


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_an_oversized_body_is_refused(server: LabServer, auth: str) -> None:
    with client(server, auth) as connection, pytest.raises(WinRMTransportError) as told:
        connection.transport.send(b"x" * 600_000)
    assert told.value.code == 413


def test_an_oversized_body_without_a_length_is_refused(server: LabServer) -> None:
    with socket.create_connection((server.host, server.port), 20) as raw:
        raw.sendall(
            f"POST /wsman HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in range(6):
            raw.sendall(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
        assert b" 413 " in raw.recv(99)


def test_a_broken_seal_is_refused(server: LabServer) -> None:
    with client(server, "ntlm") as connection:
        connection.get_server_config()
        transport = connection.transport
        assert transport.session is not None
        kind = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
        for body in (b"", b"junk", b"--Encrypted Boundary--\r\n"):
            answer = transport.session.post(transport.endpoint, data=body, headers={"Content-Type": kind})
            assert answer.status_code == 400
    assert post(server, b"junk", Content_Type=kind).status == 400


def test_a_sealed_message_on_a_fresh_connection_must_log_in_again(server: LabServer) -> None:
    kind = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    assert post(server, b"junk", Content_Type=kind, Authorization="").status == 401


def test_strangers_may_ask_who_this_is_and_nothing_else(server: LabServer) -> None:
    answer = post(server, ask("<i:Identify/>"), Authorization="", WSMANIDENTIFY="unauthenticated")
    assert answer.status == 200
    assert "simulated" in answer.text
    assert post(server, ask("<s:Other/>"), Authorization="", WSMANIDENTIFY="unauthenticated").status == 401
    assert (
        post(server, ask("<i:Identify/>", "<!DOCTYPE a>"), Authorization="", WSMANIDENTIFY="unauthenticated").status
        == 400
    )
    assert post(server, ask("<i:Identify/>"), Authorization="").status == 401


def test_noise_on_the_ports_is_survived(server: LabServer) -> None:
    for port in (server.port, server.tls_port):
        for noise in (b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n\r\n", b"\r\n" * 50, os.urandom(200)):
            with socket.create_connection((server.host, port), 5) as raw:
                raw.sendall(noise)
