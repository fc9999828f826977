"""Script text that is one command with literal arguments, read as that command; any other text is none.

Rule: what PowerShell would join, look up or run within it (variables, pipes, sub-expressions, a second statement) is
not read at all, and nothing of the text is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .binding import Parameter, Signature, named, signatures
from .machine import Machine
from .refusing import Refused, binding
from .server.pipeline import Command

#: What Ansible's psrp connection puts behind a raw command. No program was run, so there is no other exit code.
_ENDING: Final = re.compile(r"\s*\n\s*exit \$LASTEXITCODE\s*\Z")
_NAME: Final = re.compile(r"(?:[A-Za-z][\w.-]*\\)?[A-Za-z]\w*-[A-Za-z]\w*(?=\s|\Z)")
# PowerShell takes curved quotes for straight ones; they are not read here.
_SINGLE: Final = r"'(?:[^'\u2018-\u201b\r\n]|'')*'"
_DOUBLE: Final = r'"[^"`$\u201c-\u201e\r\n]*"'
_VALUE: Final = rf"{_SINGLE}|{_DOUBLE}|\$(?i:true|false|null)|-?\d+|(?:[^\W\d]|\*)[\w.:\\/*?-]*"
_LIST: Final = rf"(?:{_VALUE})(?:[ \t]*,[ \t]*(?:{_VALUE}))*"
_ARGUMENT: Final = re.compile(
    rf"[ \t]+(?:-(?P<parameter>[A-Za-z]\w*)(?::[ \t]*(?P<tied>{_LIST}))?|(?P<value>{_LIST}))(?=[ \t]|\Z)"
)
_CONSTANTS: Final = {"$true": True, "$false": False, "$null": None}
_COMMON_SWITCHES: Final = ("verbose", "debug")
_DOTNET: Final = ("String", "Boolean", "Guid", "Int32", "Int64", "UInt32", "UInt64")


def one_command(machine: Machine, text: str) -> Command | None:
    """The command that a text is, None for every other text; raises Refused as PowerShell does while it binds."""
    line = _ENDING.sub("", text).strip()
    name = _NAME.match(line)
    arguments = name and _arguments(line[name.end() :])
    if name is None or arguments is None:
        return None
    signature = signatures().get(name[0].rpartition("\\")[2].lower())
    return Command(name[0], parameters=tuple(_given(machine, signature, arguments)))


def _arguments(text: str) -> list[re.Match[str]] | None:
    """The arguments behind a command's name; None where something else stands among them."""
    found: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        if (argument := _ARGUMENT.match(text, at)) is None:
            return None
        found.append(argument)
        at = argument.end()
    return found


def _given(
    machine: Machine, signature: Signature | None, arguments: list[re.Match[str]]
) -> Iterator[tuple[str | None, Any]]:
    rest = iter(arguments)
    for argument in rest:
        name, tied = argument["parameter"], argument["tied"]
        if name is None:
            yield None, _value(argument["value"])
        elif tied:
            yield name, _value(tied)
        else:
            yield name, signature is None or _own_value(machine, signature, name, rest)


def _own_value(machine: Machine, signature: Signature, name: str, rest: Iterator[re.Match[str]]) -> Any:
    """What belongs to a parameter: True for a switch, else the argument behind it."""
    parameter = named(machine, signature, name)
    if parameter.type == "SwitchParameter" if parameter else name.lower() in _COMMON_SWITCHES:
        return True
    argument = next(rest, None)
    if argument is None or argument["value"] is None:
        raise _missing(signature, parameter, name)
    return _value(argument["value"])


def _missing(signature: Signature, parameter: Parameter | None, name: str) -> Refused:
    name, kind = (parameter.name, parameter.type) if parameter else (name, "String")
    said = (
        f"Missing an argument for parameter '{name}'. "
        f"Specify a parameter of type '{'System.' if kind.removesuffix('[]') in _DOTNET else ''}{kind}' and try again."
    )
    return binding(signature.command, signature.implementation, "MissingArgument", said)


def _value(text: str) -> Any:
    values = [_one(found[0]) for found in re.finditer(_VALUE, text)]
    return values if len(values) > 1 else values[0]


def _one(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return text[1:-1]
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    return int(text) if text.isascii() and text.isdigit() else text  # with a sign it is text, as PowerShell reads it
