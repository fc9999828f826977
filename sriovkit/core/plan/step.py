"""One step of a plan: a command, work for hands, or a wait; with why, what it interrupts, undo, proof and its facts.

Rule: a step holds arguments and facts; its commands are made from the arguments, so that nobody can write others in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import catalogue
from ..catalogue import Step as Remedy
from .actions import ACTIONS
from .commands import Call, Pipe, State, spelled
from .traffic import Traffic

#: Work of one power-off; of a reason without one; the old vSwitch.
HANDS = ("window", "by-hand", "old-switch")
#: The look after a restart; the looks at the end, there and back.
WAITS = ("restart", "look", "look-back")
#: What a person confirms before a step, in the order in which it is asked.
NEEDS = (
    "console",
    "bitlocker",
    "drain",
    "addresses",
    "empty-adapter",
    "not-session",
    "same-network",
    "port-policies",
    "trusted-vms",
)
LOSSES = ("bandwidth", "switch-id", "redundancy")


@dataclass(frozen=True)
class Task:
    """One step of a reason's remedy, done by hand; its words stand in the catalogue."""

    code: str
    number: int
    targets: tuple[str, ...] = ()

    @property
    def remedy(self) -> Remedy:
        return catalogue.load()[self.code].remedy[self.number]

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "number": self.number, "targets": list(self.targets)}


@dataclass(frozen=True)
class Step:
    """`action` is a name of ACTIONS for a command, of HANDS or WAITS for the others; `names` fills its words."""

    id: str
    kind: str
    action: str
    #: Labels of what it is about ("nic:NIC1").
    target: str = "host"
    #: Reasons that it is to remove.
    codes: tuple[str, ...] = ()
    #: Those of them that are gone behind it: no later step is about them.
    proves: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)
    #: "" or "host".
    restart: str = ""
    losses: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: It may cut the connection it is run over: by a script at the host's own console, never over the network.
    guarded: bool = False

    @property
    def impact(self) -> str:
        """What it interrupts: a word of catalogue.IMPACTS."""
        if self.kind == "command":
            return ACTIONS[self.action].impact
        return max((t.remedy.impact for t in self.tasks), key=catalogue.IMPACTS.index, default="none")

    @property
    def interrupts(self) -> bool:
        return self.traffic.lasts != "none" or bool(self.restart)

    @property
    def command(self) -> Call | None:
        return ACTIONS[self.action].command(self.arguments, self.id) if self.kind == "command" else None

    @property
    def undo(self) -> Pipe:
        """The commands that take it back, one after the other; none where hands do it, or nothing is to be undone."""
        return ACTIONS[self.action].undo(self.arguments, self.id) if self.kind == "command" else ()

    @property
    def undo_lines(self) -> tuple[str, ...]:
        """The same as PowerShell."""
        return tuple(spelled(call, self.id) for call in self.undo)

    @property
    def done(self) -> State | None:
        """What a fresh look shows once the command has done its work."""
        return ACTIONS[self.action].done(self.arguments, self.id) if self.kind == "command" else None

    @property
    def back(self) -> tuple[State, ...]:
        """What a fresh look shows once it is undone, a state for each command of the undo."""
        return ACTIONS[self.action].back(self.arguments, self.id) if self.kind == "command" else ()

    @property
    def shows(self) -> tuple[Pipe, ...]:
        """What is shown to a person before it is asked for."""
        return ACTIONS[self.action].shows(self.arguments, self.id) if self.kind == "command" else ()

    @property
    def alone(self) -> Pipe:
        """What must not be there when it is done; no pipeline where nobody else could lose by it."""
        alone = ACTIONS[self.action].alone if self.kind == "command" else None
        return alone(self.arguments) if alone is not None else ()

    @property
    def put_back(self) -> bool:
        return self.kind == "command" and ACTIONS[self.action].put_back

    def to_dict(self) -> dict[str, Any]:
        """Plain data; the commands stand in it for readers, and are made anew when it is read."""
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in self.arguments.items()}
        told: dict[str, Any] = {"id": self.id, "kind": self.kind, "action": self.action, "target": self.target}
        told |= {"codes": list(self.codes), "arguments": plain, "names": dict(self.names), "impact": self.impact}
        told |= {"traffic": self.traffic.to_dict(), "restart": self.restart, "losses": list(self.losses)}
        told |= {"needs": list(self.needs), "tasks": [t.to_dict() for t in self.tasks], "facts": dict(self.facts)}
        told |= {"guarded": self.guarded, "put_back": self.put_back}
        state = {"state": self.done.to_dict()} if self.done else {}
        told |= {"proof": {"gone": list(self.proves), **state}, "undo": [c.to_dict() for c in self.undo]}
        return {**told, **({"command": self.command.to_dict()} if self.command else {})}


def instead_of_hands(steps: Iterable[Step]) -> set[str]:
    """Reasons that a command answers where no firmware mends them."""
    return {code for step in steps if step.action == "override" for code in step.codes}
