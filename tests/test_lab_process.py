"""The lab as a child process: ready, reachable, one a scenario, and gone soon after its owner.

Rule: processes are ended by the handle they were started with.
"""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.core.errors import UsageError
from sriovkit.core.script import collecting_script
from sriovkit.lab.process import main
from sriovkit.lab.running import RunningLab, shared_lab, start_process

ROOT = Path(__file__).resolve().parents[1]
OWNER = """
import sys, time
from sriovkit.lab.running import start_process
lab = start_process("healthy")
print(lab.port, lab.process.pid, flush=True)
time.sleep(600)
"""


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone_within(port: int, seconds: float) -> float:
    started = time.monotonic()
    while answers(port):
        assert time.monotonic() - started < seconds, "the lab is still there"
        time.sleep(0.1)
    return time.monotonic() - started


def test_a_lab_of_its_own_answers_over_the_wire_with_its_certificate(tmp_path: Path) -> None:
    trusted = tmp_path / "lab.pem"
    with start_process("article", "en") as lab:
        trusted.write_text(lab.certificate, encoding="ascii")
        way = WSMan(
            lab.host,
            port=lab.tls_port,
            username=lab.username,
            password=lab.password,
            auth="basic",
            cert_validation=str(trusted),
            no_proxy=True,
        )
        with way, RunspacePool(way) as opened:
            (text,) = PowerShell(opened).add_script(collecting_script()).invoke()
        assert json.loads(text)["session"]["ui_culture"] == "en-US"
        assert (lab.scenario, lab.language) == ("article", "en")
    assert not lab.alive and not answers(lab.port)


def test_the_password_is_in_no_argument_and_no_environment_and_no_repr() -> None:
    with start_process("healthy") as lab:
        assert lab.password not in " ".join(map(str, lab.process.args)) + repr(lab) + str(dict(os.environ))
        process = Path(f"/proc/{lab.process.pid}")
        if process.exists():
            seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            assert lab.password.encode() not in seen
        with pytest.raises(TypeError):
            pickle.dumps(lab)
        assert lab.to_dict()["password"] == lab.password


def test_when_its_owner_is_killed_the_lab_ends() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert owner.stdout is not None
        port = int(owner.stdout.readline().split()[0])
        assert answers(port)
    finally:
        owner.kill()
        owner.wait()
    assert gone_within(port, 60) < 60


def test_when_its_owner_leaves_by_itself_the_lab_ends() -> None:
    leaving = OWNER.replace("time.sleep(600)", "")
    done = subprocess.run([sys.executable, "-c", leaving], capture_output=True, text=True, cwd=ROOT, timeout=60)
    gone_within(int(done.stdout.split()[0]), 60)


def test_one_interpreter_uses_one_lab_of_a_scenario_and_starts_a_dead_one_again() -> None:
    first = shared_lab("healthy")
    assert shared_lab("healthy") is first and shared_lab("healthy", "ja") is not first
    shared_lab("healthy", "ja").close()
    first.close()
    again = shared_lab("healthy")
    assert again is not first and again.alive
    again.close()


def test_an_unknown_scenario_is_told_before_anything_starts() -> None:
    with pytest.raises(UsageError):
        start_process("nowhere")


@pytest.mark.parametrize(("scenario", "code"), [("nowhere", 2), ("nowhere.toml", 3)])
def test_alone_it_says_what_is_wrong_and_leaves(scenario: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--owned", "--scenario", scenario]) == code
    said = capsys.readouterr()
    assert scenario in said.err and not said.out


def test_a_closed_lab_may_be_closed_again() -> None:
    lab: RunningLab = start_process("healthy")
    lab.close()
    lab.close()
