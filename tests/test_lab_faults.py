"""Trouble on purpose: slow, endless and broken answers, closed doors, and a restart in the middle.

Rule: the client says what happened and the lab lives on.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell

from sriovkit.core.errors import HostError
from sriovkit.lab import Lab
from sriovkit.lab.room import Room

from .lab_clients import pool
from .visits import reach


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("healthy", "en", speed=100) as running:
        yield running


def code(lab: Lab, deadline: float = 20.0) -> str:
    with pytest.raises(HostError) as refused:
        reach(lab.server, "ntlm").collect(deadline)
    return refused.value.code


def test_access_is_denied(lab: Lab) -> None:
    lab.faults.deny_after(0)
    assert code(lab) == "access-denied"
    lab.faults.clear()
    assert reach(lab.server, "ntlm").collect().host


def test_no_more_shells_than_the_quota(lab: Lab) -> None:
    lab.faults.most_shells = 1
    with pool(lab.server):
        assert code(lab) == "quota"
    assert reach(lab.server, "ntlm").collect().host


@pytest.mark.parametrize("requests", [0, 1, 2, 3, 4])
def test_an_answer_that_breaks_off_is_no_answer(lab: Lab, requests: int) -> None:
    lab.faults.garble_after(requests)
    assert code(lab) in {"not-wsman", "connection-cut", "host-fault", "unexpected"}
    lab.faults.clear()
    assert reach(lab.server, "ntlm").collect().host


@pytest.mark.parametrize("requests", [0, 1, 2, 3, 4])
def test_bytes_in_disorder_are_no_answer(lab: Lab, requests: int) -> None:
    lab.faults.scramble_after(requests)
    assert code(lab) == "not-wsman"
    lab.faults.clear()
    assert reach(lab.server, "ntlm").collect().host


def test_a_slow_answer_is_an_answer(lab: Lab) -> None:
    with pool(lab.server) as opened:
        lab.faults.slow_after(0)
        began = time.monotonic()
        assert PowerShell(opened).add_script("1").invoke() == [1]
        assert time.monotonic() - began > 0.3
        lab.faults.clear()


def test_slow_output_ends_with_the_deadline(lab: Lab) -> None:
    lab.faults.slow_after(3)
    began = time.monotonic()
    assert code(lab, 2.0) in {"host-silent", "deadline", "too-slow", "out-of-time"}
    assert time.monotonic() - began < 30


def test_endless_output_ends_with_the_client(lab: Lab) -> None:
    lab.faults.endless = True
    began = time.monotonic()
    code(lab, 3.0)
    assert time.monotonic() - began < 30
    lab.faults.clear()
    assert reach(lab.server, "ntlm").collect().host


@pytest.mark.parametrize("requests", [1, 3, 5])
def test_a_restart_in_the_middle(lab: Lab, requests: int) -> None:
    lab.life.speed = 20.0
    lab.faults.reboot_after(requests)
    assert code(lab)
    state = Room(lab).settle()
    assert state["reachable"] and lab.life.boot is not None
    assert reach(lab.server, "ntlm").collect().host


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_a_host_that_starts_is_called_that(lab: Lab, auth: str) -> None:
    """It closes every connection unanswered, as a port of HTTPS does; nothing but the number tells of TLS."""
    lab.life.speed = 1.0
    Room(lab).act("restart")
    with pytest.raises(HostError) as refused:
        reach(lab.server, auth).collect(20.0)
    lab.life.speed = 100.0
    assert refused.value.code == "closed-unanswered"
    assert "starting" in refused.value.message("en").splitlines()[0]
    assert "起動" in refused.value.message("ja").splitlines()[0]
    assert "TLS" not in refused.value.message("en")


def test_a_session_from_before_the_restart_is_gone(lab: Lab) -> None:
    with pytest.raises(WSManFaultError), pool(lab.server) as opened:
        Room(lab).act("restart")
        Room(lab).settle()
        PowerShell(opened).add_script("1").invoke()
    assert not lab.server.shells


def test_a_switch_on_the_management_port_cuts_its_own_session_and_is_made_all_the_same(lab: Lab) -> None:
    lab.life.speed = 2.0
    gone: list[bool] = []
    with contextlib.suppress(Exception), pool(lab.server) as opened:
        asked = PowerShell(opened).add_cmdlet("New-VMSwitch").add_parameter("Name", "Host")
        asked.add_parameter("NetAdapterName", "Management").add_parameter("AllowManagementOS", True)
        try:
            asked.invoke()
        except Exception:  # whatever a cut looks like to pypsrp
            gone.append(not Room(lab).state()["reachable"])
    assert gone == [True]
    assert Room(lab).settle()["reachable"]
    assert [s.name for s in lab.machine.switches] == ["External", "Host"]
    assert reach(lab.server, "ntlm").collect().host
