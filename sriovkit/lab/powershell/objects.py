"""What the model answers as JSON that the session's module makes objects of, with the types that Windows gives them.

Rule: pure conversion of psrpcore's values. JSON's own kinds stand for themselves; what it has no kind for is a list
that begins with a letter: u (UInt32), g (Guid), d (date), e (enum: name, words, number), l (list), o (object:
properties, type names).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psrpcore.types import PSCustomObject, PSDateTime, PSEnumBase, PSGuid, PSUInt

from ..answers import shown
from ..server.pipeline import ErrorAnswer, PipelineAnswer
from .functions import known

_CIM = "Microsoft.Management.Infrastructure.CimInstance"
#: Types that a parameter asks for -> the types that are such a thing (general knowledge).
_BASES = {
    "Microsoft.HyperV.PowerShell.VMNetworkAdapter": "Microsoft.HyperV.PowerShell.VMNetworkAdapterBase",
    "Microsoft.HyperV.PowerShell.VMInternalNetworkAdapter": "Microsoft.HyperV.PowerShell.VMNetworkAdapterBase",
    "Microsoft.HyperV.PowerShell.VirtualMachine": "Microsoft.HyperV.PowerShell.VirtualMachineBase",
}


class Objects:
    """Answers of one session. It remembers the enums, for a .NET enum cannot be given more words once it is made."""

    def __init__(self) -> None:
        self._enums: dict[str, list[dict[str, int]]] = {}

    def answer(self, command: str, given: Mapping[str, Any], answer: PipelineAnswer) -> dict[str, Any]:
        """One command's answer as the JSON object that goes back."""
        section = _section(command, given)
        return {
            "output": [self._row(section, value) for value in answer.output],
            "errors": [_error(fault) for fault in answer.errors],
            "end": _error(answer.terminating) if answer.terminating else None,
        }

    def _row(self, section: str, value: Any) -> Any:
        made = self._value(section, "", value)
        return [*made, type_names(section, value)] if isinstance(value, PSCustomObject) else made

    def _value(self, section: str, name: str, value: Any) -> Any:
        if isinstance(value, PSEnumBase):
            return self._enum(section, name, value)
        if isinstance(value, PSCustomObject):
            inner = {p.name: p.get_value(value) for p in value.PSObject.extended_properties}
            return ["o", {key: self._value(section, f"{name}.{key}".lstrip("."), item) for key, item in inner.items()}]
        if isinstance(value, list):
            return ["l", [self._value(section, name, item) for item in value]]
        return _scalar(value)

    def _enum(self, section: str, name: str, value: Any) -> list[Any]:
        word, number = "None" if value.name == "none" else str(value.name), int(value.value)
        kind = f"Sriovkit.Lab.{section.partition('-')[2] or section}{name.replace('.', '')}"
        made = self._enums.setdefault(kind, [_declared(section, name)])
        if made[-1].get(word) != number:
            made.append({**made[-1], word: number})
        # Another set of words is another type.
        return ["e", kind if len(made) == 1 else f"{kind}{len(made)}", made[-1], number]


def _declared(section: str, name: str) -> dict[str, int]:
    declared = shown(section).get(name)
    return {word: number for number, word in declared.values.items()} if declared else {}


def type_names(section: str, row: Any) -> list[str]:
    """The types of an object that a section's rows are, the closest first; none where no page names one."""
    if section.startswith("Win32_"):
        return [f"{_CIM}#root/cimv2/{section}", _CIM]
    command = known().get(section)
    named = [text.removesuffix("[]") for text in (command.outputs if command else ())]
    named = [text for text in named if "." in text and " and " not in text and not text.startswith("System.")]
    if not named:
        return [_CIM] if command and command.module in _CIM_MODULES else []
    first = named[1] if getattr(row, "IsManagementOs", False) and len(named) > 1 else named[0]
    bases = [_CIM] if first.startswith(_CIM) else [_BASES[first]] if first in _BASES else []
    return [first, *bases]


_CIM_MODULES = ("NetAdapter", "NetLbfo", "NetTCPIP", "NetConnection", "DnsClient", "PnpDevice", "NetSwitchTeam")


def _section(command: str, given: Mapping[str, Any]) -> str:
    """Whose rows a command gives: its noun's, or those of the class that is asked."""
    if command == "Get-CimInstance":
        return str(given.get("ClassName") or "")
    return f"Get-{command.partition('-')[2]}"


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, PSGuid):
        return ["g", str(value)]
    if isinstance(value, PSDateTime):
        return ["d", value.isoformat()]
    if isinstance(value, PSUInt):
        return ["u", int(value)]
    if isinstance(value, int):
        return int(value)
    # str() of a psrpcore text would be PowerShell's ToString.
    return "".join([value]) if isinstance(value, str) else str(value)


def _error(error: ErrorAnswer) -> dict[str, Any]:
    return {
        "message": error.message,
        "category": error.category,
        "id": error.fully_qualified_error_id,
        "target": None if error.target is None else str(error.target),
        "exception": error.exception,
        "activity": error.activity,
    }
