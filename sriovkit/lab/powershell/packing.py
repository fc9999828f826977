"""Makes commands.json of the command tables: `python -m sriovkit.lab.powershell.packing FOLDER`.

Rule: what the tables say is kept, but for what no Windows has; a parameter that several commands share is written once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .table import FILE, POWERSHELL

#: First line of the file.
_ABOUT = (
    "Commands of Windows Server and their parameters, packed by packing.py out of tables that were read out of "
    "Microsoft's reference pages; sources names repository, commit and folder of each module's pages."
)
_PIPELINE = {"ByValue": "v", "ByPropertyName": "n", "ByPropertyName, ByValue": "nv"}


def packed(tables: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The content of commands.json: parameters, and the commands of each module with the numbers of theirs."""
    known: dict[str, int] = {}
    modules = {}
    for table in tables:
        commands = {
            name: _command(table, raw, known) for name, raw in table["cmdlets"].items() if _releases(table, raw)
        }
        if commands:
            modules[table["module"]] = {"sources": table["sources"], "commands": commands}
    return {"about": _ABOUT, "parameters": [json.loads(text) for text in known], "modules": modules}


def written(content: Mapping[str, Any]) -> str:
    """The file: a line for each parameter and each command, so that a change shows as one."""
    parameters = ",\n".join(_line(p) for p in content["parameters"])
    modules = ",\n".join(_module(name, module) for name, module in content["modules"].items())
    return f'{{"about": {_line(content["about"])},\n"parameters": [\n{parameters}\n],\n"modules": {{\n{modules}\n}}}}\n'


def _module(name: str, module: Mapping[str, Any]) -> str:
    commands = ",\n".join(f"{_line(key)}: {_line(value)}" for key, value in module["commands"].items())
    return f'{_line(name)}: {{"sources": {_line(module["sources"])}, "commands": {{\n{commands}\n}}}}'


def _command(table: Mapping[str, Any], raw: Mapping[str, Any], known: dict[str, int]) -> list[Any]:
    """[default set, Windows that have it, numbers of its parameters, types of its output]."""
    releases = _releases(table, raw)
    numbers = []
    for name, parameter in raw["parameters"].items():
        own = [r for r in releases if r in _named(table, parameter.get("in", raw["in"]))]
        if own:
            text = _line(_parameter(name, parameter, "" if own == releases else " ".join(own)))
            numbers.append(known.setdefault(text, len(known)))
    default = raw.get("default_set", "")
    return ["" if default == "(All)" else default, " ".join(releases), numbers, raw.get("outputs") or []]


def _parameter(name: str, raw: Mapping[str, Any], releases: str) -> list[Any]:
    """[name, type, sets, aliases, values, Windows]; what is empty at the end is left out."""
    sets = ";".join(_set(key, place) for key, place in raw["sets"].items())
    told = [name, raw["type"], sets, raw.get("aliases") or [], [str(v) for v in raw.get("values") or []], releases]
    while not told[-1]:
        told.pop()
    return told


def _set(name: str, place: Mapping[str, Any]) -> str:
    """`Name!@0=nv`: required, at position 0, from the pipeline by property name and by value."""
    text = name + ("!" if place.get("required") else "")
    text += f"@{place['position']}" if isinstance(place.get("position"), int) else ""
    return text + (f"={_PIPELINE[place['pipeline']]}" if place.get("pipeline") in _PIPELINE else "")


def _releases(table: Mapping[str, Any], raw: Mapping[str, Any]) -> list[str]:
    return [release for release in POWERSHELL if release in _named(table, raw["in"])]


def _named(table: Mapping[str, Any], versions: list[str]) -> Iterator[str]:
    """Windows of a list that names Windows, or the PowerShell that came with them."""
    by_powershell = not set(table["versions"]) & set(POWERSHELL)
    yield from (r for r, powershell in POWERSHELL.items() if (powershell if by_powershell else r) in versions)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def main(folder: str) -> None:
    tables = [json.loads(file.read_text("utf-8")) for file in sorted(Path(folder).glob("*.json"))]
    Path(__file__).with_name(FILE).write_text(written(packed(tables)), "ascii", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
