"""Clients that flood, go away in the middle, or say the same thing twice: refused clearly, and the lab lives on.

Rule: after each of them an honest client gets its answer.
"""

from __future__ import annotations

import contextlib
import re
import socket
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.lab import Lab
from sriovkit.lab.server import LabServer
from sriovkit.lab.server.faults import MOST_COMMANDS, MOST_SHELLS

from .lab_clients import Echo, client, pool, post, say

TOO_MANY_SHELLS, TOO_MANY_OPERATIONS = 0x803381A5, 0x803381A6


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def server(echo: Echo) -> Iterator[LabServer]:
    with LabServer(echo, tls=False) as running:
        yield running
        with pool(running) as opened:
            assert say(opened, "alive") == "alive"


# -- floods ----------------------------------------------------------------------------------------------------------


def test_more_shells_than_windows_allows_are_refused(server: LabServer) -> None:
    with client(server) as connection:
        opened = [RunspacePool(connection) for _ in range(MOST_SHELLS)]
        for one in opened:
            one.open()
        with pytest.raises(WSManFaultError, match="more concurrent shells than allowed") as told:
            RunspacePool(connection).open()
        assert told.value.code == TOO_MANY_SHELLS
        for one in opened:
            one.close()
    assert server.shells == ()


def test_more_commands_than_the_quota_are_refused(server: LabServer) -> None:
    assert server.faults.most_commands == MOST_COMMANDS == 1_500
    server.faults.most_commands = 5
    with pool(server) as opened:
        for _ in range(5):
            PowerShell(opened).add_script("x").begin_invoke()
        with pytest.raises(WSManFaultError, match="maximum number of concurrent operations") as told:
            PowerShell(opened).add_script("x").begin_invoke()
        assert told.value.code == TOO_MANY_OPERATIONS


def test_many_silent_connections_keep_nobody_out(server: LabServer) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(socket.create_connection((server.host, server.port), 5))
        with pool(server, "ntlm") as opened:
            assert say(opened, "in") == "in"


@pytest.mark.parametrize("head", [b"X: " + b"x" * 100_000, b"".join(b"X-%d: y\r\n" % n for n in range(100_000))])
def test_headers_without_end_are_refused(server: LabServer, head: bytes) -> None:
    with socket.create_connection((server.host, server.port), 20) as raw:
        with contextlib.suppress(ConnectionError):
            raw.sendall(b"POST /wsman HTTP/1.1\r\n" + head + b"\r\n\r\n")
        answer = b""
        with contextlib.suppress(ConnectionError):
            answer = raw.recv(200)
        assert answer == b"" or b" 400 " in answer
    assert not server.requests.by_action or set(server.requests.by_action) == {"Refused"}


# -- going away ------------------------------------------------------------------------------------------------------


def test_a_client_that_goes_away_in_the_middle_of_its_message_did_nothing(server: LabServer, echo: Echo) -> None:
    for sent in (b"", b"<s:Envelope", b"<" * 5_000):
        with socket.create_connection((server.host, server.port), 5) as raw:
            host = f"POST /wsman HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 9999\r\n\r\n"
            raw.sendall(host.encode() + sent)
    assert server.shells == () and echo.asked == []


def test_a_client_that_goes_away_while_it_waits_leaves_others_alone(server: LabServer, echo: Echo) -> None:
    connection = client(server)
    opened = RunspacePool(connection)
    opened.open()
    PowerShell(opened).add_cmdlet("Wait-Here").begin_invoke()
    assert echo.waiting.wait(30)
    connection.close()
    with pool(server) as other:
        assert say(other, "mine") == "mine"
    echo.release.set()


# -- saying it twice -------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[requests.Session, requests.PreparedRequest]]:
    """Every HTTP request as it went out, with the session that it went by."""
    seen: list[tuple[requests.Session, requests.PreparedRequest]] = []
    send = requests.Session.send

    def seeing(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        seen.append((session, request))
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", seeing)
    return seen


def test_a_sealed_message_cannot_be_replayed_on_its_connection(
    server: LabServer, echo: Echo, sent: list[tuple[requests.Session, requests.PreparedRequest]]
) -> None:
    connection = client(server, "ntlm")
    opened = RunspacePool(connection)
    opened.open()
    say(opened, "once")
    for session, one in sealed(sent):
        assert session.send(one).status_code == 400
    connection.close()  # what was replayed has spoilt the seal of all that follows
    assert [asked.commands[0].name for asked in echo.asked] == ["once"]


def test_a_sealed_message_cannot_be_replayed_on_another_connection(
    server: LabServer, echo: Echo, sent: list[tuple[requests.Session, requests.PreparedRequest]]
) -> None:
    with pool(server, "ntlm") as opened:
        say(opened, "once")
        for _, one in sealed(sent):
            again = one.copy()
            again.hooks = {}  # else the client would log in on its own
            assert requests.Session().send(again).status_code == 401
        say(opened, "still here")
    assert [asked.commands[0].name for asked in echo.asked] == ["once", "still here"]


def sealed(sent: list[tuple[requests.Session, requests.PreparedRequest]]) -> Any:
    found = [(session, one) for session, one in sent if b"Encrypted Boundary" in bytes(one.body or b"")]
    assert len(found) >= 4
    return found


def test_a_repeated_message_is_answered_again_and_not_done_again(
    server: LabServer, echo: Echo, sent: list[tuple[requests.Session, requests.PreparedRequest]]
) -> None:
    with pool(server) as opened:
        with PowerShell(opened).add_script("once") as shell:
            assert shell.invoke() == ["once"]
        before = server.shells
        for session, one in list(sent):
            body = bytes(one.body or b"").decode()
            if re.search(r"<\w+:Action [^>]*>[^<]*(Create|Command|Signal)<", body):
                assert session.send(one).status_code == 200
        assert server.shells == before
    assert [asked.commands[0].name for asked in echo.asked] == ["once"]


def test_a_message_id_of_another_action_is_no_repeat(server: LabServer) -> None:
    with pool(server) as opened:
        always = uuid.UUID(int=7)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pypsrp.wsman.uuid.uuid4", lambda: always)
            assert PowerShell(opened).add_script("same").begin_invoke() is None
            opened.connection.update_max_payload_size()
    assert server.requests.by_action["Get"] == 1


# -- who can reach it ------------------------------------------------------------------------------------------------


def listening() -> set[tuple[str, int]]:
    """Every address on which this very process listens: hexadecimal address, port."""
    own = {Path(f"/proc/self/fd/{one.name}").readlink().name for one in Path("/proc/self/fd").iterdir() if one.exists()}
    inodes = {found[1] for name in own if (found := re.fullmatch(r"socket:\[(\d+)\]", name))}
    rows = [
        line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/self/net/{kind}").read_text().splitlines()[1:]
    ]
    heard = [row[1].partition(":") for row in rows if row[3] == "0A" and row[9] in inodes]
    return {(address, int(port, 16)) for address, _, port in heard}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_of_a_lab_listens_beyond_loopback() -> None:
    before = listening()
    with Lab("healthy", "en") as lab:
        guest = lab.guests.info("VM01")
        new = listening() - before
        ports = {lab.port, lab.tls_port, lab.server.control_port, guest["port"], guest["tls_port"]}
    assert {port for _, port in new} == ports
    assert {address for address, _ in new} == {"0100007F"}
    assert listening() == before


def test_a_bomb_is_refused_before_it_grows(server: LabServer) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    answer = post(server, f'<!DOCTYPE a [<!ENTITY l0 "lol">{lol}]><a>&l11;</a>'.encode())
    assert (answer.status, "XML is invalid" in answer.text) == (400, True)
