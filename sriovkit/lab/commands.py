"""Commands with parameters: which rows of which section they answer with.

Rule: rows come from `answers` alone; a parameter only chooses among them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.cmdlets import CMDLETS
from . import answers, devices, places, winevents
from .answers import Enum, Row
from .binding import Signature, bind, signatures
from .choosing import ROW_KEYS, passes
from .clixml import custom_object
from .machine import Machine
from .refusing import Refused, cluster_down, command_not_found, nothing_found
from .server.pipeline import Command, ErrorAnswer, PipelineAnswer

_WILD = re.compile(r"[*?\[]")
#: Commands whose answer is more than rows to choose among.
_OWN: Mapping[str, Callable[[Machine, Mapping[str, Any]], PipelineAnswer]] = {
    "Get-ItemProperty": places.values,
    "Test-Path": places.paths,
    "Get-WinEvent": winevents.read,
    "Get-PnpDevice": devices.devices,
    "Get-PnpDeviceProperty": devices.properties,
}


@dataclass(frozen=True)
class Call:
    """One command with its parameters bound."""

    signature: Signature
    bound: Mapping[str, Any]


def called(machine: Machine, command: Command) -> Call:
    """The command that was sent; raises Refused where PowerShell would not run it."""
    signature = signatures().get(command.name.rpartition("\\")[2].lower())
    if signature is None or not there(machine, signature):
        raise Refused(command_not_found(command.name))
    return Call(signature, bind(machine, signature, command.parameters))


def there(machine: Machine, signature: Signature) -> bool:
    """Whether this Windows has the command, and the feature that brings it is installed."""
    features = {"Hyper-V": machine.hyperv, "FailoverClusters": machine.cluster, "NetworkATC": machine.network_atc}
    return machine.windows.has(signature.since) and bool(features.get(signature.module, True))


def read(machine: Machine, call: Call) -> PipelineAnswer:
    """What a command that changes nothing answers."""
    own = _OWN.get(call.signature.command)
    return own(machine, call.bound) if own else _rows(machine, call.signature, call.bound)


def _rows(machine: Machine, signature: Signature, bound: Mapping[str, Any]) -> PipelineAnswer:
    section = signature.command
    if section == "Get-CimInstance":
        section = _cim_section(bound["ClassName"])
    if signature.module == "FailoverClusters" and machine.cluster and machine.cluster.state == "Down":
        raise Refused(cluster_down(signature.command))
    found = [row for row in answers.whole(machine, section) if passes(signature.command, bound, row)]
    errors: list[ErrorAnswer] = []
    for name, value in bound.items():
        key = ROW_KEYS.get((signature.command, name), name if signature.parameters[name].play == "row" else "")
        if key:
            wanted = value if isinstance(value, list) else [value]
            errors += _missing(machine, signature, found, (name, key), wanted)
            found = [row for row in found if any(_fits(row.get(key), one) for one in wanted)]
    return PipelineAnswer(tuple(custom_object(section, row) for row in found), tuple(errors))


def _missing(
    machine: Machine, signature: Signature, found: list[Row], names: tuple[str, str], wanted: list[Any]
) -> list[ErrorAnswer]:
    """An error for each name without wildcards that nothing bears; a value to choose by is none."""
    name, key = names
    # An adapter without an access list is no adapter that is not there.
    there = [vm.name for vm in machine.vms] if name == "VMName" else [row.get(key) for row in found]
    gone = [w for w in wanted if not _WILD.search(str(w)) and not any(_fits(value, w) for value in there)]
    chosen_by = signature.parameters[name]
    named = [] if chosen_by.values or chosen_by.type == "Boolean" else gone
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
