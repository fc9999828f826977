"""The host's JEA endpoint: it shows one command, the one that `sriovkit jea` writes, and those that every such one has.

Rule: the command's answer is the machine's, as the script's is. Of the eight that Windows lets such a session see,
Get-Command is played; the others say that they are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from psrpcore.types import PSCustomObject, PSString

from ..core.script import COMMAND, CONFIGURATION
from .answers import Enum
from .changes._change import fits, listed
from .clixml import enum_value
from .collecting import answer_text
from .machine import Machine
from .refusing import Refused, command_not_found, command_not_played, no_scripts
from .server.pipeline import Command, ErrorAnswer, PipelineAnswer

#: What a session of RestrictedRemoteServer sees whatever its role, each a function.
ALWAYS: Final = (
    *("Clear-Host", "Exit-PSSession", "Get-Command", "Get-FormatData", "Get-Help"),
    *("Measure-Object", "Out-Default", "Select-Object"),
)


def configurations(machine: Machine) -> tuple[str, ...]:
    """The session configurations that the role adds; 2012 and 2012 R2 are played without WMF 5.1, so they have none."""
    return (CONFIGURATION,) if machine.role and machine.windows.has("2016") else ()


def run(machine: Machine, command: Command) -> PipelineAnswer:
    """What the endpoint answers; raises Refused as PowerShell does for a session without language."""
    if command.is_script:
        raise Refused(no_scripts())
    if command.name.lower() == "get-command":
        return _visible(command.parameters)
    if command.name.lower() in (name.lower() for name in ALWAYS):
        raise Refused(command_not_played(command.name))
    if command.name.lower() != COMMAND.lower():
        raise Refused(command_not_found(command.name))
    if command.parameters:
        said = f"{COMMAND} takes no parameters."
        raise Refused(ErrorAnswer(said, "OperationStopped", said, said))
    # The role runs as a virtual account, which is an administrator whoever asks.
    return PipelineAnswer((PSString(answer_text(replace(machine, elevated=True), machine.role)),))


def _visible(given: Iterable[tuple[str | None, Any]]) -> PipelineAnswer:
    """What Get-Command shows, all or by name. Of a function's properties only these two are told."""
    wanted: list[str] = []
    for parameter, value in given:
        if parameter is not None and parameter.lower() != "name":
            raise Refused(command_not_played(f"Get-Command -{parameter}"))
        wanted += map(str, listed(value))
    there = sorted([COMMAND, *ALWAYS])
    shown = [name for name in there if not wanted or fits(name, wanted)]
    gone = [w for w in wanted if not set("*?[") & set(w) and not any(fits(name, [w]) for name in there)]
    function = enum_value(Enum("Function", 2))
    rows = tuple(PSCustomObject(CommandType=function, Name=PSString(name)) for name in shown)
    return PipelineAnswer(rows, tuple(_gone(name) for name in gone))


def _gone(name: str) -> ErrorAnswer:
    same = command_not_found(name)
    identity = f"{same.fully_qualified_error_id},Microsoft.PowerShell.Commands.GetCommandCommand"
    return replace(same, fully_qualified_error_id=identity, activity="Get-Command")
