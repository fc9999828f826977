"""Reading a plan back, strictly: every key, every kind of value, every command made anew and compared.

Rule: what differs from what we would have written is refused, not mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .. import catalogue, releases
from ..errors import InputError
from .actions import ACTIONS
from .facts import place
from .refusals import REFUSED, UNKNOWN, Refusal
from .step import HANDS, LOSSES, NEEDS, WAITS, Step, Task
from .traffic import LASTS, PARTS, Traffic
from .whole import SCHEMA, Plan


class _Wrong(Exception):
    """Something that no plan of ours holds, and where it stands."""


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Names the place of what is wrong in here, whatever Python says of it."""
    try:
        yield
    except _Wrong as wrong:
        raise _Wrong(f"{where}.{wrong}") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _Wrong(where) from None


def read(data: Mapping[str, Any], host: str | None) -> Plan:
    """The plan in plain data. Raises InputError."""
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if not str(schema).startswith("sriovkit.plan/"):
        raise InputError("not-a-plan")
    if schema != SCHEMA:
        raise InputError("newer-plan", schema=schema)
    named = str(data.get("host"))
    try:
        plan = _plan(data)
        if plan.to_dict() != data:
            raise _Wrong(_difference(plan.to_dict(), data))
    except _Wrong as wrong:
        raise InputError("plan-edited", host=named, place=str(wrong)) from None
    if host is not None and host.casefold() != plan.host.casefold():
        raise InputError("plan-of-other-host", host=host, other=plan.host)
    return plan


def _plan(data: Mapping[str, Any]) -> Plan:
    steps: list[Step] = []
    for where, raw in _items(data, "steps"):
        with _at(where):
            steps.append(_step(raw, len(steps) + 1, {s.id for s in steps if s.action == "new-switch"}))
    refusals: list[Refusal] = []
    for where, raw in _items(data, "refusals"):
        with _at(where):
            refusals.append(_refusal(raw))
    _hold("ready" in data and data["ready"] in (True, False, None), "ready")
    return Plan(
        host=_text(data, "host"),
        taken=_text(data, "taken"),
        release=_release(data),
        simulated=_is(data, "simulated", bool),
        wanted=_texts(data, "wanted"),
        steps=tuple(steps),
        refusals=tuple(refusals),
        what_if=_texts(data, "what_if"),
        ready=data["ready"],
    )


def _step(raw: Mapping[str, Any], number: int, made: set[str]) -> Step:
    kind, action = raw["kind"], raw["action"]
    known: Mapping[str, Any] = {"command": ACTIONS, "hands": HANDS, "wait": WAITS}
    _hold(raw["id"] == f"s{number}" and action in known[kind], "action")
    step = Step(
        raw["id"],
        kind,
        action,
        _text(raw, "target"),
        _each(raw, "codes", catalogue.load().__contains__),
        _each(raw["proof"], "gone", raw["codes"].__contains__),
        {name: tuple(v) if isinstance(v, list) else v for name, v in raw["arguments"].items()},
        {str(k): _text(raw["names"], k) for k in raw["names"]},
        _traffic(raw["traffic"]),
        raw["restart"],
        _each(raw, "losses", LOSSES.__contains__),
        _each(raw, "needs", NEEDS.__contains__),
        tuple(_task(task) for task in raw["tasks"]),
        {k: v for k, v in raw["facts"].items() if _hold(place(k) is not None, k)},
        _is(raw, "guarded", bool),
    )
    _hold(step.restart in ("", "host"), "restart")
    _hold(ACTIONS[action].fits(step.arguments) if kind == "command" else not step.arguments, "arguments")
    refers = [v for v in step.arguments.values() if str(v).startswith("made:")] if kind == "command" else []
    _hold(all(v.removeprefix("made:") in made for v in refers), "arguments.switch")
    return step


def _task(raw: Mapping[str, Any]) -> Task:
    task = Task(_text(raw, "code"), _is(raw, "number", int), _texts(raw, "targets"))
    _hold(0 <= task.number < len(catalogue.load()[task.code].remedy), "tasks.number")
    return task


def _traffic(raw: Mapping[str, Any]) -> Traffic:
    _hold(raw["lasts"] in LASTS, "traffic.lasts")
    return Traffic(raw["lasts"], *(_texts(raw, part) for part in PARTS))


def _refusal(raw: Mapping[str, Any]) -> Refusal:
    _hold(raw["state"] in (REFUSED, UNKNOWN), "state")
    names = {str(k): _text(raw["names"], k) for k in raw["names"]}
    return Refusal(_text(raw, "code"), raw["state"], _text(raw, "target"), names, _release(raw))


def _release(raw: Mapping[str, Any]) -> str:
    _hold(_text(raw, "release") in ("", *releases.BUILDS), "release")
    return str(raw["release"])


def _items(raw: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    """Each item of a list, with its place."""
    return [(f"{key}[{number}]", item) for number, item in enumerate(_is(raw, key, list))]


def _hold(true: bool, where: str) -> bool:
    if not true:
        raise _Wrong(where)
    return True


def _is(raw: Mapping[str, Any], key: str, kind: type) -> Any:
    _hold(key in raw and type(raw[key]) is kind, key)
    return raw[key]


def _text(raw: Mapping[str, Any], key: str) -> str:
    return str(_is(raw, key, str))


def _texts(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return _each(raw, key, lambda _: True)


def _each(raw: Mapping[str, Any], key: str, fits: Callable[[Any], bool]) -> tuple[str, ...]:
    items = _is(raw, key, list)
    _hold(all(isinstance(item, str) and fits(item) for item in items), key)
    return tuple(items)


def _difference(ours: Any, theirs: Any, where: str = "") -> str:
    """The first place where two values differ."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in {**theirs, **ours}:
            if key != "checksum" and ours.get(key) != theirs.get(key):
                return _difference(ours.get(key), theirs.get(key), f"{where}.{key}".strip("."))
    if isinstance(ours, list) and isinstance(theirs, list):
        for i, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            if one != other:
                return _difference(one, other, f"{where}[{i}]")
    return where or "checksum"
