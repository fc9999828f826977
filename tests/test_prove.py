"""Proof of a VF on the lab, over the real wire: into the guest by its own WinRM, or by what its console shows.

Rule: one machine answers for host and guest; what is found follows from it, and what was taken away is put back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.core.errors import HostError, InputError, UsageError
from sriovkit.core.proof import by_hand, windows
from sriovkit.core.proof.asking import Asked, guest_script
from sriovkit.core.snapshot import Snapshot
from sriovkit.door import Host
from sriovkit.lab import Lab, Machine, load
from sriovkit.lab.collecting import answer
from sriovkit.lab.guest import Inside, Peer, Wire
from sriovkit.lab.guest_adapters import adapters, interfaces, statistics
from sriovkit.lab.guest_shell import answer_text
from sriovkit.lab.life import Life
from sriovkit.remote import connect
from sriovkit.remote.apply import Patience

from .engine.pwsh import Engine, engine
from .test_lab_guests import outside, with_guest, with_nic

__all__ = ["engine"]

PEER = "192.0.2.10"
HEALTHY = load("healthy").machine
ALLOWED: dict[str, Any] = {"drill": True, "allow": {"vf-reset"}, "ask": lambda question: True}
SOON = Patience(interval=0.05, deadline=8.0, looks=2)


@contextmanager
def lab_of(machine: Machine | str, speed: float = 40) -> Iterator[Lab]:
    scenario = load(machine) if isinstance(machine, str) else replace(load("healthy"), machine=machine)
    with Lab(scenario, speed=speed) as lab:
        yield lab


def host_of(lab: Lab, port: int | None = None) -> Host:
    account = {"username": lab.username, "password": lab.password}
    return Host(connect(lab.host, port=port or lab.port, ssl=False, auth="basic", **account))


def guest_of(lab: Lab, vm: str = "VM01") -> Host:
    return host_of(lab, lab.guest(vm)["port"])


def prove(lab: Lab, folder: Path | None = None, vm_nic: str = "VM01", **more: Any) -> sk.Proof:
    given: dict[str, Any] = {"peer": PEER, "patience": SOON, "folder": folder, **more}
    if "guest" not in given:
        given["guest"] = guest_of(lab)
    return sk.prove(host_of(lab), vm_nic, **given)


def verdicts(proof: sk.Proof) -> list[str]:
    return [claim.verdict for claim in proof.claims]


def keys(proof: sk.Proof, claim: str) -> set[str]:
    found = proof.claim(claim)
    return {said.key for said in (*found.evidence, *found.missing)}


def weight(lab: Lab) -> int:
    return lab.machine.vms[0].nics[0].iov_weight


# -- proven ----------------------------------------------------------------------------------------------------------


def test_a_vf_is_proven_from_the_host_to_the_drill(tmp_path: Path) -> None:
    told: list[str] = []
    with lab_of("healthy") as lab:
        proof = prove(lab, tmp_path, **ALLOWED, tell=lambda event: told.append(event.state))
        assert verdicts(proof) == ["proven"] * 6 and proof.verdict == "proven" and not proof.vf_is_away
        assert weight(lab) == 100 and lab.machine.hold == ""
    assert {"drill-away", "drill-continues", "drill-back", "drill-again"} <= keys(proof, "drill")
    assert told.count("intent") == 2 and told[-1] == "put-back"
    (journal,) = tmp_path.glob("*.jsonl")
    assert "-IovWeight 100" in journal.read_text("utf-8").splitlines()[0]


def test_a_linux_guest_is_proven_by_its_console_at_each_moment_of_the_drill(tmp_path: Path) -> None:
    asked: list[str] = []
    with lab_of("linux-guest") as lab:

        def paste(run: sk.ToRun) -> str:
            asked.append(run.moment)
            return str(lab.console("VM01", run.linux)["text"])

        proof = prove(lab, tmp_path, guest=paste, **ALLOWED)
    assert verdicts(proof) == ["proven"] * 6
    assert asked == ["before", "away", "back"]


def test_the_lab_is_reached_as_everybody_reaches_it() -> None:
    proof = sk.prove(sk.connect("lab:healthy"), "VM01", guest=sk.connect("lab:healthy", guest="VM01"), peer=PEER)
    assert verdicts(proof)[:5] == ["proven"] * 5 and proof.simulated
    with pytest.raises(UsageError, match="guest"):
        sk.connect("hv01.example", guest="VM01")


# -- found to be dead ------------------------------------------------------------------------------------------------


def test_an_active_vf_on_a_dead_vlan_is_found_by_traffic_alone() -> None:
    with lab_of("vlan-dead", speed=1000) as lab:
        mac = lab.machine.vm_nic_mac(lab.machine.vms[0], lab.machine.vms[0].nics[0])
        proof = prove(lab, vm_nic=mac)
    assert verdicts(proof) == ["proven", "proven", "proven", "unproven", "failed", "unproven"]
    assert keys(proof, "traffic") == {"silent"} and "[FAILED]" in proof.text("en")
    assert proof.commands == (), "what the guest was asked already is not to be asked once more by hand"


def test_two_adapters_of_one_name_are_told_apart_by_mac_address_and_id() -> None:
    taken = Snapshot(answer(load("vlan-dead").machine))
    with pytest.raises(UsageError, match="00-15-5D-"):
        sk.prove(taken, "VM01/Network Adapter")
    machine = load("vlan-dead").machine
    for nic, given in zip(machine.vms[0].nics, ("proven", "failed"), strict=True):
        for name in (machine.vm_nic_mac(machine.vms[0], nic), machine.vm_nic_id(machine.vms[0], nic)):
            assert sk.prove(taken, name).claim("given").verdict == given


def test_an_mtu_that_does_not_pass_is_found_on_the_way_and_in_the_guest() -> None:
    with lab_of(outside(wires=(Wire("NIC1", mtu=1400),)), speed=1000) as lab:
        proof = prove(lab)
        assert proof.claim("traffic").verdict == "failed" and keys(proof, "traffic") == {"mtu-way"}
        assert prove(lab, mtu=1400).claim("traffic").verdict == "proven"
    with lab_of(HEALTHY) as lab:
        assert keys(prove(lab, mtu=9000), "traffic") == {"mtu-guest"}
    with lab_of(with_nic(inside=Inside(mtu=9000))) as lab:
        assert keys(prove(lab), "traffic") >= {"vlan-mtu", "larger-mtu"}
        assert prove(lab, mtu=9000).claim("traffic").verdict == "proven"


def test_a_guest_without_a_vf_driver_answers_and_proves_no_vf() -> None:
    with lab_of(with_guest(vf_driver=False)) as lab:
        proof = prove(lab)
    assert verdicts(proof)[:5] == ["proven", "failed", "proven", "failed", "failed"]
    assert keys(proof, "guest") == {"guest-no-vf"} and "no-vf-counters" in keys(proof, "traffic")


def test_a_vm_without_a_vf_is_found_from_claim_1_on() -> None:
    with lab_of(with_nic(iov_weight=0)) as lab:
        assert verdicts(prove(lab))[:5] == ["failed"] * 5


# -- not to be told --------------------------------------------------------------------------------------------------


def test_without_a_way_into_the_guest_what_stays_unproven_is_said_with_the_lines_to_run() -> None:
    with lab_of("healthy") as lab:
        proof = prove(lab, guest=None)
    assert verdicts(proof) == ["proven"] * 3 + ["unproven"] * 3
    lines = dict(proof.commands)
    assert lines["windows"] == by_hand.windows(Asked.of(PEER)) and lines["linux"] == by_hand.linux(Asked.of(PEER))
    assert lines["direct"][0].startswith("Enter-PSSession -VMId '")
    for lang in ("en", "ja"):
        assert all(line in proof.text(lang) for told in lines.values() for line in told)


def test_another_guest_proves_nothing_of_this_one() -> None:
    """Two VMs whose adapters have the same name: their MAC addresses differ."""
    second = replace(HEALTHY.vms[0], name="VM02")
    with lab_of(replace(HEALTHY, vms=(*HEALTHY.vms, second))) as lab:
        proof = prove(lab, vm_nic="VM01/Network Adapter", guest=guest_of(lab, "VM02"))
        assert verdicts(proof)[3:5] == ["unproven", "unproven"]
        assert "guest-other-mac" in keys(proof, "guest") and "other-way" in keys(proof, "traffic")
        assert verdicts(prove(lab, vm_nic="VM02/Network Adapter", guest=guest_of(lab, "VM02")))[:5] == ["proven"] * 5


def test_a_vf_record_of_another_mac_address_or_vm_is_no_proof() -> None:
    def told(**changes: str) -> str:
        data = answer(HEALTHY)
        data["sections"]["Get-NetAdapterSriovVf"]["rows"][0].update(changes)
        proof = sk.prove(Snapshot(data), "VM01")
        (said,) = proof.claim("record").evidence
        return f"{proof.claim('record').verdict} {said.key}"

    assert told() == "proven vf-record"
    assert told(CurrentMacAddress="00-15-5D-00-00-01") == "failed vf-other-mac"
    assert told(VmID=HEALTHY.identity("x"), VmNicID=HEALTHY.identity("y")) == "failed vf-other-vm"
    assert told(CurrentMacAddress="00-15-5D-00-00-01", VmNicID=HEALTHY.identity("y")) == "failed no-vf-record"


def test_what_the_host_did_not_tell_is_unproven_and_never_failed() -> None:
    data = answer(HEALTHY)
    row = data["sections"]["Get-VMNetworkAdapter"]["rows"][0]
    del row["IovUsage"], row["VFDataPathActive"], data["sections"]["Get-NetAdapterSriovVf"]
    assert verdicts(sk.prove(Snapshot(data), "VM01"))[:3] == ["unproven"] * 3


def test_an_answer_through_a_router_does_not_prove_the_vlan() -> None:
    life = Life(HEALTHY, speed=0)
    told = json.loads(answer_text(life, HEALTHY.vm_id(HEALTHY.vms[0]), Asked.of(PEER).json()))
    told["sections"]["route"]["rows"][1]["NextHop"] = "192.0.2.1"
    proof = sk.prove(Snapshot(answer(HEALTHY)), "VM01", guest=json.dumps(told), peer=PEER)
    assert proof.claim("traffic").verdict == "unproven" and "routed" in keys(proof, "traffic")


def test_answers_that_the_vfs_counters_do_not_know_came_another_way() -> None:
    life = Life(HEALTHY, speed=0)
    told = json.loads(answer_text(life, HEALTHY.vm_id(HEALTHY.vms[0]), Asked.of(PEER).json()))
    told["sections"]["after"] = told["sections"]["before"]
    proof = sk.prove(Snapshot(answer(HEALTHY)), "VM01", guest=json.dumps(told), peer=PEER)
    assert proof.claim("traffic").verdict == "failed" and "not-over-vf" in keys(proof, "traffic")


def test_a_guest_that_is_not_reached_is_said_and_no_error() -> None:
    with lab_of("healthy") as lab:
        guest = guest_of(lab)
        lab.guests.close()
        proof = prove(lab, guest=guest)
    assert verdicts(proof)[3:5] == ["unproven"] * 2 and [t.key for t in proof.troubles] == ["guest-trouble"]


def test_a_guest_without_winrm_is_closed_and_says_so() -> None:
    for closed in (with_guest(winrm=False), with_guest(os="Ubuntu 22.04")):
        with lab_of(closed) as lab, pytest.raises(InputError, match="WinRM"):
            lab.guest("VM01")


def test_a_guests_door_is_shut_while_its_vm_is_off_and_runs_no_other_script() -> None:
    with lab_of(with_guest()) as lab:
        guest = guest_of(lab)
        with pytest.raises(HostError):
            guest.collect(10)
        lab.machine = replace(lab.machine, vms=(replace(lab.machine.vms[0], state="Off"),))
        with pytest.raises(HostError):
            guest.look(Asked.of(PEER))


HOSTILE = [
    "",
    "\x1b[2J\u202e<script>alert(1)</script>",
    '{"schema":"sriovkit.guest/1"}',
    '{"schema":"sriovkit.guest/1","sections":{"adapters":[1,2],"before":{"rows":"x"}}}',
    "PING 1 (1) 999999999(9) bytes of data.\n" * 3 + "9 packets transmitted, 999999 received",
    "Name : a\nPnPDeviceID : PCI\\x\nMacAddress : <b>\n\nStatusCode : 0\nBufferSize : -5\n",
    "eth0: " + "A" * 100_000,
    "root@x:~# ethtool -S eth0\nNIC statistics:\n     vf_rx_packets: 99999999999999999999999999\n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_from_a_guest_proves_nothing_and_steers_nothing(text: str) -> None:
    taken = Snapshot(answer(HEALTHY))
    try:
        proof = sk.prove(taken, "VM01", guest=text, peer=PEER)
    except InputError:
        return
    assert all(verdict != "proven" for verdict in verdicts(proof)[3:])
    for shown in (proof.text("en"), proof.html("ja")):
        assert "\x1b" not in shown and "\u202e" not in shown and "<script" not in shown


def test_names_from_host_and_guest_are_escaped_wherever_they_are_shown() -> None:
    evil = "<img src=x>\x1b[31m$(x)'"
    renamed = replace(HEALTHY, vms=(replace(HEALTHY.vms[0], name=evil),))
    life = Life(renamed, speed=0)
    told = answer_text(life, renamed.vm_id(renamed.vms[0]), Asked.of(PEER).json()).replace("Ethernet VF 1", "<u>")
    proof = sk.prove(Snapshot(answer(renamed)), evil, guest=told, peer=PEER)
    assert "<img" not in proof.html("en") and "<u>" not in proof.html("en") and "\x1b" not in proof.text("en")
    assert verdicts(proof)[:5] == ["proven"] * 5


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"vm_nic": "VM99"}, "proof-no-vm-nic"),
        ({"peer": "host.example"}, "proof-peer"),
        ({"peer": "192.0.2.10' OR 1=1"}, "proof-peer"),
        ({"peer": "fe80::1%$(reboot)'"}, "proof-peer"),
        ({"peer": "fe80::1%eth0; reboot "}, "proof-peer"),
        ({"peer": "fe80::1%eth0\n"}, "proof-peer"),
        ({"mtu": 9}, "proof-number"),
        ({"mtu": True}, "proof-number"),
        ({"guest": 7}, "proof-guest"),
        ({"allow": {"everything"}}, "unknown-impact"),
    ],
)
def test_a_call_that_is_wrong_is_refused(wrong: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"vm_nic": "VM01", "peer": PEER, **wrong}
    with pytest.raises(UsageError) as refused:
        sk.prove(Snapshot(answer(HEALTHY)), **given)
    assert refused.value.code == code


# -- the drill -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"allow": ()}, "drill-not-allowed"),
        ({"allow": {"nic-restart", "host-restart"}}, "drill-not-allowed"),
        ({"ask": None}, "drill-nobody-asked"),
        ({"ask": lambda question: False}, "drill-declined"),
        ({"ask": lambda question: "yes"}, "drill-declined"),
        ({"guest": None}, "drill-no-way-in"),
        ({"peer": None}, "drill-no-vf"),
    ],
)
def test_the_drill_does_nothing_that_was_not_allowed_asked_and_possible(
    given: dict[str, Any], why: str, tmp_path: Path
) -> None:
    with lab_of("healthy") as lab:
        before = lab.machine.vms
        proof = prove(lab, tmp_path, **{**ALLOWED, **given})
        assert lab.machine.vms == before and list(tmp_path.iterdir()) == [], "no journal of what was not begun"
    assert proof.claim("drill").verdict == "unproven" and why in keys(proof, "drill")
    assert proof.verdict == "unproven"


def test_a_drill_on_a_snapshot_or_with_pasted_text_is_not_run(tmp_path: Path) -> None:
    taken = Snapshot(answer(HEALTHY))
    assert keys(sk.prove(taken, "VM01", **ALLOWED, folder=tmp_path), "drill") == {"drill-no-host"}
    with lab_of("healthy") as lab:
        assert keys(prove(lab, tmp_path, guest="text", **ALLOWED), "drill") == {"drill-no-way-in"}


def test_the_question_says_what_happens_and_how_it_is_put_back(tmp_path: Path) -> None:
    asked: list[Any] = []
    with lab_of("healthy") as lab:
        prove(lab, tmp_path, **{**ALLOWED, "ask": lambda question: bool(asked.append(question))})
    said = asked[-1].text("en")
    assert "-IovWeight 0" in said and "-IovWeight 100" in said and "VM01/Network Adapter" in said
    assert asked[-1].step.impact == "vf-reset"


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_cut_in_the_middle_of_the_drill_ends_with_the_vf_back(nth: int, when: Any, tmp_path: Path) -> None:
    with lab_of("healthy") as lab:
        lab.faults.cut_at("Set-VMNetworkAdapter", when, nth=nth)
        proof = prove(lab, tmp_path, **ALLOWED)
        assert weight(lab) == 100 and not proof.vf_is_away
    assert proof.drill is not None and proof.drill.ended == "back"
    # Whether an answer came through before the cut is a matter of moments; the VF is back either way.
    heard = {"proven"} if nth == 2 or when != "before" else set()
    unheard = {"unproven"} if nth == 1 else set()
    assert proof.claim("drill").verdict in heard | unheard


def test_a_vf_that_cannot_be_put_back_is_said_before_everything_else(tmp_path: Path) -> None:
    with lab_of("healthy") as lab:
        lab.faults.cut_at("Set-VMNetworkAdapter", "after", nth=1, stays=True)
        proof = prove(lab, tmp_path, **ALLOWED, guest=guest_of(lab), patience=Patience(0.05, 0.5, 1))
        assert weight(lab) == 0
    assert proof.vf_is_away and proof.drill is not None and proof.drill.ended == "unknown"
    assert proof.claim("drill").verdict == proof.verdict == "failed"
    for lang, first in (("en", "THE VF MAY NOT BE BACK"), ("ja", "VF が戻っていない")):
        lines = proof.text(lang).splitlines()
        assert lines[0].startswith(first) and any("-IovWeight 100" in line for line in lines[:6])
        assert proof.drill.journal in proof.text(lang) and proof.drill.journal in proof.html(lang)
        assert proof.html(lang).index(first) < proof.html(lang).index("HV10")


def test_somebody_who_sets_the_weight_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with lab_of("healthy") as lab:
        guest = guest_of(lab)

        class Meddling:
            looks = 0

            def look(self, asked: Asked) -> Any:
                self.looks += 1
                if self.looks == 2:
                    lab.machine = with_nic(lab.machine, iov_weight=50)
                return guest.look(asked)

        proof = prove(lab, tmp_path, guest=Meddling(), **ALLOWED)
        assert weight(lab) == 50
    assert proof.vf_is_away and proof.drill is not None and proof.drill.ended == "away"


def test_ctrl_c_while_the_vf_is_away_puts_it_back_first(tmp_path: Path) -> None:
    with lab_of("healthy") as lab:
        guest = guest_of(lab)

        class Stopping:
            looks = 0

            def look(self, asked: Asked) -> Any:
                self.looks += 1
                if self.looks == 2:
                    raise KeyboardInterrupt
                return guest.look(asked)

        with pytest.raises(KeyboardInterrupt):
            prove(lab, tmp_path, guest=Stopping(), **ALLOWED)
        assert weight(lab) == 100 and lab.machine.hold == ""


def drilled_in(folder: Path) -> bytes:
    """The journal of a drill that went through."""
    with lab_of("healthy") as lab:
        assert prove(lab, folder, **ALLOWED).verdict == "proven"
    (journal,) = folder.iterdir()
    return journal.read_bytes()


def resumed(lab: Lab, journal: Path, **more: Any) -> sk.Run:
    given = {"allow": {"vf-reset"}, "ask": lambda question: True, "patience": SOON, **more}
    return sk.resume(journal, host_of(lab), **given)


def test_a_drill_that_was_ended_in_the_middle_is_gone_on_with_from_every_record(tmp_path: Path) -> None:
    whole = drilled_in(tmp_path / "runs").splitlines(keepends=True)
    states = [json.loads(line).get("state") for line in whole]
    assert states[:3] == [None, None, "intent"] and states[-2:] == ["put-back", "undone"]
    path = tmp_path / "cut.jsonl"
    with lab_of("healthy", speed=1000) as lab:
        for number in range(1, len(whole) + 1):
            for there in (0, 100):  # whatever the host had done by then
                lab.machine = with_nic(lab.machine, iov_weight=there)
                path.write_bytes(b"".join(whole[:number]) + b"{")
                left = sk.Run.load(path)
                away = 3 <= number < len(whole) - 1
                assert left.drill and left.going_back is away and ("ATTENTION" in left.text("en")) is away
                if not away:  # nothing is begun again
                    assert resumed(lab, path).state == left.state and weight(lab) == there
                    assert "no VF is away" in left.text("en")
                else:
                    run = resumed(lab, path)
                    assert (run.state, weight(lab), lab.machine.hold) == ("undone", 100, "")
                    assert "VM01" in run.evidence("en") and "ATTENTION" not in run.text("en")


def test_a_resumed_drill_needs_leave_and_a_yes_and_overwrites_nobody(tmp_path: Path) -> None:
    whole = drilled_in(tmp_path / "runs").splitlines(keepends=True)
    path = tmp_path / "cut.jsonl"
    with lab_of("healthy", speed=1000) as lab:
        for there, given, left in (
            (0, {"allow": ()}, ("waiting", "allow")),
            (0, {"ask": None}, ("waiting", "ask")),
            (0, {"ask": lambda question: False}, ("stopped", "no")),
            (50, {}, ("stopped", "changed")),
        ):
            lab.machine = replace(with_nic(lab.machine, iov_weight=there), hold="")
            path.write_bytes(b"".join(whole[:3]))
            run = resumed(lab, path, **given)
            assert (run.state, run.ended["why"], weight(lab)) == (*left, there)


@pytest.mark.slow
def test_a_program_that_dies_while_the_vf_is_away_leaves_a_journal_that_gives_it_back(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from tests import test_prove
lab = SimpleNamespace(host="127.0.0.1", port=int(sys.argv[1]), username=sys.argv[2], password=sys.argv[3])
guest = test_prove.host_of(lab, int(sys.argv[4]))
class Dying:
    looks = 0
    def look(self, asked):
        self.looks += 1
        if self.looks == 2:
            os._exit(9)
        return guest.look(asked)
test_prove.prove(lab, Path(sys.argv[5]), guest=Dying(), **test_prove.ALLOWED)
"""
    with lab_of("healthy") as lab:
        told = [str(lab.port), lab.username, lab.password, str(lab.guest("VM01")["port"]), str(tmp_path / "runs")]
        done = subprocess.run([sys.executable, "-c", code, *told], timeout=120, check=False)
        assert done.returncode == 9 and weight(lab) == 0 and lab.machine.hold
        (journal,) = (tmp_path / "runs").iterdir()
        for lang, first in (("en", "ATTENTION: a drill"), ("ja", "注意: 切り替え試験")):
            told_of = sk.Run.load(journal).text(lang)
            assert first in told_of and "-IovWeight 100" in told_of
        run = resumed(lab, journal)
        assert run.state == "undone" and weight(lab) == 100 and lab.machine.hold == ""
        assert prove(lab, tmp_path).claim("active").verdict == "proven"


