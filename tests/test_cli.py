"""The command line: what it prints, in which language, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sriovkit import cli
from sriovkit.cli.screen import Screen
from sriovkit.core.errors import HostError
from sriovkit.core.script import exported_script
from sriovkit.core.snapshot import Snapshot

from .healthy import data

SAMPLES = Path(__file__).parent / "data" / "samples"
BLOCKED = str(SAMPLES / "get-vmswitch-fails-ja.txt")
ROOT = Path(__file__).resolve().parents[1]


class Console(io.TextIOWrapper):
    """A console or a pipe with an encoding of its own."""

    def __init__(self, encoding: str, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def shown(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SRIOVKIT_LANG", "SRIOVKIT_LAB", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line on consoles of an encoding; gives exit code, standard output and standard error."""

    def run(*arguments: object, encoding: str = "utf-8", stdin: bytes = b"", terminal: bool = False) -> Any:
        out, err = Console(encoding, terminal), Console(encoding, terminal)
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = cli.run([str(a) for a in arguments])
        monkeypatch.undo()
        return SimpleNamespace(code=code, out=out.shown(), err=err.shown())

    return run


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    return snapshot_file(tmp_path / "healthy.json", data())


def snapshot_file(place: Path, said: dict[str, Any]) -> Path:
    place.write_text(Snapshot(said).to_json(), "utf-8")
    return place


# -- exit codes ------------------------------------------------------------------------------------------------------


def test_every_wanted_path_ready_is_0(call: Any, healthy: Path) -> None:
    done = call("diagnose", healthy)
    assert (done.code, done.err) == (0, "")
    assert "SR-IOV can be used." in done.out


def test_not_ready_is_1(call: Any) -> None:
    assert call("diagnose", BLOCKED).code == 1


def test_cannot_tell_is_3(call: Any, tmp_path: Path) -> None:
    said = {"schema": "sriovkit.snapshot/1", "sections": {"Get-VMSwitch": {"rows": [{"IovEnabled": True}]}}}
    assert call("diagnose", snapshot_file(tmp_path / "a.json", said)).code == 3


