"""What the lab's server keeps to itself: its password, its key, its address."""

from __future__ import annotations

import base64
import logging
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from pypsrp.exceptions import AuthenticationError
from spnego._context import GSSMech
from spnego._spnego import NegState, NegTokenInit, unpack_token

from sriovkit.lab.server import LabServer

from .echo_server import echo, running, server
from .lab_clients import Echo, pool, post, say

__all__ = ["echo", "running", "server"]


def test_only_loopback_listens(server: LabServer) -> None:
    for port in (server.port, server.tls_port):
        with socket.socket() as raw:
            raw.settimeout(3)
            assert raw.connect_ex(("127.0.0.2", port or 0)) != 0


def test_the_certificate_passes_a_strict_check(server: LabServer) -> None:
    context = ssl.create_default_context(cadata=server.certificate_pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for name in ("127.0.0.1", "localhost"):
        with socket.create_connection((server.host, server.tls_port or 0), 5) as raw:
            context.wrap_socket(raw, server_hostname=name).close()


def test_each_server_draws_its_own_password_and_shows_it_nowhere() -> None:
    one, other = LabServer(Echo()), LabServer(Echo())
    assert one.password != other.password
    assert len(one.password) > 20
    assert one.password not in repr(one) + str(one)
    with pytest.raises(TypeError):
        one.__reduce__()


LEAVES_NOTHING = """
import os, sys, pathlib
before = dict(os.environ)
from sriovkit.lab.server import LabServer
from tests.lab_clients import Echo, pool, say
import spnego._ntlm
theirs = spnego._ntlm._get_credential_file
with LabServer(Echo()) as server:
    for tls in (False, True):
        with pool(server, "ntlm", tls=tls) as opened:
            assert say(opened, "x") == "x"
            assert list(pathlib.Path(sys.argv[1]).iterdir()) == []
    assert dict(os.environ) == before
    assert spnego._ntlm._get_credential_file is theirs
"""


def test_no_file_and_no_variable_holds_the_password(tmp_path: Path) -> None:
    here = Path(__file__).parent
    path = os.pathsep.join([str(here.parent), os.environ.get("PYTHONPATH", "")])
    settings = os.environ | {name: str(tmp_path) for name in ("TMPDIR", "TEMP", "TMP")} | {"PYTHONPATH": path}
    settings.pop("NTLM_USER_FILE", None)
    subprocess.run([sys.executable, "-c", LEAVES_NOTHING, str(tmp_path)], check=True, env=settings, timeout=60)


def test_a_client_that_hopes_for_kerberos_is_asked_for_ntlm(server: LabServer) -> None:
    offer = NegTokenInit([GSSMech.kerberos.value, GSSMech.ntlm.value], mech_token=b"a ticket of another realm").pack()
    answer = post(server, Authorization="Negotiate " + base64.b64encode(offer).decode())
    assert answer.status == 401
    told = unpack_token(base64.b64decode(answer.headers["WWW-Authenticate"].split()[1]))
    assert (told.supported_mech, told.neg_state) == (GSSMech.ntlm.value, NegState.request_mic)


def test_no_log_line_holds_the_password(server: LabServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for auth in ("basic", "ntlm", "negotiate"):
        with pool(server, auth) as opened:
            say(opened, "x")
    for form in (server.password, base64.b64encode(f"{server.username}:{server.password}".encode()).decode()):
        assert form not in caplog.text


def test_a_credential_file_of_the_computer_s_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.txt"
    accounts.write_text(":mallory:letmein\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(accounts))
    with LabServer(Echo(), tls=False) as server:
        with pytest.raises(AuthenticationError), pool(server, "ntlm", username="mallory", password="letmein"):
            pass
        with pool(server, "ntlm") as opened:
            assert say(opened, "x") == "x"