def test_a_network_that_only_the_vf_reaches_stops_in_the_drill_and_is_found(tmp_path: Path) -> None:
    """The peer goes silent as soon as the VF is away: traffic does not continue."""
    with lab_of("healthy", speed=1000) as lab:
        guest = guest_of(lab)

        class Cutting:
            looks = 0

            def look(self, asked: Asked) -> Any:
                self.looks += 1
                peers = (Peer(answers=self.looks != 2), Peer("192.0.2.11"))
                lab.machine = replace(lab.machine, outside=replace(lab.machine.outside, peers=peers))
                return guest.look(asked)

        proof = prove(lab, tmp_path, guest=Cutting(), **ALLOWED)
        assert weight(lab) == 100
    assert proof.claim("drill").verdict == "failed" and "drill-cut" in keys(proof, "drill")


def test_trouble_beside_the_drill_keeps_no_vf_away(tmp_path: Path) -> None:
    """Progress that nobody can take; somebody's own function that breaks while the VF is away."""

    def tell(event: Any) -> None:
        raise RuntimeError("the widget is gone")

    with lab_of("healthy") as lab:
        guest = guest_of(lab)

        class Breaking:
            looks = 0

            def look(self, asked: Asked) -> Any:
                self.looks += 1
                if self.looks == 2:
                    raise ZeroDivisionError
                return guest.look(asked)

        assert prove(lab, tmp_path, **ALLOWED, tell=tell).verdict == "proven"
        with pytest.raises(ZeroDivisionError):
            prove(lab, tmp_path, guest=Breaking(), **ALLOWED, tell=tell)
        assert weight(lab) == 100 and lab.machine.hold == ""


