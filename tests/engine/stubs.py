"""PowerShell functions that answer with the rows of a snapshot, as objects of the types that Windows gives.

Rule: the rows go in as the lab or a test states them and must come out of the collecting script unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sriovkit.core.cmdlets import CMDLETS, Prop

from . import pnp
from .tables import classes, function, has, quoted

Row = Mapping[str, Any]

#: The CIM class behind each section; the Hyper-V commands give .NET objects of their own (facts: state.md 1, 2, 7).
CLASSES = {
    "Get-NetAdapter": "MSFT_NetAdapter",
    "Get-NetAdapterAdvancedProperty": "MSFT_NetAdapterAdvancedPropertySettingData",
    "Get-NetAdapterHardwareInfo": "MSFT_NetAdapterHardwareInfoSettingData",
    "Get-NetAdapterSriov": "MSFT_NetAdapterSriovSettingData",
    "Get-NetAdapterSriovVf": "MSFT_NetAdapterSriovVfSettingData",
    "Get-NetLbfoTeam": "MSFT_NetLbfoTeam",
    "Get-NetLbfoTeamMember": "MSFT_NetLbfoTeamMember",
    "Win32_ComputerSystem": "Win32_ComputerSystem",
    "Win32_OperatingSystem": "Win32_OperatingSystem",
    "Win32_Processor": "Win32_Processor",
}
_EMBEDDED = {"HardwareCapabilities": "MSFT_NetAdapterSriovCapabilities"}
_EMBEDDED["CurrentCapabilities"] = _EMBEDDED["HardwareCapabilities"]
_NUMBERS = {"uint8": "byte", "real32": "single", "sint16": "int16", "sint64": "int64", "unit16": "uint16"}
_NUMBERS.update((name, name) for name in ("uint16", "uint32", "uint64"))
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HKLM = "$LiteralPath -and ([string]$LiteralPath).StartsWith('HKLM:')"


def functions(sections: Mapping[str, Mapping[str, Any]], windows: str = "2019") -> str:
    """PowerShell that defines every command the collecting script asks, answering with these sections.

    A section that is absent, or failed with CommandNotFoundException and no message, is a command that does not exist.
    """
    devices = sections.get(pnp.SECTION)
    told = {name: section for name, section in sections.items() if name != pnp.SECTION and not _missing(section)}
    bodies = {name: body(name, section) for name, section in told.items()}
    cim = {name: text for name, text in bodies.items() if name.startswith("Win32_")}
    made = [enums(sections)]
    if cim:
        cases = "\n".join(f"{quoted(name)} {{\n{text}\n}}" for name, text in cim.items())
        made.append(function("Get-CimInstance", f"switch ($ClassName) {{\n{cases}\n}}", windows))
    made += [function(n, text, windows) for n, text in bodies.items() if n.startswith("Get-") and has(n, windows)]
    override = sections.get("IOVEnableOverride")
    made += [pci_devices(devices)] if devices and not _missing(devices) else []
    return "\n".join(made + (registry(override, windows) if override else []))


def body(name: str, section: Mapping[str, Any]) -> str:
    """What such a function does: give the rows, then fail if the section did."""
    lines = [host_object(name, row) for row in section.get("rows") or ()]
    return "\n".join(lines + ([failure(section["error"])] if section.get("error") else []))


def pci_devices(section: Mapping[str, Any], form: str = pnp.AS_ASKED) -> str:
    """The two functions that tell the PCI devices of these rows."""
    props = {p.name: p for p in CMDLETS[pnp.SECTION].record.PROPS}
    rows = [
        {
            key: literal(value, props[key], pnp.SECTION, "uint32" if props[key].values else "")
            for key, value in row.items()
        }
        for row in section.get("rows") or ()
    ]
    return pnp.functions(rows, failure(section["error"]) if section.get("error") else "", form)


def failure(error: Mapping[str, Any]) -> str:
    """PowerShell that throws an error with this id, category and message."""
    words = f"[System.Exception]::new({quoted(error.get('message') or '')})"
    made = f"{words}, {quoted(error.get('id') or '')}, {quoted(error.get('category') or 'NotSpecified')}, $null"
    return f"throw [System.Management.Automation.ErrorRecord]::new({made})"


def registry(section: Mapping[str, Any], windows: str) -> list[str]:
    """Test-Path and Get-ItemProperty with these values under HKLM:, and with the real ones everywhere else."""
    lines = [
        f"if ($LiteralPath -eq {quoted(row['Place'])}) {{ return [pscustomobject]@{{ "
        f"IOVEnableOverride = [int]{row['IOVEnableOverride']}; PSPath = 'Registry'; Other = 1 }} }}"
        for row in section.get("rows") or ()
    ]
    fails = failure(section["error"]) if section.get("error") else ""
    elsewhere = "Microsoft.PowerShell.Management\\{} @PSBoundParameters"
    answers = {"Test-Path": "return $true", "Get-ItemProperty": "\n".join([*lines, "[pscustomobject]@{ Other = 1 }"])}
    return [
        function(name, f"if ({_HKLM}) {{\n{fails}\n{text}\n}} else {{ {elsewhere.format(name)} }}", windows)
        for name, text in answers.items()
    ]


def host_object(name: str, row: Row) -> str:
    """A PowerShell object with the properties of a row, and one more that no version of the script knows."""
    props = {p.name: p for p in CMDLETS[name].record.PROPS}
    tree: dict[str, Any] = {}
    for key, value in row.items():
        outer, _, inner = key.rpartition(".")
        text = literal(value, props[key], name, cim_type(name, key))
        tree.setdefault(outer, {})[inner] = text
    parts = [f"{key} = {text}" for key, text in tree.pop("", {}).items()]
    for outer, inner in tree.items():
        empty = all(text == "$null" for text in inner.values())
        made = "; ".join(f"{key} = {text}" for key, text in inner.items())
        parts.append(f"{outer} = " + ("$null" if empty else f"[pscustomobject]@{{ {made} }}"))
    return f"[pscustomobject]@{{ {'; '.join([*parts, 'SriovkitOfTomorrow = 1'])} }}"


def cim_type(name: str, key: str) -> str:
    """The CIM type of a property ("uint32", "string" ...), "" where it is none of CIM's."""
    outer, _, inner = key.rpartition(".")
    known = classes().get(_EMBEDDED.get(outer, "") or CLASSES.get(name, ""), {})
    return next((str(p["type"]) for k, p in known.items() if k.lower() == inner.lower()), "")


