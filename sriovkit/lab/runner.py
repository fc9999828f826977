"""The fixed runner script, played on the machine: the same list of typed steps, the same answer, command by command.

Rule: what the script does is done here in the same order; each command goes the way of a command that is sent alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..core.apply.runner import CHANGES, READS, SCHEMA, VERSION
from .changes._objects import told
from .collecting import stamp
from .life import Life
from .machine import Machine
from .refusing import Refused, command_not_found
from .runner_rows import row, word
from .server.pipeline import Command, ErrorAnswer, PipelineAnswer

Run = Callable[[Command], PipelineAnswer]
_NOT_ONE = "SriovkitNotOne"
_ABSENT = ("CmdletizationQuery_NotFound", "PathNotFound")
#: The property of a piped object's command that takes it (by value, as the reference pages say).
_PIPED = {"Get-VMNetworkAdapter": "VM", "Get-VMSwitchExtension": "VMSwitch"}


class Player:
    """Plays requests on a life; `run` runs one command."""

    def __init__(self, life: Life, run: Run) -> None:
        self._life, self._run = life, run

    def play(self, request: str) -> str:
        """The runner's answer as the one line of JSON that comes over the wire."""
        asked = json.loads(request)
        hold = self._hold(asked["hold"]) if asked.get("hold") is not None else ("none", "")
        go = not (asked.get("hold") or {}).get("write") is not None or hold[0] == "ours"
        items = []
        for item in asked["items"]:
            if "call" in item and not go:
                items.append(_told(item, "skipped"))
                continue
            items.append(self._item(item))
            go = go and ("call" not in item or items[-1]["state"] in ("done", "already"))
        return json.dumps(self._answer(hold, items), ensure_ascii=False, separators=(",", ":"))

    def _answer(self, hold: tuple[str, str], items: list[dict[str, Any]]) -> dict[str, Any]:
        machine = self._life.machine
        user = f"{machine.name}\\Administrator"
        session = {"computer": machine.name, "user": user, "elevated": machine.elevated}
        told = {"schema": SCHEMA, "version": VERSION, "taken": stamp(machine.clock), "session": session}
        return {**told, "hold": {"state": hold[0], "text": hold[1]}, "items": items}

    def _hold(self, asked: Mapping[str, str]) -> tuple[str, str]:
        if "write" not in asked:
            return "seen", self._life.machine.hold
        seen: list[str] = []

        def swap(machine: Machine) -> Machine:
            seen.append(machine.hold)
            return replace(machine, hold=_bare(asked["write"])) if seen[0] == _bare(asked["expect"]) else machine

        if not self._life.machine.elevated:
            return "failed", "Access to the path is denied (the lab's words)."
        self._life.change(swap)
        return ("ours", _bare(asked["write"])) if seen[0] == _bare(asked["expect"]) else ("other", seen[0])

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        told_ = _told(item, "found")
        try:
            if "call" in item:
                self._change(item, told_)
            elif "state" in item:
                other = self._difference(item["state"])
                told_ |= {"state": "not-so" if other else "so"} | (other or {})
            else:
                told_["rows"] = [row(found, item["keep"]) for found in self._found(item["look"])]
        except Refused as refused:
            told_ |= {"error": _error(refused.error), "state": "failed"}
            if refused.error.message.startswith(_NOT_ONE):
                told_["state"] = "not-one"
            elif "call" not in item and _absent(refused.error):
                told_["state"] = "found"
        return told_

    def _change(self, item: Mapping[str, Any], told_: dict[str, Any]) -> None:
        name = _bare(item["call"]["cmdlet"])
        _listed(name, CHANGES)
        told_["state"] = "already"
        if "unless" in item and self._difference(item["unless"]) is None:
            return
        told_["state"] = "changed"
        for fact in item["facts"]:
            if (other := self._difference(fact)) is not None:
                told_ |= {"place": _bare(fact["id"]) + other["place"], "now": other["now"]}
                return
        given = self._given(item["call"])
        told_["sent"] = True
        told_["rows"] = [row(one, item["keep"]) for one in self._one_command(name, given)]
        told_["state"] = "done"

    def _difference(self, state: Mapping[str, Any]) -> dict[str, str] | None:
        try:
            found = self._found(state["pipe"])
        except Refused as refused:
            if not _absent(refused.error):
                raise
            found = []
        wants = {name: _bare(value) for name, value in state["wants"].items()}
        if state["gone"]:
            return {"place": "", "now": str(len(found))} if found else None
        if not found and wants and not any(wants.values()):
            return None
        if len(found) != 1:
            return {"place": "", "now": str(len(found))}
        for name, wanted in wants.items():
            now = word(told(found[0], name))
            if now.casefold() != wanted.casefold():
                return {"place": name, "now": now}
        return None

    def _found(self, calls: Sequence[Mapping[str, Any]]) -> list[Any]:
        objects: list[Any] = []
        for number, call in enumerate(calls):
            name = _bare(call["cmdlet"])
            _listed(name, READS)
            given = self._given(call)
            if name == "Where-Object":
                apart = "NotIn" in given
                named = {str(one).casefold().strip("{}") for one in (given["Value"] if apart else [given["Value"]])}
                objects = [o for o in objects if (word(told(o, given["Property"])).casefold() in named) is not apart]
            elif number == 0:
                objects = self._one_command(name, given)
            elif objects:
                objects = self._one_command(name, {**given, _PIPED[name]: objects})
        return objects

    def _given(self, call: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(typed) for name, typed in call["parameters"].items()}

    def _value(self, typed: Mapping[str, Any]) -> Any:
        kind, value = next(iter(typed.items()))
        if kind == "found":
            found = self._found(value)
            if len(found) != 1:
                raise Refused(ErrorAnswer(f"{_NOT_ONE} {len(found)}", "OperationStopped", f"{_NOT_ONE} {len(found)}"))
            return found[0]
        if kind == "texts":
            return [_bare(v) for v in value]
        return _bare(value) if kind == "text" else value

    def _one_command(self, name: str, given: Mapping[str, Any]) -> list[Any]:
        """One command under -ErrorAction Stop: its first error ends it."""
        came = self._run(Command(name, parameters=tuple(given.items())))
        if came.errors or came.terminating:
            raise Refused(came.terminating or came.errors[0])
        return list(came.output)


def _told(item: Mapping[str, Any], state: str) -> dict[str, Any]:
    same = {"place": "", "now": "", "sent": False, "rows": [], "error": None}
    return {"id": _bare(item["id"]), "state": state, **same}


def _listed(name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise Refused(command_not_found(name))


def _absent(error: ErrorAnswer) -> bool:
    return error.fully_qualified_error_id.startswith(_ABSENT)


def _error(error: ErrorAnswer) -> dict[str, str]:
    return {"id": error.fully_qualified_error_id, "category": error.category, "message": error.message}


def _bare(marked: str) -> str:
    return marked[1:]