def test_a_host_that_others_hold_is_left_alone(tmp_path: Path) -> None:
    from sriovkit.core.apply.hold import Hold

    with lab_of("healthy") as lab:
        now = lab.machine.clock.isoformat()
        lab.machine = replace(lab.machine, hold=Hold("run-1", "somebody @ elsewhere", now, now).text())
        proof = prove(lab, tmp_path, **ALLOWED)
        assert weight(lab) == 100 and "somebody" in lab.machine.hold
    assert "drill-refused" in keys(proof, "drill") and "somebody @ elsewhere" in proof.text("en")


# -- shown -----------------------------------------------------------------------------------------------------------


def test_a_proof_has_one_frame_one_page_and_plain_data_whatever_stands_in_it() -> None:
    taken = Snapshot(answer(HEALTHY))
    proof = sk.prove(taken, "VM01")
    frame = proof.frame()
    assert list(frame["claim"]) == ["given", "active", "record", "guest", "traffic", "drill"]
    assert proof.to_dict()["schema"] == "sriovkit.proof/1" and json.dumps(proof.to_dict())
    assert proof._repr_html_().startswith("<div") and repr(proof) == proof.text()
    assert all(len(line.encode("cp932")) <= 65 for line in proof.text("ja").splitlines() if line[:4] != "    ")


