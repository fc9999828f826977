"""PowerShell functions with the real parameters of a Windows' commands, a module of them for each of Windows' modules.

Rule: what a function does is the same for all of them: it asks the model. A type that the engine does not have is
asked by its name, so that the pipeline binds a VM where a VM belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ..binding import Signature, signatures
from .table import Command, Parameter, Place, commands

#: Modules that a PowerShell brings itself; functions stand in for what it lacks of them, and for what the lab plays.
OWN: Final = "Microsoft.PowerShell."
#: The module of these functions: two modules cannot have one name.
BESIDE: Final = "SriovkitWindows"
_PLAIN = ("String", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Byte", "Boolean", "Guid", "DateTime", "TimeSpan")
_TYPES = {name: f"System.{name}" for name in (*_PLAIN, "Uri", "Version", "Object")}
_TYPES |= {"SwitchParameter": "switch", "PSObject": "psobject", "Collections.Hashtable": "hashtable"}
_TYPES |= {"Hashtable": "hashtable", "Collections.IDictionary": "System.Collections.IDictionary"}
_CIM = "Microsoft.Management.Infrastructure.CimInstance"
#: Types that are no object of the lab's: whatever is given is taken, and refused by the model as not played.
_LOOSE = ("CimSession", "PSCredential", "SecureString", "ScriptBlock", "Type", "StringCollection", "Nullable")
_FUNCTION = """function %s {
[CmdletBinding(%s)]param(
%s)
process {%s
$ErrorActionPreference = $PSCmdlet.SessionState.PSVariable.GetValue('ErrorActionPreference')
$told = SriovkitLab\\Get-LabAnswer $PSCmdlet $PSBoundParameters%s
$told.Output
foreach ($fault in $told.Errors) { $PSCmdlet.WriteError($fault) }
if ($null -ne $told.End) { $PSCmdlet.ThrowTerminatingError($told.End) }
} }
"""
#: Places that are not the registry's are those of the machine that runs PowerShell, and its own command's.
_ELSEWHERE = "\nif (-not (SriovkitLab\\Test-LabPlace $PSBoundParameters)) { %s\\%s @PSBoundParameters; return }"


def modules(release: str, absent: frozenset[str], own: frozenset[str]) -> dict[str, str]:
    """Module name -> PowerShell that defines its functions on a Windows.

    `absent` are modules that this host lacks, `own` the commands that the engine brings itself.
    """
    made: dict[str, list[str]] = {}
    for command in known().values():
        if release in command.releases and command.module not in absent:
            if not command.module.startswith(OWN):
                made.setdefault(command.module, []).append(function(command, release))
            elif command.name not in own or _played_beside(command):
                made.setdefault(BESIDE, []).append(function(command, release, command.name in own))
    return {module: "".join(texts) for module, texts in made.items()}


def _played_beside(command: Command) -> bool:
    """Whether the lab's comes before the engine's own: what it plays, and what would do something to this computer."""
    return command.name.lower() in signatures() or command.name.endswith("-Computer")


@cache
def known() -> Mapping[str, Command]:
    """The commands of the table, and those that the lab plays beside them."""
    return {**{s.command: _of_signature(s) for s in signatures().values()}, **commands()}


def function(command: Command, release: str, beside: bool = False) -> str:
    parameters = command.on(release)
    changes = any(p.name == "WhatIf" for p in parameters)
    binding = [f"DefaultParameterSetName = {_quoted(command.default_set)}"] if command.default_set else []
    binding += ["SupportsShouldProcess = $true"] if changes else []
    given = [p for p in parameters if not (changes and p.name in ("WhatIf", "Confirm"))]
    names = {p.name.lower() for p in parameters}
    head = ",\n".join(" ".join(_parameter(p, command.module, names)) for p in given)
    places = beside and any(p.name == "LiteralPath" for p in given)
    elsewhere = _ELSEWHERE % (command.module, command.name) if places else ""
    return _FUNCTION % (command.name, ", ".join(binding), head, elsewhere, " $true" if changes else "")


def _parameter(parameter: Parameter, module: str, names: set[str]) -> Iterator[str]:
    """`names` are those of all parameters; the pages list some of them as an alias too, which no engine takes."""
    yield from (_place(place) for place in parameter.places)
    aliases = [alias for alias in parameter.aliases if alias.lower() not in names]
    if aliases:
        yield f"[Alias({', '.join(map(_quoted, aliases))})]"
    if parameter.values:
        yield f"[ValidateSet({', '.join(map(_quoted, parameter.values))})]"
    yield f"{_type(parameter, module)}${{{parameter.name}}}"


def _place(place: Place) -> str:
    said = [] if place.set == "(All)" else [f"ParameterSetName = {_quoted(place.set)}"]
    said += ["Mandatory = $true"] if place.required else []
    said += [f"Position = {place.position}"] if place.position is not None else []
    said += ["ValueFromPipeline = $true"] if place.by_value else []
    said += ["ValueFromPipelineByPropertyName = $true"] if place.by_name else []
    return f"[Parameter({', '.join(said)})]"


def _type(parameter: Parameter, module: str) -> str:
    bare, array = parameter.type.removesuffix("[]"), "[]" if parameter.type.endswith("[]") else ""
    if bare in _TYPES:
        return f"[{_TYPES[bare]}{array}]"
    if parameter.values:
        return f"[string{array}]"
    if bare in ("CimInstance", _CIM):
        return f"[PSTypeName({_quoted(_CIM)})][object{array}]"
    if module == "Hyper-V" and bare.isidentifier() and bare not in _LOOSE:
        return f"[PSTypeName('Microsoft.HyperV.PowerShell.{bare}')][object{array}]"
    return f"[object{array}]"


def _of_signature(signature: Signature) -> Command:
    """A command that the lab plays and the table does not have; nothing of it comes from the pipeline."""
    releases = tuple(commands()["Get-NetAdapter"].releases)
    parameters = tuple(
        Parameter(p.name, p.type, tuple(Place(key, *at) for key, at in p.sets.items()), p.aliases, p.values)
        for p in signature.parameters.values()
    )
    return Command(signature.command, signature.module, signature.default_set, releases, parameters)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