def literal(value: Any, prop: Prop, name: str, cim: str) -> str:
    """A row's value as PowerShell of the .NET type that Windows gives for it."""
    if value is None:
        return "$null"
    if prop.kind in _LISTS:
        items = [literal(item, _one(prop), name, cim) for item in value]
        return f"[{_LISTS[prop.kind](prop, name, value)}[]]@({', '.join(items)})"
    return _MAKE[prop.kind](value, prop, name, cim)


def enums(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Definitions of the enums that these rows need, with all their words."""
    made: dict[str, dict[str, int]] = {}
    for name, section in sections.items():
        for prop in CMDLETS[name].record.PROPS:
            for row in section.get("rows") or ():
                seen = row.get(prop.name)
                for item in seen if isinstance(seen, list) else [seen]:
                    if prop.kind in ("enum", "enums") and _real(item):
                        words = made.setdefault(_enum(prop, name), {w: n for n, w in prop.values.items()})
                        words[item["word"]] = item["number"]
    return "\n".join(
        f"enum {enum} {{ " + "; ".join(f"{w} = {n}" for w, n in words.items()) + " }" for enum, words in made.items()
    )


def _missing(section: Mapping[str, Any]) -> bool:
    error = section.get("error") or {}
    return bool(error) and error.get("id") == "CommandNotFoundException" and not error.get("message")


def _real(item: Any) -> bool:
    return isinstance(item, Mapping) and bool(item.get("word")) and item.get("number") is not None


def _enum(prop: Prop, name: str) -> str:
    return "Stub" + re.sub(r"\W", "", name + prop.name)


def _one(prop: Prop) -> Prop:
    return Prop(prop.name, prop.meaning, kind=prop.kind.removesuffix("s"), values=prop.values)


def _make_enum(value: Any, prop: Prop, name: str, cim: str) -> str:
    if _real(value):
        return f"[{_enum(prop, name)}]::{value['word']}"
    if value.get("number") is not None:
        return f"[{_NUMBERS.get(cim, 'int')}]{value['number']}"
    return quoted(value["word"])


def _make_int(value: Any, _: Prop, __: str, cim: str) -> str:
    plain = "int" if abs(int(value)) < 2**31 else "int64" if abs(int(value)) < 2**63 else "uint64"
    return f"[{_NUMBERS.get(cim, plain)}]'{int(value)}'"


def _make_text(value: Any, _: Prop, __: str, cim: str) -> str:
    if cim in _NUMBERS and str(value).isdigit():
        return f"[{_NUMBERS[cim]}]'{value}'"
    return quoted(str(value))


def _make_guid(value: Any, _: Prop, __: str, cim: str) -> str:
    return f"[guid]'{value}'" if cim != "string" and _GUID.fullmatch(value) else quoted(value)


def _make_date(value: Any, *_: Any) -> str:
    # Windows gives dates in the time zone of the host.
    style = "[System.Globalization.DateTimeStyles]::RoundtripKind"
    if not str(value).endswith("Z"):
        return quoted(str(value))
    return f"[datetime]::Parse('{value}', [cultureinfo]::InvariantCulture, {style}).ToLocalTime()"


def _enums_type(prop: Prop, name: str, value: Iterable[Any]) -> str:
    return _enum(prop, name) if all(map(_real, value)) and value else "object"


_MAKE: dict[str, Callable[[Any, Prop, str, str], str]] = {
    "bool": lambda value, *_: "$true" if value else "$false",
    "present": lambda value, *_: "[pscustomobject]@{ FunctionId = 0 }" if value else "$null",
    "int": _make_int,
    "text": _make_text,
    "guid": _make_guid,
    "date": _make_date,
    "enum": _make_enum,
}
_LISTS: dict[str, Callable[[Prop, str, Any], str]] = {
    "texts": lambda *_: "string",
    "ints": lambda *_: "uint32",
    "guids": lambda *_: "guid",
    "enums": _enums_type,
}