# -- the script in a real PowerShell ---------------------------------------------------------------------------------


def functions(machine: Machine) -> str:
    """Commands of a guest that answer what the lab's model answers; every ping is answered."""
    vm = machine.vms[0]
    rows = {
        "Get-NetAdapter": list(adapters(machine, vm)),
        "Get-NetAdapterStatistics": list(statistics(machine, vm)),
        "Get-NetIPInterface": list(interfaces(machine, vm)),
        "Find-NetRoute": [
            {"InterfaceIndex": 4, "IPAddress": "192.0.2.20"},
            {"InterfaceIndex": 4, "DestinationPrefix": "192.0.2.0/24", "NextHop": "0.0.0.0"},
        ],
    }
    made = [
        f"function {name} {{ param([switch]$IncludeHidden, $RemoteIPAddress) "
        f"ConvertFrom-Json -InputObject '{json.dumps(told)}' | ForEach-Object {{ $_ }} }}"
        for name, told in rows.items()
    ]
    ping = (
        "function Get-CimInstance { param($ClassName, $Filter) "
        "if ($Filter -notmatch '^Address=''192.0.2.10'' AND BufferSize=(\\d+) AND NoFragmentation=TRUE') "
        "{ throw $Filter } [pscustomobject]@{ BufferSize = [int]$Matches[1]; StatusCode = 0; "
        "ProtocolAddress = '192.0.2.10'; ResponseTime = 0 } }"
    )
    return "\n".join([*made, ping])


