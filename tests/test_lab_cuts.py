"""Cuts and restarts placed at a changing command: what the host has done by then, and who still hears of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import requests
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.lab import Lab
from sriovkit.lab.server.moments import When

from .engine.pwsh import program
from .lab_clients import client, pool

#: What a cut looks like to pypsrp: in an answer, or between two when the next request comes without a session.
CUT_OFF = (requests.ConnectionError, WinRMTransportError)
BEFORE, WEIGHTS = 100, (10, 20, 30)


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("healthy", "en", speed=0) as running:
        yield running


def asking(opened: RunspacePool, *weights: int, **more: bool) -> PowerShell:
    """One pipeline with a statement for each weight that the VM's adapter gets, one after the other."""
    asked = PowerShell(opened)
    for weight in weights:
        asked.add_cmdlet("Set-VMNetworkAdapter").add_parameter("VMName", "VM01").add_parameter("IovWeight", weight)
        asked.add_parameters(more).add_statement()
    return asked


def weight(lab: Lab) -> int:
    return lab.machine.vms[0].nics[0].iov_weight


def cut_off(lab: Lab, *weights: int) -> None:
    """Ask for the weights, and never hear of them."""
    with client(lab.server, "ntlm") as connection:
        opened = RunspacePool(connection)
        opened.open()
        with pytest.raises(CUT_OFF):
            asking(opened, *weights).invoke()


def comes(true: Callable[[], bool]) -> bool:
    """Whether it comes true: a pipeline that nobody hears goes on in a thread of its own."""
    until = time.monotonic() + 60
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


@pytest.mark.parametrize(("when", "left"), [("before", BEFORE), ("during", 10), ("after", 10)])
def test_a_cut_at_one_change(lab: Lab, when: When, left: int) -> None:
    lab.faults.cut_at("Set-VMNetworkAdapter", when)
    cut_off(lab, 10)
    assert comes(lambda: weight(lab) == left)
    with pool(lab.server) as opened:  # it happened once
        assert asking(opened, 77).invoke() == []
    assert weight(lab) == 77


@pytest.mark.parametrize(("nth", "left"), [(1, BEFORE), (2, 10), (3, 20)])
def test_a_change_that_does_not_arrive_ends_its_pipeline(lab: Lab, nth: int, left: int) -> None:
    lab.faults.cut_at("*", "before", nth=nth)
    cut_off(lab, *WEIGHTS)
    assert comes(lambda: not lab.server.shells)
    assert weight(lab) == left


@pytest.mark.parametrize("when", ["during", "after"])
def test_a_pipeline_goes_on_when_its_client_is_gone(lab: Lab, when: When) -> None:
    lab.faults.cut_at("set-vmnetworkadapter", when)
    cut_off(lab, *WEIGHTS)
    assert comes(lambda: weight(lab) == 30)


@pytest.mark.parametrize("when", ["during", "after"])
def test_a_pipeline_may_also_end_with_its_connection(lab: Lab, when: When) -> None:
    lab.faults.cut_at("*", when, nth=2, ends=True)
    cut_off(lab, *WEIGHTS)
    assert comes(lambda: not lab.server.shells)
    assert weight(lab) == 20


def test_a_cut_during_a_change_comes_before_it_has_come_to_rest(lab: Lab) -> None:
    lab.life.speed = 1.0
    lab.faults.cut_at("Restart-NetAdapter", "during")
    with client(lab.server, "ntlm") as connection:
        opened = RunspacePool(connection)
        opened.open()
        with pytest.raises(CUT_OFF):
            PowerShell(opened).add_cmdlet("Restart-NetAdapter").add_parameter("Name", "NIC1").invoke()
    assert not lab.life.settled


def test_a_cut_that_stays_lets_nobody_in_until_it_is_cleared(lab: Lab) -> None:
    lab.faults.cut_at("*", "after", stays=True)
    cut_off(lab, 10)
    with client(lab.server) as connection, pytest.raises(requests.ConnectionError):
        RunspacePool(connection).open()
    lab.faults.clear()
    with pool(lab.server) as opened:
        asking(opened, 20).invoke()
    assert weight(lab) == 20


def test_a_cut_waits_for_its_own_command_and_for_a_real_change(lab: Lab) -> None:
    lab.faults.cut_at("New-VMSwitch", "before")
    lab.faults.cut_at("Set-VMNetworkAdapter", "before", nth=2)
    with pool(lab.server) as opened:
        asking(opened, 10, WhatIf=True).invoke()
        asking(opened, 20).invoke()
        assert weight(lab) == 20
    cut_off(lab, 30)
    assert weight(lab) == 20


@pytest.mark.parametrize(("when", "left"), [("before", BEFORE), ("during", 10), ("after", 10)])
def test_a_restart_at_a_change_ends_all_sessions(lab: Lab, when: When, left: int) -> None:
    lab.faults.reboot_at("Set-VMNetworkAdapter", when)
    booted = lab.life.boot
    cut_off(lab, *WEIGHTS)
    lab.life.wait(60)
    assert lab.life.boot not in (None, booted)
    assert weight(lab) == left
    with pool(lab.server) as opened:
        assert PowerShell(opened).add_script("1").invoke() == [1]


def test_a_session_whose_process_is_gone_is_not_found(lab: Lab) -> None:
    lab.faults.cut_at("*", "before")
    with client(lab.server) as connection:  # Basic: a new connection goes on where the old one ended
        opened = RunspacePool(connection)
        opened.open()
        with pytest.raises((*CUT_OFF, WSManFaultError)):
            asking(opened, 10).invoke()
        assert comes(lambda: not lab.server.shells)
        with pytest.raises(WSManFaultError, match="the shell was not found on the server"):
            asking(opened, 10).invoke()


@pytest.mark.parametrize(("when", "left"), [("before", BEFORE), ("during", 30), ("after", 30)])
def test_where_a_real_powershell_plays_the_change_it_is_cut_at_the_same_moments(when: When, left: int) -> None:
    with Lab("healthy", "en", speed=0, powershell=program()) as lab:
        lab.faults.cut_at("Set-VMNetworkAdapter", when)
        with client(lab.server, "ntlm") as connection:
            opened = RunspacePool(connection)
            opened.open()
            with pytest.raises(CUT_OFF):
                PowerShell(opened).add_script(
                    "foreach ($weight in 10, 20, 30) { Set-VMNetworkAdapter -VMName VM01 -IovWeight $weight }"
                ).invoke()
        assert comes(lambda: weight(lab) == left and bool(lab.server.shells) == (when != "before"))
        with pool(lab.server) as opened:
            assert PowerShell(opened).add_script("(Get-VMNetworkAdapter VM01).IovWeight").invoke() == [left]
