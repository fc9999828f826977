"""What the runner is asked: looks, proofs and changes as typed data, and the JSON that carries them.

Rule: texts are marked, so that no reader of JSON takes one for a date; what a step made is named by its Id before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..plan.commands import Call, Flag, Found, Made, Pipe, State, Value, switch
from .runner import SCHEMA

#: Every property that an object has, but for what PowerShell and CIM put there themselves.
ALL = ("*",)


@dataclass(frozen=True)
class Look:
    """Ask for objects, and keep some of their properties as text."""

    id: str
    pipe: Pipe
    keep: tuple[str, ...] = ALL

    def to_dict(self) -> dict[str, Any]:
        return {"id": _text(self.id), "look": _pipe(self.pipe), "keep": list(map(_text, self.keep))}


@dataclass(frozen=True)
class Prove:
    """Ask whether the host is in a state."""

    id: str
    state: State

    def to_dict(self) -> dict[str, Any]:
        return {"id": _text(self.id), "state": _state(self.state)}


@dataclass(frozen=True)
class Change:
    """Run one command, unless the host is in the state `unless` already, and only while every fact still holds.

    `facts` are (name, state); the script compares them immediately before the command.
    """

    id: str
    call: Call
    facts: tuple[tuple[str, State], ...] = ()
    unless: State | None = None
    keep: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": _text(self.id), "call": _call(self.call), "keep": list(map(_text, self.keep))}
        told["facts"] = [{"id": _text(name), **_state(state)} for name, state in self.facts]
        return {**told, **({"unless": _state(self.unless)} if self.unless else {})}


@dataclass(frozen=True)
class Swap:
    """Exchange the text that says who holds the host, where it still is what was expected. None: only read it."""

    expect: str = ""
    write: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {} if self.write is None else {"expect": _text(self.expect), "write": _text(self.write)}


def request(items: Iterable[Look | Prove | Change], hold: Swap | None = None) -> str:
    """The script's parameter: ASCII JSON."""
    told: dict[str, Any] = {"schema": SCHEMA, "items": [item.to_dict() for item in items]}
    if hold is not None:
        told["hold"] = hold.to_dict()
    return json.dumps(told, ensure_ascii=True, allow_nan=False)


def named(call: Call, made: Mapping[str, str]) -> Call:
    """The same command with the vSwitches that steps made named by their Ids. Raises KeyError for one nobody made."""
    return Call(call.cmdlet, {name: _by_id(value, made) for name, value in call.parameters.items()})


def state_named(state: State, made: Mapping[str, str]) -> State:
    """The same for a state."""
    wants = {name: made[v.step] if isinstance(v, Made) else v for name, v in state.wants.items()}
    return State(state.pipe, wants, state.gone)


def identified(states: tuple[State, ...], made: Mapping[str, str]) -> list[State]:
    """Those of several states that can be named already."""
    return [
        state_named(s, made) for s in states if all(v.step in made for v in s.wants.values() if isinstance(v, Made))
    ]


def _by_id(value: Value, made: Mapping[str, str]) -> Value:
    return switch(made[value.step]) if isinstance(value, Made) else value


def _text(text: str) -> str:
    """With the mark that the script takes away again."""
    return f"={text}"


def _call(call: Call) -> dict[str, Any]:
    return {
        "cmdlet": _text(call.cmdlet),
        "parameters": {name: _value(value) for name, value in call.parameters.items()},
    }


def _pipe(pipe: Pipe) -> list[dict[str, Any]]:
    return [_call(call) for call in pipe]


def _state(state: State) -> dict[str, Any]:
    wants = {name: _text(str(value)) for name, value in state.wants.items()}
    return {"pipe": _pipe(state.pipe), "wants": wants, "gone": state.gone}


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, Flag):
        return {"switch": value.on}
    if isinstance(value, Found):
        return {"found": _pipe(value.pipe)}
    if isinstance(value, tuple):
        return {"texts": list(map(_text, value))}
    if isinstance(value, bool):
        return {"truth": value}
    assert not isinstance(value, Made), "what a step made is named by its Id before it is sent"
    return {"number": value} if isinstance(value, int) else {"text": _text(value)}
