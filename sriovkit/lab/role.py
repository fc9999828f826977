"""The host's JEA endpoint: one command, the one that `sriovkit jea` writes, and nothing else.

Rule: its answer is the machine's, as the script's is. What Windows lets such a session see beside it (Get-Command,
Select-Object and six more) is not played.
"""

from __future__ import annotations

from dataclasses import replace

from psrpcore.types import PSString

from ..core.script import COMMAND, CONFIGURATION
from .collecting import answer_text
from .machine import Machine
from .refusing import Refused, command_not_found, no_scripts
from .server.pipeline import Command, ErrorAnswer, PipelineAnswer


def configurations(machine: Machine) -> tuple[str, ...]:
    """The session configurations that the role adds; 2012 and 2012 R2 are played without WMF 5.1, so they have none."""
    return (CONFIGURATION,) if machine.role and machine.windows.has("2016") else ()


def run(machine: Machine, command: Command) -> PipelineAnswer:
    """What the endpoint answers; raises Refused as PowerShell does for a session without language."""
    if command.is_script:
        raise Refused(no_scripts())
    if command.name.lower() != COMMAND.lower():
        raise Refused(command_not_found(command.name))
    if command.parameters:
        said = f"{COMMAND} takes no parameters."
        raise Refused(ErrorAnswer(said, "OperationStopped", said, said))
    # The role runs as a virtual account, which is an administrator whoever asks.
    return PipelineAnswer((PSString(answer_text(replace(machine, elevated=True), machine.role)),))
