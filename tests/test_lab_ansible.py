"""Ansible's psrp connection with the module `raw`: an unmodified client that knows nothing of this project.

Rule: a home of its own that is thrown away, no configuration of this computer's, and the lab's certificate trusted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sriovkit.lab import Lab
from sriovkit.lab.answers import rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ansible does not run on Windows")
ANSIBLE = Path(sys.executable).with_name("ansible")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab("article", "en") as running:
        yield running


@pytest.fixture
def host(lab: Lab) -> dict[str, object]:
    """What an inventory says of the lab; the certificate is added where the test has its folder."""
    return {
        "ansible_connection": "psrp",
        "ansible_host": lab.host,
        "ansible_port": lab.tls_port,
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_psrp_auth": "ntlm",
        "ansible_psrp_protocol": "https",
        "ansible_psrp_ignore_proxy": True,
    }


def raw(home: Path, host: dict[str, object], command: str) -> subprocess.CompletedProcess[str]:
    inventory = home / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"hv01": host}}}), "utf-8")
    settings = home / "ansible.cfg"
    settings.touch()
    surroundings = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(settings),
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
    }
    arguments = ["hv01", "-i", str(inventory), "-m", "raw", "-a", command]
    return subprocess.run(
        [str(ANSIBLE), *arguments],
        cwd=home,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def trusting(lab: Lab, host: dict[str, object], home: Path) -> dict[str, object]:
    certificate = home / "lab.pem"
    certificate.write_text(lab.certificate_pem or "", "utf-8")
    return {**host, "ansible_psrp_ca_cert": str(certificate)}


def test_a_raw_command_gets_the_machine_s_answer(lab: Lab, host: dict[str, object], tmp_path: Path) -> None:
    done = raw(tmp_path, trusting(lab, host, tmp_path), "Get-VMSwitch -Name External")
    assert done.returncode == 0, done.stdout + done.stderr
    first, *said = done.stdout.splitlines()
    (switch,) = rows(lab.machine, "Get-VMSwitch")
    told = dict(line.partition(": ")[::2] for line in said)
    assert first == "hv01 | CHANGED | rc=0 >>"
    assert (told["Name"], told["IovSupport"], told["SwitchType"]) == ("External", "False", "External")
    assert told["IovSupportReasons"] == str(switch["IovSupportReasons"])
    assert lab.server.shells == ()


def test_a_raw_command_changes_the_machine(host: dict[str, object], tmp_path: Path) -> None:
    with Lab("healthy", "en", speed=0) as lab:
        other = {**host, "ansible_port": lab.tls_port, "ansible_password": lab.password}
        done = raw(tmp_path, trusting(lab, other, tmp_path), "Set-VMNetworkAdapter -VMName VM01 -IovWeight 0")
        assert done.returncode == 0, done.stdout + done.stderr
        assert lab.machine.vms[0].nics[0].iov_weight == 0


@pytest.mark.parametrize("command", ["Get-Nonsense", "Get-VMSwitch | Remove-VMSwitch"])
def test_what_the_lab_does_not_play_fails_and_says_so(
    lab: Lab, host: dict[str, object], tmp_path: Path, command: str
) -> None:
    done = raw(tmp_path, trusting(lab, host, tmp_path), command)
    assert done.returncode == 2
    assert "hv01 | FAILED | rc=1" in done.stdout
    assert "CommandNotFoundException" in done.stdout
    assert len(lab.machine.switches) == 1


def test_without_its_certificate_the_lab_is_not_trusted(lab: Lab, host: dict[str, object], tmp_path: Path) -> None:
    before = lab.requests.total
    done = raw(tmp_path, host, "Get-VMSwitch")
    assert done.returncode == 4
    assert "CERTIFICATE_VERIFY_FAILED" in (done.stdout + done.stderr).replace(" ", "_").upper()
    assert lab.requests.total == before
