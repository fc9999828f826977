"""A scenario with another host beside the first: both are reached, with one account, and a VM moves over the wire.

Rule: over the real endpoints; what both machines do stands in test_lab_migration.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

import sriovkit as sk
from sriovkit.core.errors import InputError, UsageError
from sriovkit.lab import Lab, load
from sriovkit.lab.room import Room
from sriovkit.lab.running import start_process
from sriovkit.lab.scenario import read

from .test_lab_scenarios import RIGHT

PARTNER = '\n[partner]\nname = "HV02"\n'


@pytest.fixture(scope="module")
def both() -> Iterator[Lab]:
    with Lab("live-migration", "en", speed=100) as lab:
        yield lab


def told(lab: Lab, port: int, command: str, **given: Any) -> list[Any]:
    login = {"username": lab.username, "password": lab.password, "auth": "basic", "encryption": "never"}
    with WSMan(lab.host, port=port, ssl=False, no_proxy=True, **login) as way, RunspacePool(way) as opened:
        asked = PowerShell(opened).add_cmdlet(command)
        for key, value in given.items():
            asked.add_parameter(key, value)
        rows = asked.invoke()
        assert not asked.had_errors
        return [{**row.adapted_properties, **row.extended_properties} for row in rows]


def test_a_vm_moves_over_the_wire_and_gets_its_vf_over_there(both: Lab) -> None:
    both.reset()
    other = Room(both).host()
    assert other["name"] == "HV41" and other["port"] not in (both.port, both.tls_port)
    told(both, both.port, "Move-VM", Name="VM01", DestinationHost="HV41")
    state = Room(both).settle()
    assert [vm["name"] for vm in state["partner"]["vms"]] == ["VM01"] and state["vms"] == []
    assert told(both, both.port, "Get-VM") == []
    (row,) = told(both, other["port"], "Get-VMNetworkAdapter", VMName="VM01")
    assert row["IovUsage"] == 1 and row["VFDataPathActive"]
    both.reset()
    assert Room(both).state()["partner"]["vms"] == []


def test_the_room_shows_the_other_host_and_asks_for_it_by_name(both: Lab) -> None:
    assert Room(both).host("hv41") == Room(both).host()
    with pytest.raises(UsageError) as refused:
        Room(both).host("HV98")
    assert refused.value.code == "lab-no-partner" and "HV41" in str(refused.value)
    assert both.info()["partner"]["name"] == "HV41"


def test_a_lab_without_a_partner_says_so_and_gets_one_with_the_scenario() -> None:
    with Lab("healthy") as lab:
        assert lab.info()["partner"] is None and lab.panel()["partner"] is None
        with pytest.raises(UsageError):
            Room(lab).host()
        Room(lab).scenario("live-migration")
        assert Room(lab).host()["name"] == "HV41"
        Room(lab).scenario("healthy")
        assert lab.panel()["partner"] is None and lab.life.neighbourhood is None


def test_a_partner_that_is_restarted_is_away_and_comes_back(both: Lab) -> None:
    both.reset()
    port = both.beside("HV41")["port"]
    told(both, port, "Restart-Computer")
    time.sleep(0.05)
    assert both.panel()["reachable"]
    state = Room(both).settle()
    assert state["partner"]["reachable"]


def test_the_front_door_reaches_it_behind_a_number_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    here, there = sk.connect("lab:live-migration").collect(), sk.connect("lab:live-migration#HV41").collect()
    assert (here.host, there.host) == ("HV40", "HV41")
    with pytest.raises(UsageError):
        sk.connect("lab:live-migration#HV98")


def test_the_process_tells_how_to_reach_it() -> None:
    with start_process("live-migration", "en") as lab:
        assert lab.partner is not None and lab.partner["name"] == "HV41"
        assert "PRIVATE" not in str(lab.partner) and lab.password not in str(lab.partner)


def test_the_partner_speaks_the_hosts_language() -> None:
    for language in ("en", "ja"):
        partner = load("live-migration", language).partner
        assert partner is not None and partner.language == language


WRONG = {
    "the same host twice": (RIGHT + '\n[partner]\nname = "hv01"\n', "lab-duplicate", "partner.name"),
    "a key nobody knows": (RIGHT + PARTNER + "colour = 1\n", "lab-unknown-key", "partner.colour"),
    "a host that cannot be": (RIGHT + PARTNER + 'release = "2015"\n', "lab-wrong-value", "2015"),
    "a step on a host that is not there": (
        RIGHT + '\n[[way]]\ncommand = "Get-VM"\non = "partner"\n',
        "lab-wrong-value",
        "way[0].on",
    ),
    "a step on a host that nobody knows": (
        RIGHT + PARTNER + '\n[[way]]\ncommand = "Get-VM"\non = "HV02"\n',
        "lab-wrong-value",
        "HV02",
    ),
    "hands on the other host": (
        RIGHT + PARTNER + '\n[[way]]\nact = "restart"\non = "partner"\n',
        "lab-wrong-value",
        "way[0].on",
    ),
}


@pytest.mark.parametrize(("toml", "code", "place"), WRONG.values(), ids=WRONG)
def test_a_wrong_partner_is_refused_by_its_place(toml: str, code: str, place: str) -> None:
    with pytest.raises(InputError) as refused:
        read(toml, "mine", file="mine.toml")
    assert refused.value.code == code and place in refused.value.message("ja")
