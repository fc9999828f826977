"""A plan while it is made: the host that it is for, the steps so far, and what may not be done.

Rule: the same change to the same thing stands in it once, for all the reasons that ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from .. import catalogue
from ..datapath import Host, Thing
from ..diagnose import Diagnosis
from ..findings import Finding
from ..snapshot import Snapshot
from . import traffic
from .refusals import REFUSED, Refusal
from .step import Step, Task

#: In a name these turn it into a pattern for many commands.
WILD = frozenset("*?[]`")
#: From here on an adapter or a vSwitch loses its network: asked first is the console.
_CUTS = catalogue.IMPACTS.index("nic-restart")


@dataclass
class Draft:
    """What the planning files fill; `steps` is in order."""

    d: Diagnosis
    steps: list[Step] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    #: vSwitches that have got their steps.
    handled: set[str] = field(default_factory=set)

    @property
    def host(self) -> Host:
        return self.d.joined

    @property
    def snapshot(self) -> Snapshot:
        return self.d.snapshot

    def add(self, kind: str, action: str, thing: Thing | None = None, **given: Any) -> str:
        """Put a step at the end, or its reasons to the one that is there already; gives its id."""
        target = thing.label if thing is not None else "host"
        made = Step(f"s{len(self.steps) + 1}", kind, action, target, **given)
        for place, known in enumerate(self.steps):
            if kind == "command" and (known.action, known.target, _named(known)) == (action, target, _named(made)):
                codes = tuple(dict.fromkeys((*known.codes, *made.codes)))
                self.steps[place] = replace(known, codes=codes)
                return known.id
        self.steps.append(made)
        return made.id

    def refuse(self, code: str, thing: Thing | None = None, **names: str) -> None:
        refusal = Refusal(code, REFUSED, thing.label if thing is not None else "host", names)
        if refusal not in self.refusals:
            self.refusals.append(refusal)

    def device(self, nic: Thing) -> str:
        """How an adapter is named in a command; "" (and a refusal) where that could be taken for a pattern."""
        said = str(nic.facts.get("interface_description") or "")
        twins = [n for n in self.host.nics if n.facts.get("interface_description") == said]
        if not said or WILD & set(said) or len(twins) > 1:
            self.refuse("no-identity", nic, name=nic.name)
            return ""
        return said

    def has(self, action: str, thing: Thing) -> bool:
        return any(s.action == action and s.target == thing.label for s in self.steps)

    def by_hand(self, finding: Finding, tasks: Iterable[Task]) -> None:
        """Work of a reason that no command does, with whom it interrupts."""
        tasks = tuple(tasks)
        if tasks:
            worst = max((t.remedy.impact for t in tasks), key=catalogue.IMPACTS.index)
            restart = "host" if catalogue.IMPACTS.index(worst) >= catalogue.IMPACTS.index("host-restart") else ""
            needs = ("console", "drain") if restart else ()
            told = {"traffic": self._interrupted(finding, worst), "restart": restart, "needs": needs}
            names = {"name": finding.thing.name if finding.thing is not None and finding.thing.kind != "host" else ""}
            self.add("hands", "by-hand", finding.thing, codes=(finding.code,), tasks=tasks, names=names, **told)

    def _interrupted(self, finding: Finding, impact: str) -> traffic.Traffic:
        thing, place = finding.thing, catalogue.IMPACTS.index(impact)
        if place >= catalogue.IMPACTS.index("host-restart"):
            return traffic.everything(self.host, self.snapshot)
        if impact == "none":
            return traffic.Traffic()
        if thing is None or thing.kind == "host":
            return traffic.Traffic("minutes", vm_nics=tuple(v.name for v in self.d.wish.vm_nics))
        if thing.kind == "nic":
            return traffic.of_nic(self.host, self.snapshot, thing)
        if thing.kind == "vm_nic":
            return traffic.of_vm_nic(thing, "minutes" if impact == "vm-restart" else "seconds")
        return traffic.of_switch(self.host, self.snapshot, thing, "seconds" if place < _CUTS else "minutes")


def _named(step: Step) -> tuple[object, ...]:
    """What a command is about: twins share a name, never these."""
    return tuple(step.arguments.get(name) for name in ("vm", "adapter", "device"))


#: Mended by steps of their own although they follow from something else.
_OWN = ("switch-not-iov", "vm-iov-weight-zero")


def found(d: Diagnosis) -> list[Finding]:
    """What blocks, in mending order, each followed by what follows from it and is mended by a step of its own."""
    blocking = [f for f in d.findings if f.blocks]
    return [f for one in blocking for f in (one, *(g for g in one.folded if g.verdict == "found" and g.code in _OWN))]
