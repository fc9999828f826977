"""Error records as PowerShell would write them for commands and parameters that are not there.

Rule: PowerShell's own sentences are those of its public source, in English, for no other form is known here; what
Hyper-V's commands say is not known, so the lab says it in words of its own.
"""

from __future__ import annotations

from .answers import CommandMissing
from .server.pipeline import ErrorAnswer

_BINDING = "System.Management.Automation.ParameterBindingException"


class Refused(Exception):
    """Ends a pipeline with an error record."""

    def __init__(self, error: ErrorAnswer) -> None:
        super().__init__(error.message)
        self.error = error


def command_not_found(name: str) -> ErrorAnswer:
    return ErrorAnswer(
        CommandMissing(name).message,
        "ObjectNotFound",
        "CommandNotFoundException",
        target=name,
        exception="System.Management.Automation.CommandNotFoundException",
    )


def no_scripts() -> ErrorAnswer:
    """Script text sent to a session without language."""
    return ErrorAnswer(
        "The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.",
        "ParserError",
        "ScriptsNotAllowed",
        exception="System.Management.Automation.ParseException",
    )


def binding(command: str, implementation: str, code: str, message: str) -> Refused:
    """A parameter error: `code` is the first half of its identity, the implementing class or function the second."""
    return Refused(ErrorAnswer(message, "InvalidArgument", f"{code},{implementation}", None, _BINDING, command))


def command_not_played(command: str) -> ErrorAnswer:
    """A command that this Windows has, and the model does not play."""
    return ErrorAnswer(f"The lab does not play {command}.", "NotImplemented", "LabNotPlayed", None, activity=command)


def not_played(command: str, parameter: str) -> Refused:
    message = f"The lab does not play -{parameter} of {command}."
    return Refused(ErrorAnswer(message, "NotImplemented", "LabNotPlayed", None, activity=command))


def nothing_found(command: str, implementation: str, cim_class: str, name: str, value: object) -> ErrorAnswer:
    """Asked for by a name without wildcards, and not there: a non-terminating error."""
    if cim_class:
        said = f"No {cim_class} objects found with property '{name}' equal to '{value}'."
        message = f"{said}  Verify the value of the property and retry."
        return ErrorAnswer(
            message, "ObjectNotFound", f"CmdletizationQuery_NotFound_{name},{command}", value, activity=command
        )
    message = f"{command} found nothing with {name} '{value}' on this host (the lab's words)."
    return ErrorAnswer(message, "InvalidArgument", f"InvalidParameter,{implementation}", value, activity=command)


def path_not_found(command: str, path: str) -> ErrorAnswer:
    message = f"Cannot find path '{path}' because it does not exist."
    identity = "PathNotFound,Microsoft.PowerShell.Commands.GetItemPropertyCommand"
    return ErrorAnswer(message, "ObjectNotFound", identity, path, activity=command)


def property_not_found(command: str, path: str, name: str) -> ErrorAnswer:
    message = f"Property {name} does not exist at path {path}."
    kind = "System.Management.Automation.PSArgumentException"
    identity = f"{kind},Microsoft.PowerShell.Commands.{command.replace('-', '')}Command"
    return ErrorAnswer(message, "InvalidArgument", identity, path, kind, command)


def cluster_down(command: str) -> ErrorAnswer:
    """What the cluster's commands say in words is not known."""
    said = "The cluster service does not run on this host (the lab's words)"
    return ErrorAnswer(said, "ConnectionError", f"OperationFailed,{command}", None, activity=command)
