"""Trouble the lab's server makes on purpose, and what it does with shells that nobody comes back to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.lab.server import LabServer

from .lab_clients import Echo, client, pool, run, say


class Clock:
    """A clock that tests put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def server(clock: Clock, echo: Echo) -> Iterator[LabServer]:
    with LabServer(echo, clock=clock, tls=False) as running:
        yield running
        echo.release.set()


def gone(server: LabServer, seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while server.shells and time.monotonic() < until:
        time.sleep(0.02)
    return not server.shells


def test_an_abandoned_shell_is_gone_after_the_time_it_asked_for(server: LabServer, clock: Clock) -> None:
    with client(server) as connection:
        opened = RunspacePool(connection, idle_timeout=60)
        opened.open()
        clock.ahead = 55
        say(opened, "still here")
        clock.ahead = 110
        say(opened, "each request counts")
        clock.ahead = 171
        assert gone(server)
        with pytest.raises(WSManFaultError, match="not found on the server"):
            opened.close()


def test_without_a_wish_a_shell_stays_for_two_hours(server: LabServer, clock: Clock) -> None:
    with client(server) as connection:
        RunspacePool(connection).open()
    clock.ahead = 7_190
    time.sleep(0.6)
    assert len(server.shells) == 1
    clock.ahead = 7_210
    assert gone(server)


def test_a_waiting_client_keeps_its_shell_and_a_vanished_one_does_not(
    server: LabServer, clock: Clock, echo: Echo
) -> None:
    connection = client(server)
    opened = RunspacePool(connection, idle_timeout=60)
    opened.open()
    shell = PowerShell(opened).add_cmdlet("Wait-Here")
    shell.begin_invoke()
    waiter = threading.Thread(target=shell.poll_invoke, daemon=True)
    waiter.start()
    for clock.ahead in (50, 100, 150):
        time.sleep(1.2)
    assert len(server.shells) == 1
    echo.release.set()
    waiter.join(30)
    connection.close()
    clock.ahead += 61
    assert gone(server)


def test_latency_delays_each_request_and_may_change_while_running(server: LabServer) -> None:
    server.latency = 0.05
    began = time.monotonic()
    with pool(server, "ntlm") as opened:
        say(opened, "x")
        server.latency = 0.0
    assert time.monotonic() - began >= 0.4  # eight of the nine requests


def test_a_stalled_server_answers_no_more_until_it_is_closed(server: LabServer) -> None:
    server.faults.stall_after(3)
    with client(server, read_timeout=1) as connection:
        opened = RunspacePool(connection)
        opened.open()
        with pytest.raises(requests.ReadTimeout):
            PowerShell(opened).add_script("x").begin_invoke()
    began = time.monotonic()
    server.close()
    assert time.monotonic() - began < 15


def test_a_cleared_fault_is_over(server: LabServer) -> None:
    server.faults.cut_after(0)
    with client(server) as connection, pytest.raises(requests.ConnectionError):
        RunspacePool(connection).open()
    server.faults.clear()
    with pool(server) as opened:
        assert say(opened, "x") == "x"


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
@pytest.mark.parametrize("after", range(9))
def test_a_cut_at_any_request_leaves_no_shell_beyond_its_idle_time(
    server: LabServer, clock: Clock, auth: str, after: int
) -> None:
    server.faults.cut_after(after)
    try:
        with pool(server, auth) as opened:
            say(opened, "x")
    except requests.ConnectionError:
        pass
    else:
        assert (auth, after) in [("basic", 6), ("basic", 7), ("basic", 8)]
    clock.ahead = 61
    assert gone(server)


def test_output_lost_on_the_way_is_sent_again_to_the_same_question(server: LabServer) -> None:
    with pool(server) as opened:
        shell = PowerShell(opened).add_cmdlet("Get-Text").add_parameter("A", 1_000)
        shell.begin_invoke()
        transport = opened.connection.transport
        send = transport.send

        def lose_the_first_answer(message: bytes, **rest: Any) -> bytes:
            send(message, **rest)
            return send(message, **rest)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transport, "send", lose_the_first_answer)
            shell.poll_invoke()
        assert shell.output == ["x" * 1_000]


def test_closing_is_quick_and_a_closed_server_can_start_again(server: LabServer, echo: Echo) -> None:
    with client(server) as connection:
        opened = RunspacePool(connection)
        opened.open()
        PowerShell(opened).add_cmdlet("Wait-Here").begin_invoke()
        assert echo.waiting.wait(30)
        began = time.monotonic()
        server.close()
        server.close()
        assert time.monotonic() - began < 15
    assert server.shells == ()
    with server, pool(server) as reopened:
        assert run(reopened, "Get-Many", 3).output == [0, 1, 2]


def test_starting_twice_is_an_error(server: LabServer) -> None:
    with pytest.raises(RuntimeError):
        server.start()


def test_counts_can_be_read_and_reset(server: LabServer) -> None:
    with pool(server) as opened:
        say(opened, "x")
    assert (server.requests.total, server.requests.by_action["Create"]) == (6, 1)
    server.requests.reset()
    assert (server.requests.total, server.requests.by_action) == (0, {})
