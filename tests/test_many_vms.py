"""A host with many VMs, vSwitches, NICs or guests: each costs as much to read and diagnose as on a small host.

Rule: calls are counted, and what one of them computes is compared with itself; benchmarks/read.py tells the seconds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sriovkit.core import catalogue, snapshot
from sriovkit.core.console import read_text
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.ladder_html import html
from sriovkit.view import frames

from . import growth, healthy
from .console_printer import Printer

FEW, MANY = 40, 320


def host(count: int, **changed: Any) -> dict[str, Any]:
    """The healthy host with so many VMs, each with one VM NIC that `changed` is laid over."""
    said = healthy.data()
    sections = said["sections"]
    ids = [f"{number:08x}-1111-1111-1111-111111111111" for number in range(count)]
    for section, own in (("Get-VM", "Id"), ("Get-VMNetworkAdapter", "VMId"), ("Get-NetAdapterSriovVf", "VmID")):
        row = sections[section]["rows"][0]
        sections[section]["rows"] = [{**row, own: vm} for vm in ids]
    for number, (vm, nic) in enumerate(
        zip(sections["Get-VM"]["rows"], sections["Get-VMNetworkAdapter"]["rows"], strict=True)
    ):
        vm["Name"] = f"VM{number:04}"
        nic.update(VMName=f"VM{number:04}", Id=f"vmnic-{number}", **changed)
    return said


def sick(count: int) -> dict[str, Any]:
    """Every VM NIC has findings of its own, and a cause below them."""
    said = host(count, IovUsage=0, VFDataPathActive=False, Status=[{"word": "Degraded", "number": 3}])
    said["sections"]["Get-VMSwitch"]["rows"][0].update(IovEnabled=False)
    return said


def console(command: str, record: str, count: int) -> str:
    """What a console shows of so many records, each with its own number."""
    return f"PS C:\\> {command} | fl *\n\n" + "".join(record.replace("{n}", str(n)) for n in range(count))


SWITCH = "Name : S{n}\nIovEnabled : True\nIovSupport : True\nNetAdapterInterfaceDescription : Card {n}\n\n"
REFUSED = SWITCH.replace(
    "Support : True", "Support : False\nIovSupportReasons : {This network adapter does not support SR-IOV.}"
)
NIC = "Name : N{n}\nInterfaceDescription : Card {n}\nSriovSupport : Supported\nNumVFs : 4\n\n"
SICK_NIC = "Name : N{n}\nInterfaceDescription : Card {n}\nSriovSupport : MissingAcs\n\n"
VM_NIC = "Name : A\nVMName : V{n}\nSwitchName : S{n}\nIovWeight : 100\nIovUsage : 0\n\n"
SWITCHES, NICS, VM_NICS = "Get-VMSwitch", "Get-NetAdapterSriov", "Get-VMNetworkAdapter"


def team(count: int) -> str:
    """One SET vSwitch over so many uplinks."""
    cards = ", ".join(f"Card {n}" for n in range(count))
    return console(SWITCHES, f"Name : S\nIovEnabled : True\nNetAdapterInterfaceDescriptions : {{{cards}}}\n\n", 1)


#: Large pastes of each kind, by how many records each part of them has.
PASTES: dict[str, Callable[[int], str]] = {
    "vSwitches": lambda n: console(SWITCHES, SWITCH, n),
    "vSwitches and VM NICs": lambda n: console(SWITCHES, SWITCH, n) + console(VM_NICS, VM_NIC, n),
    "vSwitches and NICs": lambda n: console(SWITCHES, SWITCH, n) + console(NICS, NIC, n),
    "refused vSwitches": lambda n: (
        console(SWITCHES, REFUSED, n) + console(NICS, SICK_NIC, n) + console(VM_NICS, VM_NIC, n)
    ),
    "sick NICs": lambda n: console(NICS, SICK_NIC, n),
    "vSwitches of one name": lambda n: (
        console(SWITCHES, SWITCH.replace("S{n}", "S"), n) + console(VM_NICS, VM_NIC.replace("S{n}", "S"), n)
    ),
    "NICs of one description": lambda n: (
        console(SWITCHES, SWITCH.replace("Card {n}", "Card"), n) + console(NICS, NIC.replace("Card {n}", "Card"), n)
    ),
    "SET": lambda n: team(n) + console(NICS, NIC, n),
    "sick SET": lambda n: team(n) + console(NICS, SICK_NIC, n),
    "SET with VM NICs": lambda n: team(n) + console(NICS, NIC, n) + console(VM_NICS, VM_NIC.replace("S{n}", "S"), n),
    "two views": lambda n: console(NICS, NIC, n) + "\n" + console(NICS, NIC.replace("NumVFs : 4", "Enabled : True"), n),
    "guests": lambda n: "".join(f"me@a:~$ ethtool -i eth{i}\ndriver: hv_netvsc\n" for i in range(n)),
    "guests of VM NICs": lambda n: (
        console(VM_NICS, VM_NIC, n) + "".join(f"me@V{i}:~$ ethtool -i eth{i}\ndriver: hv_netvsc\n" for i in range(n))
    ),
    "LBFO teams": lambda n: console(NICS, NIC, n) + console("Get-NetLbfoTeam", "Name : T{n}\nMembers : {N{n}}\n\n", n),
}


def calls(run: Callable[[], object]) -> int:
    """How many functions of Python or C were called."""
    counted = 0

    def count(_frame: object, event: str, _called: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return counted


def reading(said: dict[str, Any]) -> Callable[[], object]:
    text = json.dumps(said)
    return lambda: snapshot.read(text)


def diagnosing(said: dict[str, Any]) -> Callable[[], object]:
    read = snapshot.Snapshot(said)
    return lambda: diagnose(read).text("en")


def tabling(said: dict[str, Any]) -> Callable[[], object]:
    read = snapshot.Snapshot(said)
    return lambda: frames.frames(read)


def pasting(said: dict[str, Any]) -> Callable[[], object]:
    shown = Printer().listing(snapshot.Snapshot(said).rows("Get-VMNetworkAdapter"))
    return lambda: read_text(f"PS C:\\> Get-VMNetworkAdapter -All | fl *\n{shown}")


@pytest.mark.parametrize("work", [reading, diagnosing, tabling, pasting])
@pytest.mark.parametrize("what", [host, sick])
def test_each_vm_nic_costs_the_same(what: Callable[[int], Any], work: Callable[[Any], Callable[[], object]]) -> None:
    work(what(1))()  # what is loaded once is not what is counted
    small, large = calls(work(what(FEW))), calls(work(what(MANY)))
    assert large < 1.1 * (MANY / FEW) * small


class Named(str):
    """A name whose looking up is counted."""

    def __hash__(self) -> int:
        return super().__hash__()

    __eq__ = str.__eq__


def many_sick_nics(count: int, before: int = 0) -> Diagnosis:
    """So many NICs to mend by hand, behind others that nobody wants."""
    d = diagnose(healthy.with_example(catalogue.load()["nic-no-sriov"]))
    found = next(f for f in d.findings if f.blocks)
    unwanted = [replace(found, verdict="information", target=Named(f"nic:spare{n}")) for n in range(before)]
    return replace(d, findings=(*unwanted, *(replace(found, target=Named(f"nic:{n}")) for n in range(count))))


def laddering(count: int) -> Callable[[], object]:
    d = many_sick_nics(count, before=count)
    return lambda: d.text("en")


def picturing(count: int) -> Callable[[], object]:
    d = many_sick_nics(count, before=count)
    return lambda: html(d, "en")


def windowing(count: int) -> Callable[[], object]:
    d = many_sick_nics(count)
    return lambda: d.window.text("en")


@pytest.mark.parametrize(("work", "most"), [(laddering, 8000), (windowing, 8000), (picturing, 800)])
def test_each_finding_costs_the_same_to_show(work: Callable[[int], Callable[[], object]], most: int) -> None:
    work(1)()
    small, large = calls(work(most // 10)), calls(work(most))
    assert large < 1.1 * 10 * small


def shown(text: str) -> Callable[[], object]:
    return lambda: diagnose(read_text(text)).text("en")


@pytest.mark.parametrize("kind", PASTES)
def test_each_record_of_a_paste_costs_the_same(kind: str) -> None:
    shown(PASTES[kind](2))()
    small, large = calls(shown(PASTES[kind](FEW))), calls(shown(PASTES[kind](MANY)))
    assert large < 1.2 * (MANY / FEW) * small


@pytest.mark.parametrize("kind", PASTES)
def test_each_record_of_a_paste_takes_as_long(kind: str) -> None:
    """Calls do not show what one of them walks over, such as a search in a list."""
    growth.assert_linear(lambda count: shown(PASTES[kind](count)), 200, 1600)


def test_no_way_is_lost_where_a_team_has_more_uplinks_than_any_host() -> None:
    joined = diagnose(read_text(PASTES["SET with VM NICs"](FEW))).joined
    (switch,) = joined.switches
    assert len(joined.uplinks(switch)) == FEW
    assert {path.vm_nic for path in joined.paths} >= set(joined.vm_nics)
    assert all(joined.paths_of(thing) for thing in (*joined.nics, *joined.vm_nics))


def test_all_findings_of_many_vms_are_there() -> None:
    found = diagnose(snapshot.Snapshot(sick(MANY)))
    told = [f for root in found.findings for f in (root, *root.folded)]
    assert sum(f.target.startswith("vm_nic:") for f in told) >= MANY
