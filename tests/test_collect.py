"""One visit: what it costs, what it brings back, and what becomes of an answer that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sriovkit.core import text
from sriovkit.core.errors import HostError
from sriovkit.core.script import collecting_script
from sriovkit.lab.server import ErrorAnswer, LabServer, PipelineAnswer

from .visits import ROWS, Says, reach, snapshot_text


@pytest.fixture
def says() -> Says:
    return Says(snapshot_text())


@pytest.fixture
def server(says: Says) -> Iterator[LabServer]:
    with LabServer(says) as running:
        yield running


@pytest.mark.parametrize(("auth", "tls", "requests"), [("basic", False, 6), ("ntlm", False, 9), ("basic", True, 6)])
def test_a_visit_costs_no_more_requests_than_running_1(server: LabServer, auth: str, tls: bool, requests: int) -> None:
    taken = reach(server, auth, tls=tls, cert_validation=not tls).collect()
    assert taken.rows("Get-VMSwitch") == ROWS
    assert server.requests.total == requests
    assert server.shells == ()


def test_output_past_370_kb_adds_only_the_requests_that_carry_it(server: LabServer, says: Says) -> None:
    rows = [{"Name": f"切り替え {i}", "IovEnabled": False} for i in range(20_000)]
    long = snapshot_text(sections={"Get-VMSwitch": {"ok": True, "rows": rows, "error": None}})
    says.answer = PipelineAnswer((long,))
    assert reach(server).collect().rows("Get-VMSwitch") == rows
    assert 6 < server.requests.total <= 6 + len(long.encode()) * 1.5 // 370_000 + 1


def test_the_script_is_sent_byte_for_byte(server: LabServer, says: Says) -> None:
    reach(server).collect()
    (command,) = says.asked[0].commands
    assert command.is_script
    assert command.name == collecting_script()


def test_a_shell_asks_to_be_ended_after_60_idle_seconds(server: LabServer, says: Says) -> None:
    seen: list[float] = []
    says.during = lambda: seen.extend(shell.idle_timeout for shell in server.shells)
    reach(server).collect()
    assert seen == [60.0]


def test_a_host_can_be_asked_again(server: LabServer) -> None:
    host = reach(server)
    assert host.collect().data == host.collect().data
    assert server.requests.total == 12


def test_the_source_says_how_it_was_fetched_and_no_secret(server: LabServer) -> None:
    taken = reach(server, "negotiate").collect()
    assert taken.source == {
        "transport": "psrp",
        "address": "127.0.0.1",
        "port": server.port,
        "tls": False,
        "verified": False,
        "auth": "ntlm",
    }
    assert server.password not in taken.to_json()


def test_a_trusted_certificate_is_marked_verified(server: LabServer, tmp_path: Any) -> None:
    issuer = tmp_path / "issuer.pem"
    issuer.write_text(str(server.certificate_pem))
    assert reach(server, tls=True, cert_validation=str(issuer)).collect().source["verified"] is True
    assert reach(server, tls=True, cert_validation=False).collect().source["verified"] is False


@pytest.mark.filterwarnings("error")
def test_a_login_over_tls_is_bound_to_the_certificate(server: LabServer) -> None:
    # pypsrp warns where it cannot find the certificate behind an answer.
    assert reach(server, "ntlm", tls=True, cert_validation=False).collect().source["tls"] is True


def test_a_missing_module_is_a_failed_section_and_no_error(server: LabServer, says: Says) -> None:
    error = {"id": "CommandNotFoundException", "category": "ObjectNotFound", "message": "..."}
    sections = {"Get-VMSwitch": {"ok": False, "rows": [], "error": error}}
    says.answer = PipelineAnswer((snapshot_text(sections=sections),))
    assert reach(server).collect().state("Get-VMSwitch") == "missing"


def test_non_terminating_errors_do_not_spoil_the_answer(server: LabServer, says: Says) -> None:
    says.answer = PipelineAnswer((snapshot_text(),), (ErrorAnswer("a complaint"),))
    assert reach(server).collect().host == "HV01"


_MISSING = ErrorAnswer("The term is not recognized.", "ObjectNotFound", "CommandNotFoundException")
_NO_SCRIPTS = ErrorAnswer("no-language mode", "InvalidOperation", "ScriptsNotAllowed")
_BROKEN = ErrorAnswer("it broke", "NotSpecified", "Oops")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (PipelineAnswer(()), "answer-empty"),
        (PipelineAnswer((" \r\n",)), "answer-empty"),
        (PipelineAnswer((1,)), "answer-damaged"),
        (PipelineAnswer(("{}", "{}")), "answer-damaged"),
        (PipelineAnswer(("no JSON",)), "answer-damaged"),
        (PipelineAnswer((snapshot_text()[:-5],)), "answer-damaged"),
        (PipelineAnswer(('{"schema": NaN}',)), "answer-damaged"),
        (PipelineAnswer(("[" * 100_000,)), "answer-damaged"),
        (PipelineAnswer((json.dumps({"schema": "sriovkit.snapshot/9"}),)), "answer-damaged"),
        (PipelineAnswer((), terminating=_MISSING), "endpoint-closed"),
        (PipelineAnswer((), terminating=_NO_SCRIPTS), "endpoint-closed"),
        (PipelineAnswer((), terminating=_BROKEN), "script-failed"),
    ],
)
def test_an_answer_that_is_no_snapshot(server: LabServer, says: Says, answer: PipelineAnswer, code: str) -> None:
    says.answer = answer
    with pytest.raises(HostError) as caught:
        reach(server).collect()
    assert caught.value.code == code
    assert caught.value.host == "127.0.0.1"
    assert "export-script" in caught.value.message("en")
    assert "export-script" in caught.value.message("ja")
    assert server.shells == ()


def test_an_endpoint_by_another_name_is_asked_for(server: LabServer) -> None:
    with pytest.raises(HostError) as caught:
        reach(server, configuration_name="Nobody.Knows").collect()
    assert caught.value.code in ("host-fault", "endpoint-closed")


def test_every_error_of_a_connection_has_words_in_both_languages() -> None:
    from sriovkit.remote.transports import trouble

    codes = {code for _, code in trouble._CODES if code} | set(trouble._FAULTS.values())
    for code in codes | {"login-not-offered", "redirected", "answer-too-large", "unexpected"}:
        for lang in text.LANGUAGES:
            assert "sriovkit export-script" in text.keys(lang)[f"error.{code}.next"], (code, lang)
            assert f"error.{code}.cause" in text.keys(lang)