def test_the_script_in_a_real_powershell_answers_as_the_lab_does(engine: Engine) -> None:
    asked = Asked.of(PEER).json().replace("'", "''")
    said = engine.last(functions(HEALTHY), f"& {{\n{guest_script()}\n}} '{asked}'").text
    got = windows.read(said)
    lab = windows.read(answer_text(Life(HEALTHY, speed=0), HEALTHY.vm_id(HEALTHY.vms[0]), Asked.of(PEER).json()))
    still = tuple(replace(a, after=a.before) for a in lab.adapters)
    assert replace(got, computer="") == replace(lab, computer="", adapters=still)


@pytest.mark.parametrize("peer", ["192.0.2.10' OR '1'='1", "$(Get-Date)", "x; Get-Date", ""])
def test_a_peer_that_is_no_address_never_gets_into_a_query(engine: Engine, peer: str) -> None:
    asked = json.dumps({"peer": peer, "sizes": [32], "count": 1, "timeout": 100}).replace("'", "''")
    told = json.loads(engine.last(functions(HEALTHY), f"& {{\n{guest_script()}\n}} '{asked}'").text)
    assert told["peer"] is None and "pings" not in told["sections"]


def test_the_printed_lines_read_back_from_a_real_powershells_format_list(engine: Engine) -> None:
    printed = [f"({line}) | Out-String -Width 120" for line in by_hand.windows(Asked.of(PEER))]
    said = "\n".join(engine.last(functions(HEALTHY), line).text for line in printed)
    proof = sk.prove(Snapshot(answer(HEALTHY)), "VM01", guest=said, peer=PEER)
    assert keys(proof, "guest") == {"guest-vf", "guest-counted"}
    assert {"answered", "not-over-vf"} <= keys(proof, "traffic")
