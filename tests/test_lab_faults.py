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
from sriovkit.remote import Host, connect

from .lab_clients import pool


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("healthy", "en", speed=100) as running:
        yield running


def reach(lab: Lab, auth: str = "ntlm") -> Host:
    return connect(lab.host, port=lab.port, ssl=False, username=lab.username, password=lab.password, auth=auth)


def code(lab: Lab, deadline: float = 20.0) -> str:
    with pytest.raises(HostError) as refused:
        reach(lab).collect(deadline)
    return refused.value.code


def test_access_is_denied(lab: Lab) -> None:
    lab.faults.deny_after(0)
    assert code(lab) == "access-denied"
    lab.faults.clear()
    assert reach(lab).collect().host


def test_no_more_shells_than_the_quota(lab: Lab) -> None:
    lab.faults.most_shells = 1
    with pool(lab.server):
        assert code(lab) == "quota"
    assert reach(lab).collect().host


@pytest.mark.parametrize("requests", [0, 1, 2, 3, 4])
def test_an_answer_that_breaks_off_is_no_answer(lab: Lab, requests: int) -> None:
    lab.faults.garble_after(requests)
    assert code(lab) in {"not-wsman", "connection-cut", "host-fault", "unexpected"}
    lab.faults.clear()
    assert reach(lab).collect().host


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
    assert time.monotonic() - began < 10


def test_endless_output_ends_with_the_client(lab: Lab) -> None:
    lab.faults.endless = True
    began = time.monotonic()
    code(lab, 3.0)
    assert time.monotonic() - began < 15
    lab.faults.clear()
    assert reach(lab).collect().host


@pytest.mark.parametrize("requests", [1, 3, 5])
def test_a_restart_in_the_middle(lab: Lab, requests: int) -> None:
    lab.life.speed = 20.0
    lab.faults.reboot_after(requests)
    assert code(lab)
    state = Room(lab).settle()
    assert state["reachable"] and lab.life.boot is not None
    assert reach(lab).collect().host


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
    assert reach(lab).collect().host
