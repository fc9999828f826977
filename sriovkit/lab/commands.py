"""Commands with parameters: which rows of which section they answer with.

Rule: rows come from `answers` alone; a parameter only chooses among them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psrpcore.types import PSCustomObject, PSInt, PSString

from ..core.cmdlets import CMDLETS
from . import answers
from .answers import Enum, Row
from .binding import Signature, bind, signatures
from .clixml import custom_object
from .machine import Machine
from .refusing import Refused, command_not_found, nothing_found, path_not_found
from .server.pipeline import Command, ErrorAnswer, PipelineAnswer

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Call:
    """One command with its parameters bound."""

    signature: Signature
    bound: Mapping[str, Any]


def called(machine: Machine, command: Command) -> Call:
    """The command that was sent; raises Refused where PowerShell would not run it."""
    signature = signatures().get(command.name.rpartition("\\")[2].lower())
    if signature is None or (signature.module == "Hyper-V" and not machine.hyperv):
        raise Refused(command_not_found(command.name))
    return Call(signature, bind(machine, signature, command.parameters))


def read(machine: Machine, call: Call) -> PipelineAnswer:
    """What a command that changes nothing answers."""
    if call.signature.command == "Get-ItemProperty":
        return _item_property(machine, call.bound)
    return _rows(machine, call.signature, call.bound)


def _rows(machine: Machine, signature: Signature, bound: Mapping[str, Any]) -> PipelineAnswer:
    section = signature.command
    if section == "Get-CimInstance":
        section = _cim_section(bound["ClassName"])
    found = [row for row in answers.rows(machine, section) if _own(signature.command, bound, row)]
    errors: list[ErrorAnswer] = []
    for name, value in bound.items():
        if signature.parameters[name].play == "row":
            wanted = value if isinstance(value, list) else [value]
            errors += _missing(signature, found, name, wanted)
            found = [row for row in found if any(_fits(row.get(name), one) for one in wanted)]
    return PipelineAnswer(tuple(custom_object(section, row) for row in found), tuple(errors))


def _own(command: str, bound: Mapping[str, Any], row: Row) -> bool:
    """Whether a row passes the switches that are no property of it."""
    if command == "Get-VMNetworkAdapter" and not bound.get("All"):
        return bool(row["IsManagementOs"]) == bool(bound.get("ManagementOS"))
    return not (bound.get("Physical") and row["Virtual"])


def _missing(signature: Signature, found: list[Row], name: str, wanted: list[Any]) -> list[ErrorAnswer]:
    gone = [w for w in wanted if not _WILD.search(str(w)) and not any(_fits(row.get(name), w) for row in found)]
    named = [w for w in gone if name not in ("SwitchType", "IsLegacy")]
    return [nothing_found(signature.command, signature.implementation, signature.cim_class, name, w) for w in named]


def _fits(value: Any, wanted: Any) -> bool:
    """A property against an argument: texts with wildcards and in any case, everything else as it is."""
    value = value.word if isinstance(value, Enum) else value
    if isinstance(value, str) and isinstance(wanted, str):
        return fnmatch.fnmatchcase(value.lower(), wanted.lower())
    return bool(value == wanted)


def _cim_section(name: str) -> str:
    known = {s.lower(): s for s, c in CMDLETS.items() if c.module == "CimCmdlets"}
    if name.lower() not in known:
        # CIM's own identity for a class that is not there; its sentence is the public one.
        said = ErrorAnswer(
            "Invalid class ",
            "MetadataError",
            "HRESULT 0x80041010,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
            name,
            "Microsoft.Management.Infrastructure.CimException",
            "Get-CimInstance",
        )
        raise Refused(said)
    return known[name.lower()]


def _item_property(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    """The registry value IOVEnableOverride; no other place and no other value is played."""
    output: list[Any] = []
    errors: list[ErrorAnswer] = []
    places = {row["Place"].lower(): row for row in answers.rows(machine, "IOVEnableOverride")}
    for path in bound.get("LiteralPath") or bound.get("Path") or []:
        row = places.get(path.lower().replace("hkey_local_machine\\", "hklm:\\"))
        names = bound.get("Name") or ["*"]
        if row and any(_fits("IOVEnableOverride", name) for name in names):
            value = PSInt(row["IOVEnableOverride"])
            output.append(PSCustomObject(IOVEnableOverride=value, PSPath=PSString(row["Place"])))
        else:
            errors.append(path_not_found("Get-ItemProperty", path))
    return PipelineAnswer(tuple(output), tuple(errors))
