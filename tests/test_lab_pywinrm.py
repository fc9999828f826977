"""pywinrm against the lab: command lines over the Windows Remote Shell, by a client that knows no PSRP.

Rule: what comes back is text alone, so the proof of a right answer is that our own reader understands it.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from winrm import Session
from winrm.exceptions import WinRMTransportError, WSManFaultError

import sriovkit as sk
from sriovkit.lab import Lab, load
from sriovkit.lab.server import ConsoleAnswer, LabServer
from sriovkit.lab.server.command_shell import CommandShell

from .engine.pwsh import program
from .lab_clients import Echo


@pytest.fixture(autouse=True)
def no_certificates_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab("article", "en") as running:
        yield running


def session(lab: Lab | LabServer, transport: str = "ntlm", **more: Any) -> Session:
    settings: dict[str, Any] = {"transport": transport, "proxy": None, **more}
    tls = transport == "ssl"
    target = f"{'https' if tls else 'http'}://{lab.host}:{lab.tls_port if tls else lab.port}/wsman"
    return Session(target, auth=(lab.username, lab.password), **settings)


def texts(lab: Lab, line: str, code_page: int) -> tuple[bytes, bytes, int]:
    """Run a line in a shell of a code page: standard output, standard error, exit code."""
    protocol = session(lab).protocol
    shell = protocol.open_shell(codepage=code_page)
    command = protocol.run_command(shell, line)
    answer = protocol.get_command_output(shell, command)
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)
    return answer


@pytest.mark.parametrize(
    ("transport", "settings"), [("plaintext", {}), ("ntlm", {"message_encryption": "always"}), ("ssl", {})]
)
def test_a_powershell_line_gets_the_machine_s_answer(
    lab: Lab, tmp_path: Path, transport: str, settings: dict[str, Any]
) -> None:
    if transport == "ssl":
        (tmp_path / "lab.pem").write_text(lab.certificate_pem or "", "utf-8")
        settings = {"ca_trust_path": str(tmp_path / "lab.pem")}
    said = session(lab, transport, **settings).run_ps("Get-VMSwitch")
    assert (said.status_code, said.std_err) == (0, b"")
    read = sk.read_text(said.std_out.decode("cp437"))
    (switch,) = read.rows("Get-VMSwitch")
    assert (switch["Name"], switch["IovSupport"], len(switch["IovSupportReasons"])) == ("External", False, 4)
    assert lab.server.shells == ()


def test_what_pywinrm_brings_home_can_be_diagnosed(lab: Lab) -> None:
    said = session(lab).run_ps("Get-VMSwitch -Name External")
    found = sk.diagnose(sk.read_text(said.std_out.decode("cp437")))
    assert {finding.code for finding in found.findings if finding.verdict == "found"} == {*load("article").finds.codes}


def test_a_line_changes_the_machine() -> None:
    with Lab("healthy", "en", speed=0) as lab:
        said = session(lab).run_cmd("powershell.exe -NoProfile -Command Set-VMNetworkAdapter", ["VM01", "-IovWeight 0"])
        assert (said.status_code, said.std_out, said.std_err) == (0, b"", b"")
        assert lab.machine.vms[0].nics[0].iov_weight == 0


def test_a_refused_script_is_an_error_and_an_exit_code(lab: Lab) -> None:
    said = session(lab).run_ps("Get-Nonsense")
    assert (said.status_code, said.std_out) == (1, b"")
    assert b"CLIXML" not in said.std_err
    assert said.std_err.decode().endswith("FullyQualifiedErrorId : CommandNotFoundException")
    plain = session(lab).run_cmd("powershell", ["-Command", "Get-Nonsense"])
    assert plain.std_err.startswith(b"The term 'Get-Nonsense' is not recognized")


@pytest.mark.parametrize("script", ["Get-VM | Stop-VM", "Get-VMSwitch; Get-VM", "$x = 1", "iex 'x'"])
def test_no_other_script_is_run(lab: Lab, script: str) -> None:
    before = lab.machine
    said = session(lab).run_ps(script)
    assert said.status_code == 1
    assert b"CommandNotFoundException" in said.std_err
    assert lab.machine.vms == before.vms


def test_the_command_processor_knows_the_host_s_name_and_little_else(lab: Lab) -> None:
    assert session(lab).run_cmd("hostname").std_out == b"HV01\r\n"
    unknown = session(lab).run_cmd("ipconfig", ["/all"])
    assert unknown.status_code == 1
    assert unknown.std_err.startswith(b"'ipconfig' is not recognized as an internal or external command,\r\n")
    for line in (
        "hostname & hostname",
        "hostname > x",
        "powershell Get-VM | Stop-VM",
        "hostname %x%",
        "hostname /s",
        "powershell",
        "",
    ):
        assert session(lab).run_cmd(line).status_code == 1, line


@pytest.mark.parametrize(
    "options", ["-EncodedCommand", "-enc", "-e", "/ec", "-NoProfile -NonInteractive -nol -ex Bypass -e"]
)
def test_options_of_powershell_may_be_cut_short(lab: Lab, options: str) -> None:
    encoded = base64.b64encode("1".encode("utf-16-le")).decode()
    said = session(lab).run_cmd(f"powershell {options} {encoded}")
    assert (said.status_code, said.std_out, said.std_err) == (0, b"1\r\n", b"")


@pytest.mark.parametrize("encoded", ["???", "", "QQ==", "MQA= MQA="])
def test_a_command_that_is_not_well_encoded_is_refused(lab: Lab, encoded: str) -> None:
    said = session(lab).run_cmd(f"powershell -EncodedCommand {encoded}")
    assert said.status_code == 0xFFFD0000
    assert b"not properly encoded" in said.std_err


def test_where_a_real_powershell_stands_behind_the_lab_it_runs_the_line() -> None:
    with Lab("article", "en", powershell=program()) as lab:
        said = session(lab).run_ps("Get-VMSwitch | Format-List Name, *Support; 1..2 | ForEach-Object { $_ * 21 }")
        assert (said.status_code, said.std_err) == (0, b"")
        assert said.std_out.startswith(b"\r\nName       : External\r\nIovSupport : False\r\n")
        assert said.std_out.split()[-2:] == [b"21", b"42"]
        failed = session(lab).run_cmd('powershell -Command "Get-VMSwitch nowhere | Format-List"')
        assert (failed.status_code, failed.std_out) == (1, b"")
        assert b"InvalidParameter,Microsoft.HyperV.PowerShell.Commands.GetVMSwitch" in failed.std_err
        assert session(lab).run_ps("$kept").std_out == b""


def test_a_code_page_has_the_letters_it_has() -> None:
    with Lab("article", "ja") as lab:
        sentence = "操作可能なプログラムまたはバッチ ファイルとして認識されていません。\r\n"
        for code_page, encoding in ((65001, "utf-8"), (932, "cp932")):
            _, said, code = texts(lab, "vssadmin", code_page)
            assert (said.decode(encoding).splitlines(True)[1], code) == (sentence, 1)
        _, said, _ = texts(lab, "vssadmin", 437)
        assert b"'vssadmin' ??????????" in said


def test_a_code_page_that_there_is_not_opens_no_shell(lab: Lab) -> None:
    with pytest.raises(WSManFaultError):
        session(lab).protocol.open_shell(codepage=7)
    assert lab.server.shells == ()


def test_nothing_is_read_from_standard_input(lab: Lab) -> None:
    protocol = session(lab).protocol
    shell = protocol.open_shell()
    command = protocol.run_command(shell, "hostname")
    with pytest.raises(WSManFaultError, match="does not support the specified feature"):
        protocol.send_command_input(shell, command, "x", end=True)
    assert protocol.get_command_output(shell, command) == (b"HV01\r\n", b"", 0)
    protocol.close_shell(shell)


def test_a_wrong_password_opens_no_shell(lab: Lab) -> None:
    wrong = Session(f"http://{lab.host}:{lab.port}/wsman", auth=(lab.username, "wrong"), transport="ntlm", proxy=None)
    with pytest.raises(Exception, match="credentials were rejected"):
        wrong.run_cmd("hostname")
    assert lab.server.shells == ()


def test_a_server_without_a_command_processor_has_no_such_shell() -> None:
    with LabServer(Echo(), tls=False) as server, pytest.raises((WSManFaultError, WinRMTransportError)):
        session(server, "plaintext").run_cmd("hostname")


def test_long_output_comes_in_pieces_and_the_exit_code_with_the_last() -> None:
    shell = CommandShell("A", 60.0, "", lambda *_: None)
    command = uuid.uuid4()
    shell.begin(command, Element("x"))
    assert shell.take(command, 10) == shell.take(None, 10)
    shell.finish(command, ConsoleAnswer("x" * 25, "yy", 3))
    pieces = [shell.take(command, 10) for _ in range(3)]
    assert [piece.done for piece in pieces] == [False, False, True]
    assert [piece.exit_code for piece in pieces] == [None, None, 3]
    assert b"".join(data for piece in pieces for name, data in piece.streams if name == "stdout") == b"x" * 25
    assert pieces[2].streams == (("stdout", b"x" * 5), ("stderr", b"yy"))
