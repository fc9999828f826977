"""A visit to the lab's server with unmodified pypsrp: every way in, what it costs, what comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.lab.server import LabServer

from .echo_server import echo, running, server
from .lab_clients import client, pool, run, say

__all__ = ["echo", "running", "server"]
TIMED_OUT, NOT_FOUND = 0x80338029, 0x8033805B


WAYS_IN: dict[str, tuple[dict[str, Any], int]] = {
    "basic over http": ({"auth": "basic"}, 6),
    "ntlm sealed": ({"auth": "ntlm"}, 9),
    "negotiate sealed": ({"auth": "negotiate"}, 9),
    "basic over https": ({"auth": "basic", "tls": True}, 6),
    "ntlm over https": ({"auth": "ntlm", "tls": True}, 8),
    "negotiate sealed over https": ({"auth": "negotiate", "tls": True, "encryption": "always"}, 9),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_a_cold_visit_costs_exactly_this_many_requests(server: LabServer, way: str) -> None:
    settings, cost = WAYS_IN[way]
    with pool(server, **settings) as opened:
        assert say(opened, "1") == "1"
        assert [shell.idle_timeout for shell in server.shells] == [60.0]
    assert server.requests.total == cost
    expected = {"Create": 1, "Receive": 3, "Command": 1, "Delete": 1, "Authenticate": cost - 6}
    assert server.requests.by_action == {action: number for action, number in expected.items() if number}
    assert server.shells == ()


def test_a_warm_pipeline_costs_two_requests_and_closing_it_one(server: LabServer) -> None:
    with pool(server, "ntlm") as opened:
        server.requests.reset()
        with PowerShell(opened).add_script("x") as shell:
            assert shell.invoke() == ["x"]
            assert server.requests.by_action == {"Command": 1, "Receive": 1}
    assert server.requests.by_action == {"Command": 1, "Receive": 1, "Signal": 1, "Delete": 1}


@pytest.mark.parametrize(("size", "receives"), [(370_000, 1), (1_000_000, 3), (3_000_000, 8)])
@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_long_output_comes_in_as_few_receives_as_fit(server: LabServer, auth: str, size: int, receives: int) -> None:
    with pool(server, auth) as opened:
        server.requests.reset()
        assert run(opened, "Get-Text", size).output == ["x" * size]
        assert server.requests.by_action == {"Command": 1, "Receive": receives}


def test_many_objects_keep_their_order(server: LabServer) -> None:
    with pool(server) as opened:
        assert run(opened, "Get-Many", 4_000).output == list(range(4_000))


def test_https_is_trusted_by_its_certificate(server: LabServer, tmp_path: Path) -> None:
    trusted = tmp_path / "lab.pem"
    trusted.write_text(server.certificate_pem or "")
    for auth in ("basic", "ntlm"):
        with pool(server, auth, tls=True, cert_validation=str(trusted)) as opened:
            assert say(opened, auth) == auth


@pytest.mark.parametrize("auth", ["basic", "ntlm", "negotiate"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_wrong_password_or_name_is_refused(server: LabServer, auth: str, tls: bool) -> None:
    for wrong in ({"password": "wrong"}, {"username": "somebody"}, {"password": ""}):
        with client(server, auth, tls=tls, **wrong) as connection, pytest.raises(AuthenticationError):
            RunspacePool(connection).open()
    assert server.shells == ()
    assert set(server.requests.by_action) == {"Authenticate"}


def test_the_account_name_is_not_case_sensitive_and_may_have_a_domain(server: LabServer) -> None:
    with pool(server, "ntlm", username="LAB\\ADMINISTRATOR") as opened:
        assert say(opened, "in") == "in"


def test_the_pool_s_own_requests_are_answered(server: LabServer) -> None:
    with pool(server) as opened:
        opened.min_runspaces, opened.max_runspaces = 2, 5
        assert opened.get_available_runspaces() == 5
        opened.reset_runspace_state()
        opened.exchange_keys()
        assert opened.is_alive()
        opened.connection.update_max_payload_size()
        assert opened.connection.max_envelope_size == 512_000


def test_disconnecting_is_refused_as_unsupported(server: LabServer) -> None:
    with pool(server) as opened:
        with pytest.raises(WSManFaultError, match="does not support the specified feature"):
            opened.disconnect()
        assert say(opened, "x") == "x"


def test_unknown_shells_and_commands_are_windows_faults(server: LabServer) -> None:
    with pool(server) as opened:
        with pytest.raises(WSManFaultError, match="command identifier that does not exist") as told:
            opened.shell.receive("stdout", command_id="87E77BEB-6761-4C48-9D70-A00266B8459A")
        assert told.value.code == NOT_FOUND
        with pytest.raises(WSManFaultError):
            opened.shell.signal("powershell/signal/ctrl_c", "nonsense")
    opened.shell.opened = True
    with pytest.raises(WSManFaultError, match="the shell was not found on the server") as told:
        opened.shell.receive("stdout")
    assert told.value.code == NOT_FOUND
    opened.shell.opened = False


def test_another_session_configuration_is_not_found(server: LabServer) -> None:
    with client(server) as connection, pytest.raises(WSManFaultError, match="cannot find the resource"):
        RunspacePool(connection, configuration_name="Nowhere").open()


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_twenty_clients_at_once_get_their_own_answers(server: LabServer, auth: str) -> None:
    def visit(number: int) -> list[str]:
        with pool(server, auth) as opened:
            return [say(opened, f"{number}.{turn}") for turn in range(3)]

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(visit, range(20)))
    assert answers == [[f"{number}.{turn}" for turn in range(3)] for number in range(20)]
    assert server.shells == ()
