"""Commands as data: a cmdlet, its typed parameters, and the objects they are about; shown as the PowerShell they are.

Rule: nothing is ever spliced into text but by `quote`; objects are found by identity, and exactly one must be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..quote import literal, quote


@dataclass(frozen=True)
class Flag:
    """A switch parameter: given (-Force), or said not to be (-Confirm:$false)."""

    on: bool = True


@dataclass(frozen=True)
class Found:
    """The one object that a pipeline gives; none, or more than one, ends the plan."""

    pipe: tuple[Call, ...]


@dataclass(frozen=True)
class Made:
    """The vSwitch that a step of the same plan made: nobody knows its Id before."""

    step: str


Value: TypeAlias = str | int | bool | tuple[str, ...] | Flag | Found | Made
FLAG, OFF = Flag(), Flag(False)


@dataclass(frozen=True)
class Call:
    """One cmdlet with its parameters, in the order in which they are shown."""

    cmdlet: str
    parameters: Mapping[str, Value] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"cmdlet": self.cmdlet, "parameters": {n: _data(v) for n, v in self.parameters.items()}}

    def __str__(self) -> str:
        return " ".join([self.cmdlet, *(_given(name, value) for name, value in self.parameters.items())])


Pipe: TypeAlias = tuple[Call, ...]


@dataclass(frozen=True)
class State:
    """What a fresh look shows once a step is done: the one object with these properties, or (`gone`) no object."""

    pipe: Pipe
    wants: Mapping[str, str | Made] = field(default_factory=dict)
    gone: bool = False

    def to_dict(self) -> dict[str, Any]:
        wants = {name: _data(value) for name, value in self.wants.items()}
        return {"pipe": [c.to_dict() for c in self.pipe], "wants": wants, "gone": self.gone}


def shown(pipe: Pipe) -> str:
    """A pipeline as PowerShell."""
    return " | ".join(map(str, pipe))


def spelled(call: Call, step: str) -> str:
    """A command of a step as PowerShell; the vSwitch that it makes is kept for the steps behind it."""
    return f"$made[{quote(step)}] = {call}" if call.cmdlet == "New-VMSwitch" else str(call)


def expression(value: Value) -> str:
    """A value as PowerShell, fit to be an argument."""
    if isinstance(value, Found):
        return f"({shown(value.pipe)})"
    if isinstance(value, Made):
        return f"$made[{quote(value.step)}]"
    assert not isinstance(value, Flag)
    return literal(value)


def where(name: str, value: str) -> Call:
    """Where-Object that keeps what has a property equal to a value; no wildcard has a meaning in it."""
    return Call("Where-Object", {"Property": name, "EQ": FLAG, "Value": value})


def vm_nic(vm: str, adapter: str) -> Pipe:
    """The VM NIC with this Id on the VM with this Id."""
    return (Call("Get-VM", {"Id": vm}), Call("Get-VMNetworkAdapter"), where("Id", adapter))


def switch(identity: str) -> Found | Made:
    """The vSwitch of an Id, or ("made:s2") the one that a step made."""
    if identity.startswith("made:"):
        return Made(identity.removeprefix("made:"))
    return Found((Call("Get-VMSwitch", {"Id": identity}),))


def _given(name: str, value: Value) -> str:
    if isinstance(value, Flag):
        return f"-{name}" if value.on else f"-{name}:$false"
    if name == "Property" and isinstance(value, str) and value.isalpha() and value.isascii():
        return f"-{name} {value}"
    return f"-{name} {expression(value)}"


def _data(value: Value) -> dict[str, Any]:
    if isinstance(value, Flag):
        return {"switch": value.on}
    if isinstance(value, Found):
        return {"found": [call.to_dict() for call in value.pipe]}
    if isinstance(value, Made):
        return {"made": value.step}
    if isinstance(value, tuple):
        return {"texts": list(value)}
    kind = "truth" if isinstance(value, bool) else "number" if isinstance(value, int) else "text"
    return {kind: value}
