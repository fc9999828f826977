"""Parameters sent with a command, bound as PowerShell would bind them.

Rule: what a command takes stands in parameters.toml; a parameter that this Windows does not have yet does not exist.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .converting import converted
from .machine import Machine
from .refusing import binding, not_played

_COMMON = (
    *("Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ErrorVariable", "WarningVariable"),
    *("InformationVariable", "OutVariable", "OutBuffer", "PipelineVariable"),
)


@dataclass(frozen=True)
class Parameter:
    """One parameter; `sets` maps a parameter set to (required, position)."""

    name: str
    type: str
    sets: Mapping[str, tuple[bool, int | None]]
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    since: str = ""
    #: The last Windows that has it; "" where the newest does.
    until: str = ""
    play: str = ""


@dataclass(frozen=True)
class Signature:
    """A command and what it takes."""

    command: str
    module: str
    default_set: str
    cim_class: str
    parameters: Mapping[str, Parameter]
    #: The first Windows that has it; "" when all do.
    since: str = ""

    @property
    def implementation(self) -> str:
        """The class or function that error identities name (general knowledge)."""
        bare = self.command.replace("-", "")
        return {
            "Hyper-V": f"Microsoft.HyperV.PowerShell.Commands.{bare}",
            "CimCmdlets": f"Microsoft.Management.Infrastructure.CimCmdlets.{bare}Command",
            "Microsoft.PowerShell.Management": f"Microsoft.PowerShell.Commands.{bare}Command",
        }.get(self.module, self.command)


@cache
def signatures() -> Mapping[str, Signature]:
    """Every command that the lab answers, by its lower-case name."""
    raw = tomllib.loads(files(__package__).joinpath("parameters.toml").read_text(encoding="utf-8"))
    return {name.lower(): _signature(name, table) for name, table in raw.items()}


def named(machine: Machine, signature: Signature, name: str) -> Parameter | None:
    """The parameter that a name means here; None for a common one. Raises Refused where it means none, or several."""
    return _named(signature, _known(machine, signature), name)


def bind(machine: Machine, signature: Signature, given: Iterable[tuple[str | None, Any]]) -> dict[str, Any]:
    """Parameter name -> value; raises Refused with PowerShell's error where it would refuse."""
    known = _known(machine, signature)
    bound: dict[str, Any] = {}
    loose: list[Any] = []
    for name, value in given:
        if name is None:
            loose.append(value)
        elif (parameter := _named(signature, known, name)) is not None:
            _put(signature, bound, parameter, value)
    for value in loose:
        _put(signature, bound, _positional(signature, known, bound, value), value)
    _check_sets(signature, known, bound)
    for name in bound:
        if not known[name].play:
            raise not_played(signature.command, name)
    return bound


def _known(machine: Machine, signature: Signature) -> dict[str, Parameter]:
    return {n: p for n, p in signature.parameters.items() if machine.windows.has(p.since, p.until)}


def _named(signature: Signature, known: Mapping[str, Parameter], name: str) -> Parameter | None:
    """The parameter of a name, alias or unique beginning; None for a common parameter, which changes nothing here."""
    asked = name.lstrip("-").rstrip(":").lower()
    exact = [p for p in known.values() if asked in (p.name.lower(), *(a.lower() for a in p.aliases))]
    found = exact or [p for p in known.values() if any(n.lower().startswith(asked) for n in (p.name, *p.aliases))]
    if len(found) == 1:
        return found[0]
    common = [c for c in _COMMON if c.lower().startswith(asked)]
    if not found and len(common) == 1:
        return None
    code, said = "NamedParameterNotFound", f"A parameter cannot be found that matches parameter name '{name}'."
    if found or common:
        matches = " ".join(f"-{n}" for n in [*(p.name for p in found), *common])
        code = "AmbiguousParameter"
        said = (
            f"Parameter cannot be processed because the parameter name '{name}' is ambiguous. Possible matches "
            f"include: {matches}."
        )
    raise binding(signature.command, signature.implementation, code, said)


def _positional(
    signature: Signature, known: Mapping[str, Parameter], bound: Mapping[str, Any], value: Any
) -> Parameter:
    places = [(p.sets.get(signature.default_set) or p.sets.get("(All)"), p) for p in known.values()]
    free = [(place[1], p.name) for place, p in places if place and place[1] is not None and p.name not in bound]
    if not free:
        said = f"A positional parameter cannot be found that accepts argument '{value}'."
        raise binding(signature.command, signature.implementation, "PositionalParameterNotFound", said)
    return known[min(free)[1]]


def _put(signature: Signature, bound: dict[str, Any], parameter: Parameter, value: Any) -> None:
    if parameter.name in bound:
        said = f"Cannot bind parameter because parameter '{parameter.name}' is specified more than once."
        raise binding(signature.command, signature.implementation, "ParameterAlreadyBound", said)
    try:
        bound[parameter.name] = converted(parameter.type, parameter.values, value)
    except ValueError:
        said = f'Cannot bind parameter \'{parameter.name}\'. Cannot convert value "{value}" to type "{parameter.type}".'
        raise binding(signature.command, signature.implementation, "CannotConvertArgument", said) from None


def _check_sets(signature: Signature, known: Mapping[str, Parameter], bound: Mapping[str, Any]) -> None:
    every = {name for p in known.values() for name in p.sets} - {"(All)"} or {"(All)"}
    fitting = {s for s in every if all(s in known[n].sets or "(All)" in known[n].sets for n in bound)}
    if not fitting:
        said = "Parameter set cannot be resolved using the specified named parameters."
        raise binding(signature.command, signature.implementation, "AmbiguousParameterSet", said)
    if signature.default_set in fitting:
        fitting = {signature.default_set}
    lacking = {s: [p.name for p in known.values() if _needed(p, s) and p.name not in bound] for s in fitting}
    if all(lacking.values()):
        names = " ".join(next(iter(lacking.values())))
        said = f"Cannot process command because of one or more missing mandatory parameters: {names}."
        raise binding(signature.command, signature.implementation, "MissingMandatoryParameter", said)
    for name in [p.name for p in known.values() if bound.get(p.name) == [] and any(_needed(p, s) for s in fitting)]:
        said = f"Cannot bind argument to parameter '{name}' because it is an empty array."
        code = "ParameterArgumentValidationErrorEmptyArrayNotAllowed"
        raise binding(signature.command, signature.implementation, code, said)


def _needed(parameter: Parameter, chosen: str) -> bool:
    place = parameter.sets.get(chosen) or parameter.sets.get("(All)")
    return bool(place and place[0])


def _signature(name: str, table: Mapping[str, Any]) -> Signature:
    parameters = {key: _parameter(key, raw) for key, raw in table["parameters"].items()}
    told = (table["module"], table["default_set"], table.get("class", ""))
    return Signature(name, *told, parameters, table.get("since", ""))


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    sets = {}
    for text in raw["sets"]:
        part = re.fullmatch(r"([^!@]+)(!?)(?:@(\d+))?", text)
        assert part
        sets[part[1]] = (bool(part[2]), int(part[3]) if part[3] else None)
    more = {key: raw[key] for key in ("since", "until", "play") if key in raw}
    return Parameter(name, raw["type"], sets, tuple(raw.get("aliases", ())), tuple(raw.get("values", ())), **more)
