"""The command and class tables of tests/data, and PowerShell functions with the real parameters of a command.

Rule: what the tables say is taken as it is; only types that the engine does not have become strings or objects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
#: Windows Server and the Windows PowerShell that came with it.
RELEASES = {"2012": "3.0", "2012R2": "4.0", "2016": "5.1", "2019": "5.1", "2022": "5.1", "2025": "5.1"}

_TYPES = {"SwitchParameter": "switch", "PSCredential": "pscredential", "Collections.Hashtable": "hashtable"}
_PLAIN = ("String", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Byte", "Boolean", "Guid", "DateTime", "TimeSpan")
_TYPES.update((name, f"System.{name}") for name in (*_PLAIN, "Uri", "Version", "Object"))

_FUNCTION = """function global:%s {
    [CmdletBinding(%s)]
    param(
%s
    )
    end {
%s
    }
}
"""


@cache
def commands() -> Mapping[str, Mapping[str, Any]]:
    """Every command of the tables by name, each with its `module` and the `versions` that its module lists."""
    made: dict[str, Mapping[str, Any]] = {}
    for file in sorted((DATA / "cmdlets").glob("*.json")):
        table = json.loads(file.read_text(encoding="utf-8"))
        more = {"module": table["module"], "versions": table["versions"]}
        made.update((name, {**command, **more}) for name, command in table["cmdlets"].items())
    return made


@cache
def classes() -> Mapping[str, Mapping[str, Any]]:
    """CIM classes by name; each maps property names to type, array and values."""
    found = json.loads((DATA / "classes.json").read_text(encoding="utf-8"))["classes"]
    return {name: made["properties"] for name, made in found.items()}


def has(name: str, windows: str) -> bool:
    """Whether that Windows has the command."""
    command = commands()[name]
    return _release(command, windows) in command["in"]


def function(name: str, body: str, windows: str) -> str:
    """PowerShell that defines `name` with the parameters it has on that Windows, and with this body."""
    command = commands()[name]
    release = _release(command, windows)
    known = {n: p for n, p in command["parameters"].items() if release in p.get("in", command["in"])}
    given = {n: p for n, p in known.items() if n not in ("WhatIf", "Confirm")}
    default = command.get("default_set", "")
    binding = [f"DefaultParameterSetName = {quoted(default)}"] if default and default != "(All)" else []
    binding += ["SupportsShouldProcess = $true"] if "WhatIf" in known else []
    head = ",\n".join("        " + " ".join(_parameter(n, p)) for n, p in given.items())
    return _FUNCTION % (name, ", ".join(binding), head, body)


def _release(command: Mapping[str, Any], windows: str) -> str:
    return windows if windows in command["versions"] else RELEASES[windows]


def _parameter(name: str, parameter: Mapping[str, Any]) -> Iterator[str]:
    for set_name, place in parameter["sets"].items():
        said = [] if set_name == "(All)" else [f"ParameterSetName = {quoted(set_name)}"]
        said += ["Mandatory = $true"] if place.get("required") else []
        said += [f"Position = {place['position']}"] if isinstance(place.get("position"), int) else []
        said += ["ValueFromPipeline = $true"] if "ByValue" in place.get("pipeline", "") else []
        said += ["ValueFromPipelineByPropertyName = $true"] if "ByPropertyName" in place.get("pipeline", "") else []
        yield f"[Parameter({', '.join(said)})]"
    if parameter.get("aliases"):
        yield f"[Alias({', '.join(map(quoted, parameter['aliases']))})]"
    if parameter.get("values"):
        yield f"[ValidateSet({', '.join(quoted(str(v)) for v in parameter['values'])})]"
    yield f"[{_type(parameter)}]${{{name}}}"


def _type(parameter: Mapping[str, Any]) -> str:
    name = parameter["type"]
    bare, array = name.removesuffix("[]"), "[]" if name.endswith("[]") else ""
    return _TYPES.get(bare, "string" if parameter.get("values") else "object") + array


def quoted(text: str) -> str:
    """`text` as a PowerShell string, whatever is in it."""
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    codes = ",".join(str(int.from_bytes(pair, "little")) for pair in _pairs(text.encode("utf-16-le", "surrogatepass")))
    return f"([string]::new([char[]]({codes})))" if codes else "''"


def _pairs(data: bytes) -> Iterator[bytes]:
    return (data[i : i + 2] for i in range(0, len(data), 2))