@pytest.mark.parametrize(
    "arguments",
    [(), ("nothing",), ("diagnose",), ("diagnose", "--nothing"), ("diagnose", "gone.json"), ("collect", "hv01")],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_says_what_to_do(call: Any, arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert "Next: " in done.err or done.out.startswith("Usage: ")
    assert "Traceback" not in done.err


def test_a_target_that_is_not_there_is_wrong_usage(call: Any, healthy: Path) -> None:
    done = call("diagnose", healthy, "--target", "nothing")
    assert (done.code, "[target-not-found]" in done.err) == (2, True)


@pytest.mark.parametrize("content", [b"", b"hello", b'{"schema": "sriovkit.snapshot/1", "sections": {', b'{"a": ' * 9])
def test_what_cannot_be_read_is_3_in_one_message(call: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    done = call("diagnose", tmp_path / "a.txt")
    assert (done.code, done.out) == (3, "")
    assert "a.txt" in done.err and "Next: " in done.err and "Traceback" not in done.err


def test_of_several_hosts_all_are_shown_and_the_worst_counts(call: Any, tmp_path: Path, healthy: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = call("diagnose", healthy, tmp_path / "empty.txt")
    assert (done.code, "empty.txt" in done.err) == (3, True)
    done = call("diagnose", tmp_path / "empty.txt", healthy, BLOCKED)
    assert done.code == 1
    assert done.out.index(f"== {healthy} ==") < done.out.index(f"== {BLOCKED} ==")


def test_an_interrupt_is_quiet(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sriovkit.door.connect", interrupted)
    done = call("collect", "hv01", "-o", tmp_path / "a.json")
    assert (done.code, done.out, done.err.strip()) == (130, "", "")


def test_a_defect_is_one_line_and_a_traceback_only_on_demand(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        secret = "local-variable-" + "content"
        raise RuntimeError(f"strange {len(secret)}")

    monkeypatch.setattr("sriovkit.brought.from_file", broken)
    done = call("diagnose", BLOCKED)
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert "RuntimeError" in done.err and "--debug" in done.err
    monkeypatch.setattr("sriovkit.brought.from_file", broken)
    done = call("diagnose", BLOCKED, "--debug")
    assert "Traceback" in done.err and "strange" in done.err
    assert "local-variable-content" not in done.err


# -- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_standard_input_is_read_as_bytes(call: Any, encoding: str) -> None:
    said = Path(BLOCKED).read_text("utf-8")
    done = call("diagnose", "-", "--json", stdin=said.encode(encoding))
    assert done.code == 1
    assert [f["code"] for f in json.loads(done.out)["findings"]][:2] == ["pcie-os-control", "no-acs-root-port"]


def test_a_snapshot_may_come_on_standard_input(call: Any, healthy: Path) -> None:
    assert call("diagnose", "-", stdin=healthy.read_bytes()).code == 0


def test_a_paste_over_the_limit_says_so(call: Any) -> None:
    done = call("diagnose", "-", stdin=b"x" * (16 * 1024 * 1024 + 1))
    assert (done.code, "16 MB" in done.err, "[paste-too-large]" in done.err) == (3, True, True)


def test_the_clipboard_is_read(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path(BLOCKED).read_text("utf-8")
    monkeypatch.setitem(sys.modules, "pyperclip", SimpleNamespace(paste=lambda: text, PyperclipException=OSError))
    assert call("diagnose", "--clipboard").code == 1


def test_a_clipboard_that_cannot_be_read_says_what_to_do(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def paste() -> str:
        raise OSError

    monkeypatch.setitem(sys.modules, "pyperclip", SimpleNamespace(paste=paste, PyperclipException=OSError))
    done = call("diagnose", "--clipboard")
    assert (done.code, "[no-clipboard]" in done.err) == (2, True)


@pytest.mark.parametrize(("lang", "said"), [("en", "It is empty."), ("ja", "空です。")])
def test_nothing_at_all_is_said_to_be_empty(call: Any, tmp_path: Path, lang: str, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf\r\n")
    for place, stdin in ((tmp_path / "a.txt", b""), ("-", b" \n")):
        done = call("diagnose", place, "--lang", lang, stdin=stdin)
        assert (done.code, said in done.err) == (3, True)


@pytest.mark.parametrize(("lang", "said"), [("en", "a folder, not a file"), ("ja", "フォルダーです")])
def test_a_folder_is_no_file(call: Any, tmp_path: Path, lang: str, said: str) -> None:
    done = call("diagnose", tmp_path, "--lang", lang)
    assert (done.code, said in done.err) == (2, True)


def test_the_ladder_names_the_file_and_a_paste_has_no_name(call: Any) -> None:
    assert call("diagnose", BLOCKED).out.startswith("get-vmswitch-fails-ja.txt\n")
    assert call("diagnose", "-", stdin=Path(BLOCKED).read_bytes()).out.startswith("Pasted text\n")
    assert call("diagnose", "-", "--lang", "ja", stdin=Path(BLOCKED).read_bytes()).out.startswith("貼り付けた")


def test_lost_japanese_is_told(call: Any) -> None:
    said = Path(BLOCKED).read_text("utf-8").encode("ascii", "replace")
    done = call("diagnose", "-", "--lang", "ja", stdin=said)
    assert "?" in said.decode() and "日本語" in done.out + done.err


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_json_is_one_line_that_every_console_can_write(call: Any) -> None:
    done = call("diagnose", BLOCKED, "--json", encoding="ascii")
    assert done.out.count("\n") == 1
    found = json.loads(done.out)
    assert (found["schema"], found["ready"]) == ("sriovkit.diagnosis/1", False)
    assert set(found) >= {"findings", "unknown", "rungs"}
    for finding in found["findings"]:
        assert set(finding) >= {"code", "rung", "verdict", "target", "evidence"}
        assert finding["verdict"] in ("found", "information")
    assert {r["state"] for r in found["rungs"]} <= {"blocked", "at-risk", "ok", "unknown", "not-applicable"}
    assert len(found["rungs"]) == 9


def test_json_of_several_hosts_is_a_line_each(call: Any, healthy: Path) -> None:
    lines = call("diagnose", BLOCKED, healthy, "--json").out.splitlines()
    assert [json.loads(line)["ready"] for line in lines] == [False, True]


# -- parts of a diagnosis --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "Work by hand, in one power-off"), ("ja", "電源断でまとめる手作業")]
)
def test_the_window_is_printed_and_the_ladder_says_how(call: Any, lang: str, title: str) -> None:
    from sriovkit import diagnose, load

    done = call("diagnose", BLOCKED, "--window", "--lang", lang)
    assert (done.code, title in done.out.splitlines()[0]) == (1, True)
    assert "sriovkit diagnose FILE --window" in " ".join(call("diagnose", BLOCKED, "--lang", lang).out.split())
    assert "d.window" in diagnose(load(BLOCKED)).text(lang)


def test_the_slots_are_printed(call: Any, healthy: Path) -> None:
    assert call("diagnose", healthy, "--slots").out.startswith("PCI Express slots")
    both = call("diagnose", healthy, "--slots", "--window").out
    assert "PCI Express slots" in both and "No work by hand" in both


def test_the_report_is_printed_and_the_ladder_says_how(call: Any, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("IovSupport        : False\nIovSupportReasons : {The flux capacitor of host7 is cold.}\n", "utf-8")
    assert "sriovkit diagnose FILE --report" in " ".join(call("diagnose", place).out.split())
    report = call("diagnose", place, "--report").out
    assert report.startswith("sriovkit: sentences") and "host7" not in report


def test_nothing_to_report_is_said(call: Any, healthy: Path) -> None:
    assert call("diagnose", healthy, "--report").out.startswith("Nothing to report")


def test_json_is_the_whole_or_nothing(call: Any, healthy: Path) -> None:
    assert call("diagnose", healthy, "--json", "--window").code == 2


# -- languages and consoles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--lang", "ja", "diagnose"], ["diagnose", "--lang", "ja"]])
def test_the_call_says_the_language(call: Any, arguments: list[str]) -> None:
    assert "判定: SR-IOV は使えません。要対応 4 件" in call(*arguments, BLOCKED).out


def test_the_environment_says_the_language(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_LANG", "ja")
    assert "判定: " in call("diagnose", BLOCKED).out


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "euc_jp"])
def test_a_japanese_console_gets_japanese_whole(call: Any, encoding: str) -> None:
    done = call("diagnose", BLOCKED, "--lang", "ja", encoding=encoding)
    assert "判定: " in done.out
    assert "\\u" not in done.out and "?" not in done.out


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii"])
@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["diagnose", BLOCKED], "Verdict: SR-IOV cannot be used. 4 blockers"),
        (["diagnose", "--help"], "Show the ladder"),
        (["diagnose", "gone.json"], "Next: "),
        (["diagnose", "--nothing"], "--help"),
        (["export-script", "-o", "no/such/folder.ps1"], "Next: "),
    ],
)
def test_a_console_that_cannot_write_japanese_gets_english_whole(
    call: Any, encoding: str, arguments: list[str], english: str
) -> None:
    done = call(*arguments, "--lang", "ja", encoding=encoding)
    said = done.out + done.err
    assert english in said
    assert not any("\u3040" <= c <= "\u9fff" for c in said)


def test_what_the_console_cannot_write_is_escaped_and_never_lost(call: Any, tmp_path: Path) -> None:
    said = json.loads(json.dumps(data()).replace('"HV01"', '"HV\\ud83d\\ude00\\u00e9"'))
    done = call("diagnose", snapshot_file(tmp_path / "a.json", said), "--lang", "ja", encoding="cp932")
    assert "HV\\U0001f600\\xe9" in done.out
    assert "判定: SR-IOV を使えます。" in done.out and "?" not in done.out


@pytest.mark.parametrize("encoding", ["cp932", "cp437"])
def test_a_real_program_obeys_the_console(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "SRIOVKIT_LANG": "ja", "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "sriovkit", "diagnose", BLOCKED]
    done = subprocess.run(run, capture_output=True, env=environment, check=False)
    said = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    assert {"cp932": "判定: SR-IOV は", "cp437": "Verdict: SR-IOV cannot"}[encoding] in said
    assert "?" not in said


HOSTILE = "HV\x1b]0;owned\x07\u202e\u2066\x9b31m"


def test_text_of_a_host_does_not_steer_the_terminal(call: Any, tmp_path: Path) -> None:
    said = json.loads(json.dumps(data()).replace('"HV01"', json.dumps(HOSTILE)))
    said["sections"]["Get-VM"] = {"ok": False, "rows": [], "error": {"id": "x", "message": HOSTILE}}
    done = call("diagnose", snapshot_file(tmp_path / "a.json", said), "--color")
    assert not set(done.out.replace("\x1b[0m", "").replace("\x1b[32m", "")) & set("\x1b\x07\u202e\u2066\x9b")


@pytest.mark.parametrize("arguments", [("diagnose", HOSTILE), ("diagnose", "--" + HOSTILE), (HOSTILE,)])
def test_nor_does_what_the_user_typed(call: Any, arguments: tuple[str, ...]) -> None:
    assert not set(call(*arguments).err) & set("\x1b\x07\u202e\u2066\x9b")


def test_nor_does_an_error_of_a_host(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*_: object, **__: object) -> None:
        raise HostError("host-fault", host=HOSTILE, number="1", detail=HOSTILE)

    monkeypatch.setattr("sriovkit.door.connect", refused)
    done = call("collect", "hv01", "-o", tmp_path / "a.json")
    assert done.code == 3
    assert not set(done.err) & set("\x1b\x07\u202e\u2066\x9b")


def test_colour_only_where_there_is_colour(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31m[BLOCKED]" in call("diagnose", BLOCKED, terminal=True).out
    assert "\x1b" not in call("diagnose", BLOCKED).out
    assert "\x1b" not in call("diagnose", BLOCKED, "--no-color", terminal=True).out
    assert "\x1b[31m" in call("diagnose", BLOCKED, "--color").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("diagnose", BLOCKED, terminal=True).out


def test_colour_tells_nothing_that_words_do_not(call: Any) -> None:
    def bare(words: str) -> str:
        for code in ("0", "31", "32", "33", "90"):
            words = words.replace(f"\x1b[{code}m", "")
        return words

    assert bare(call("diagnose", BLOCKED, "--color").out) == call("diagnose", BLOCKED).out


# -- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("command", ["", *cli.commands.commands])
def test_help_explains_every_option_within_80_columns(call: Any, command: str, lang: str) -> None:
    from sriovkit.core.clean import width

    done = call(*filter(None, [command]), "--help", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert max(width(line) for line in done.out.splitlines()) <= 80
    known = cli.commands.commands[command] if command else cli.commands
    for parameter in known.params:
        assert all(option in done.out for option in parameter.opts if option.startswith("--"))


def test_the_version_is_told(call: Any) -> None:
    assert call("--version").out.startswith("sriovkit ")


# -- collect ---------------------------------------------------------------------------------------------------------


def test_collecting_from_the_lab_leaves_a_snapshot_and_says_where(call: Any, tmp_path: Path) -> None:
    place = tmp_path / "article.json"
    done = call("collect", "lab:", "-o", place)
    assert (done.code, done.err) == (0, "")
    assert str(place) in done.out and "Verdict: SR-IOV cannot be used. 4 blockers" in done.out
    assert call("diagnose", place).code == 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `collect` hands to `connect`."""
    seen: dict[str, Any] = {}

    def connect(address: str, **settings: Any) -> Any:
        seen.update(settings, address=address)
        raise HostError("port-closed", host=address, port=5986)

    monkeypatch.setattr("sriovkit.door.connect", connect)
    return seen


def test_collect_hands_on_what_was_given_and_nothing_else(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    done = call("collect", "hv01", "-o", tmp_path / "a.json")
    assert (done.code, asked) == (3, {"address": "hv01"})
    assert "hv01: " in done.err and "export-script" in done.err


def test_collect_knows_the_ways_to_a_host(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    given = ["--port", "5985", "--no-ssl", "--auth", "ntlm", "--ca", ca, "--configuration-name", "jea"]
    call("collect", "hv01", "-o", tmp_path / "a.json", "-u", "me", "--password-stdin", *given, stdin=b"p w\r\nrest")
    expected = {"address": "hv01", "port": 5985, "ssl": False, "auth": "ntlm", "cert_validation": str(ca)}
    assert asked == {**expected, "configuration_name": "jea", "username": "me", "password": "p w"}


def test_insecure_says_so_to_connect(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    call("collect", "hv01", "-o", tmp_path / "a.json", "--insecure")
    assert asked["cert_validation"] is False
    assert call("collect", "hv01", "-o", tmp_path / "a.json", "--insecure", "--ca", "x").code == 2


def test_a_ticket_needs_no_password(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    call("collect", "hv01", "-o", tmp_path / "a.json", "--auth", "kerberos", "-u", "me@EXAMPLE")
    assert "password" not in asked


def test_a_password_is_never_on_the_command_line(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    assert call("collect", "hv01", "-o", tmp_path / "a.json", "-u", "me", "--password", "x").code == 2
    done = call("collect", "hv01", "-o", tmp_path / "a.json", "-u", "me")
    assert (done.code, "[no-password]" in done.err, asked) == (2, True, {})


def test_a_snapshot_that_is_there_is_not_overwritten_unasked(call: Any, asked: dict[str, Any], healthy: Path) -> None:
    before = healthy.read_bytes()
    done = call("collect", "hv01", "-o", healthy)
    assert (done.code, "[file-exists]" in done.err, asked, healthy.read_bytes()) == (2, True, {}, before)


def test_force_overwrites_it(call: Any, asked: dict[str, Any], healthy: Path) -> None:
    assert (call("collect", "hv01", "-o", healthy, "--force").code, asked) == (3, {"address": "hv01"})


@pytest.mark.parametrize(
    ("code", "options"),
    [("port-closed", "--no-ssl"), ("tls-untrusted", "--ca --insecure"), ("tls-failed", "--no-ssl"), ("no-login", "-u")],
)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_error_of_a_host_speaks_of_options(
    call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, options: str, lang: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise HostError(code, host="hv01", port=5986, auth="negotiate", detail="x")

    monkeypatch.setattr("sriovkit.door.connect", refused)
    said = call("collect", "hv01", "-o", tmp_path / "a.json", "--lang", lang).err
    assert all(option in said for option in options.split())
    assert "ssl=" not in said and "cert_validation" not in said and "username=" not in said


def test_the_folder_is_looked_at_before_the_host(call: Any, asked: dict[str, Any], tmp_path: Path) -> None:
    assert call("collect", "hv01", "-o", tmp_path / "no" / "a.json").code == 2
    assert asked == {}


# -- export-script, lab ----------------------------------------------------------------------------------------------


def test_the_exported_script_is_the_script_and_says_how_to_run_it(call: Any, tmp_path: Path) -> None:
    place = tmp_path / "collect.ps1"
    done = call("export-script", "-o", place)
    assert (done.code, place.read_bytes()) == (0, exported_script())
    assert "-ExecutionPolicy Bypass -File .\\collect.ps1" in done.out
    assert call("export-script", "-o", place).code == 0


def test_another_file_is_not_overwritten_unasked(call: Any, tmp_path: Path) -> None:
    place = tmp_path / "collect.ps1"
    place.write_bytes(b"mine")
    assert (call("export-script", "-o", place).code, place.read_bytes()) == (2, b"mine")
    assert call("export-script", "-o", place, "--force").code == 0
    assert place.read_bytes() == exported_script()


@pytest.mark.skipif(sys.platform == "win32", reason="a program cannot send Ctrl-C to another there")
def test_the_lab_tells_how_to_connect_and_ends_at_ctrl_c(call: Any, tmp_path: Path) -> None:
    run = [sys.executable, "-m", "sriovkit", "lab", "--json", "--scenario", "healthy"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            assert set(told) >= {"host", "port", "tls_port", "username", "password", "scenario"}
            way = ["--port", told["port"], "--no-ssl", "--auth", "ntlm", "-u", told["username"], "--password-stdin"]
            done = call("collect", told["host"], *way, "-o", tmp_path / "a.json", stdin=told["password"].encode())
            assert (done.code, done.err) == (0, "")
            assert told["password"] not in (tmp_path / "a.json").read_text("utf-8")
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_a_scenario_that_there_is_not_is_wrong_usage(call: Any) -> None:
    assert call("lab", "--scenario", "nothing").code == 2


def test_paint_leaves_a_state_it_does_not_know_as_it_is() -> None:
    assert Screen("en", colour=True).paint("something", "words").startswith("words")
