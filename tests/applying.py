"""What the tests of applying share: a lab over the real wire, a patient client for it, and the acts of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import sriovkit as sk
from sriovkit import remote
from sriovkit.core.apply.answer import Answer, answer
from sriovkit.core.apply.runner import runner_script
from sriovkit.core.snapshot import Snapshot, read
from sriovkit.door import Host
from sriovkit.lab import Lab
from sriovkit.lab.collecting import answer_text
from sriovkit.lab.life import Life
from sriovkit.lab.room import Room
from sriovkit.lab.scenario import Step
from sriovkit.lab.server.pipeline import Command, PipelineRequest
from sriovkit.lab.shell import Shell
from sriovkit.remote.apply import Patience

from .played import walk

#: How much faster than ours the lab's clock runs.
SPEED = 200.0
FAST = Patience(0.02, 0.7, 2)
ALL = frozenset({"vf-reset", "nic-restart", "vswitch-rebuild", "vm-restart"})
#: Commands of a way that are somebody's own doing: no step of a plan does them.
BY_HAND = ("Install-WindowsFeature", "Restart-Computer", "Suspend-ClusterNode", "Resume-ClusterNode")
#: The same where a scenario's plan leaves more to the person.
OWN = {
    "lbfo-team": ("Remove-VMSwitch", "Remove-NetLbfoTeam"),
    "not-on-this-release": ("Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"),
    "vf-taken-by-port-settings": ("Set-VMNetworkAdapter",),
}


def reached(lab: Lab, **more: Any) -> Host:
    """The lab as a host, over sealed NTLM or what `more` says."""
    login = {"username": lab.username, "password": lab.password, "auth": "basic", **more}
    return Host(remote.connect(lab.host, port=lab.port, ssl=False, **login))


def plan_of(host: Host, *targets: str) -> sk.Plan:
    return sk.plan(sk.diagnose(host.collect()), targets=targets)


def done(plan: sk.Plan, host: Host, folder: Path, **more: Any) -> sk.Run:
    """Apply with everything allowed and every question answered with yes."""
    return sk.apply(plan, host, **terms(folder=folder, **more))


def again(run: sk.Run, host: Host, **more: Any) -> sk.Run:
    return sk.resume(run.journal, host, **terms(**more))


def terms(**more: Any) -> dict[str, Any]:
    return {"allow": ALL, "ask": lambda question: True, "patience": FAST, **more}


class Hands:
    """The acts of a scenario's way, done one after the other as a run waits for them."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.did = lab, 0
        own = (*BY_HAND, *OWN.get(lab.scenario.name, ()))
        self._left: Iterator[Step] = iter([s for s in lab.scenario.way if s.act or s.command in own])

    def drain(self) -> None:
        """What a refused cluster node needs first."""
        self._do("Suspend-ClusterNode", Drain=True, Wait=True)

    def finish(self) -> tuple[str, ...]:
        """The VMs that the host is for, made and started or back from other nodes; gives the names of their NICs."""
        for step in self.lab.scenario.way:
            if step.command in ("New-VM", "Start-VM"):
                iov = next((s.name for s in self.lab.machine.switches if s.iov), "")
                on = {"SwitchName": iov} if "SwitchName" in step.given else {}
                walk(self.lab, replace(step, given={**step.given, **on}))
                self.did += 1
        if self.lab.machine.cluster is not None:
            self._do("Resume-ClusterNode", Failback="Immediate")
        machine = self.lab.machine
        return tuple(f"{vm.name}/{machine.vm_nic_name(nic)}" for vm, nic in machine.vm_nics)

    def port(self) -> tuple[str, ...]:
        """The free adapter that the scenario's way makes a vSwitch on, where the host has none for SR-IOV yet."""
        named = [step.given.get("NetAdapterName") for step in self.lab.scenario.way if step.command == "New-VMSwitch"]
        iov = any(switch.iov for switch in self.lab.machine.switches)
        return () if iov else tuple(name for name in named if isinstance(name, str))

    def _do_act(self, name: str) -> None:
        Room(self.lab).act(name)
        Room(self.lab).settle()
        self.did += 1

    def _do(self, command: str, **given: Any) -> None:
        walk(self.lab, Step(command, "", given, ()))
        self.did += 1

    def work(self) -> bool:
        """The next act, and all behind it until the host answers; False where there is nothing left to do.

        Where the way has no act at all, hands start the host anew once: what they could try has not helped.
        """
        for step in self._left:
            walk(self.lab, step)
            self.did += 1
            if Room(self.lab).settle()["reachable"]:
                return True
        if self.did:
            return False
        self._do_act("restart")
        return True


def to_the_end(lab: Lab, folder: Path, hands: Hands, targets: tuple[str, ...] = (), rounds: int = 8) -> list[sk.Run]:
    """Plan, apply, work by hand where the run waits for it, resume, and plan anew until nothing is left to do."""
    host, runs = reached(lab), list[sk.Run]()
    for _ in range(rounds):
        plan = plan_of(host, *targets)
        if not any(s.kind != "wait" for s in plan.steps):
            return runs
        run = done(plan, host, folder)
        if run.ended.get("facts", {}).get("code") == "cluster":
            runs.append(run)
            hands.drain()
            continue
        while run.state in ("waiting", "stopped", "settling") and hands.work():
            run = again(run, host)
        runs.append(run)
        if run.state != "done" or run.ready:
            return runs
    return runs


class Did:
    """Every changing command that the lab played, in order: what was done, and never what was only asked."""

    def __init__(self, lab: Lab) -> None:
        self.commands: list[str] = []
        passing = lab.shell.passing

        def noted(command: str, when: Any) -> None:
            if when == "during":  # it has begun, whatever becomes of it now
                self.commands.append(command)
            passing(command, when)

        lab.shell.passing = noted


class Straight:
    """The lab's model as a host without any network: for what would take too long over the wire."""

    address = "straight"

    def __init__(self, life: Life) -> None:
        self.shell = Shell(life)
        self.requests: list[str] = []

    def collect(self, deadline: float = 0.0) -> Snapshot:
        return read(answer_text(self.shell.life.seen))

    def step(self, request: str, deadline: float = 0.0) -> Answer:
        self.requests.append(request)
        asked = PipelineRequest((Command(runner_script(), True, ((None, request),)),))
        return answer(str(self.shell.respond(asked).output[0]), self.address)

    @property
    def reached(self) -> Straight:
        return self
