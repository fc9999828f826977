"""What pipelines carry to the lab's server and back, with unmodified pypsrp: parameters, text, errors, a stop."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell

from sriovkit.lab.server import LabServer

from .echo_server import echo, running, server
from .lab_clients import Echo, pool, run, say

__all__ = ["echo", "running", "server"]
TIMED_OUT, NOT_FOUND = 0x80338029, 0x8033805B


def test_typed_parameters_arrive_as_plain_values(server: LabServer, echo: Echo) -> None:
    values = ["東京 😀", 7, True, None, ["a", 2], {"k": "v"}, -1]
    with pool(server) as opened:
        assert run(opened, "Get-Values", *values).output == values
    (command,) = echo.asked[0].commands
    assert (command.name, command.is_script) == ("Get-Values", False)
    assert command.parameters == tuple(zip("ABCDEFG", values, strict=True))
    assert [type(value) for _, value in command.parameters] == [type(value) for value in values]


def test_pipes_and_statements_are_told_apart(server: LabServer, echo: Echo) -> None:
    with pool(server) as opened:
        shell = PowerShell(opened).add_script("a").add_cmdlet("b").add_argument(1).add_statement().add_cmdlet("c")
        shell.invoke()
    names = [[command.name for command in statement] for statement in echo.asked[0].statements]
    assert names == [["a", "b"], ["c"]]
    assert echo.asked[0].commands[1].parameters == ((None, 1),)


def test_piped_input_arrives_with_the_pipeline(server: LabServer, echo: Echo) -> None:
    with pool(server) as opened:
        PowerShell(opened).add_script("x").invoke(input=["一", "二"])  # type: ignore[arg-type]
    assert echo.asked[0].input == ("一", "二")


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
@pytest.mark.parametrize(
    "text",
    [
        "日本語のスイッチ①髙",
        "😀👩‍💻𠮷",
        "_x0041_ _X_",
        "\x00\x07\x1b[31m\x7f\x85",
        "<!DOCTYPE a>]]>&amp;'\"",
        "\r\n\t x ",
        "",
    ],
)
def test_text_makes_the_round_trip(server: LabServer, auth: str, text: str) -> None:
    with pool(server, auth) as opened:
        assert run(opened, "Get-Values", text).output == [text]


def test_a_long_script_arrives_whole(server: LabServer, echo: Echo) -> None:
    script = "# 仮想スイッチ\n" * 60_000
    with pool(server, "ntlm") as opened:
        PowerShell(opened).add_script(script).invoke()
    assert echo.asked[0].commands[0].name == script
    assert server.requests.by_action["Send"] >= 1


def test_characters_that_xml_cannot_hold_come_out_too(server: LabServer) -> None:
    with pool(server) as opened:
        assert run(opened, "Get-Odd").output == ["\ufffe\uffff<&]]>\r\n\t\x00\x1b\x85"]


def test_half_a_surrogate_pair_comes_out_as_windows_writes_it(server: LabServer) -> None:
    with pool(server) as opened:
        shell = PowerShell(opened).add_cmdlet("Get-Lone")
        shell.begin_invoke()
        _, _, sent = opened.shell.receive("stdout", command_id=shell._command_id)
    assert b"<S>_xD83D_ _xDA00_ _xDBFF_ _xDC00_</S>" in sent["stdout"]


def test_an_error_record_keeps_category_id_and_target(server: LabServer) -> None:
    with pool(server, "ntlm") as opened:
        shell = run(opened, "Get-Errors")
    (error,) = shell.streams.error
    assert (shell.output, shell.state, shell.had_errors) == (["before"], PSInvocationState.COMPLETED, False)
    assert (str(error), error.fq_error, error.category) == ("見つかりません", "NotFound,Get-Errors", 13)
    assert (error.target_name, error.target_type, error.activity) == ("hv01", "String", "Get-Errors")


def test_a_terminating_error_fails_the_pipeline(server: LabServer) -> None:
    with pool(server) as opened:
        shell = run(opened, "Get-Failure")
    (error,) = shell.streams.error
    assert (shell.output, shell.state) == (["before"], PSInvocationState.FAILED)
    assert (error.fq_error, error.reason) == ("CommandNotFoundException", "CommandNotFoundException")
    assert error.exception.types[0] == "System.Management.Automation.CommandNotFoundException"


@pytest.mark.parametrize("name", ["Get-Broken", "Get-Unwritable"])
def test_a_responder_that_fails_is_an_error_record_and_the_pool_lives(server: LabServer, name: str) -> None:
    with pool(server) as opened:
        assert run(opened, name).state == PSInvocationState.FAILED
        assert say(opened, "still here") == "still here"


def test_a_receive_waits_no_longer_than_the_operation_time_out(server: LabServer, echo: Echo) -> None:
    with pool(server, "ntlm", operation_timeout=1) as opened:
        shell = PowerShell(opened).add_cmdlet("Wait-Here")
        shell.begin_invoke()
        with pytest.raises(WSManFaultError) as told:
            opened.shell.receive("stdout", command_id=shell._command_id, timeout=1)
        assert told.value.code == TIMED_OUT
        threading.Timer(1.5, echo.release.set).start()
        assert shell.end_invoke() == ["late"]


def test_a_running_pipeline_can_be_stopped_while_somebody_waits_for_it(server: LabServer, echo: Echo) -> None:
    with pool(server) as opened:
        shell = PowerShell(opened).add_cmdlet("Wait-Here")
        shell.begin_invoke()
        assert echo.waiting.wait(30)
        with ThreadPoolExecutor(1) as threads:
            waiter = threads.submit(opened._receive, shell.id)
            time.sleep(0.3)
            began = time.monotonic()
            shell.stop()
            waiter.result(15)
        assert time.monotonic() - began < 15
        assert shell.state == PSInvocationState.STOPPED
        echo.release.set()  # the answer comes too late and is dropped
        assert say(opened, "next") == "next"
