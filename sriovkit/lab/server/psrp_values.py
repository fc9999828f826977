"""Values on their way between psrpcore and plain Python: pipelines coming in, error records going out.

Rule: pure conversion, no state.
"""

from __future__ import annotations

from typing import Any

from psrpcore.types import (
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorRecord,
    NETException,
    PSChar,
    PSObject,
    PSRPMessageType,
)

from .pipeline import Clixml, Command, ErrorAnswer, PipelineRequest

#: The messages of records that a real PowerShell wrote.
RECORDS = {
    "error": PSRPMessageType.ErrorRecord,
    "warning": PSRPMessageType.WarningRecord,
    "verbose": PSRPMessageType.VerboseRecord,
    "debug": PSRPMessageType.DebugRecord,
    "information": PSRPMessageType.InformationRecord,
}
_NUMBERS: tuple[type[int] | type[float], ...] = (int, float)


def written(value: Any) -> bytes:
    """What is CLIXML already, as bytes; nothing of any other value."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, Clixml) else b""


def plain(value: Any) -> Any:
    """psrpcore's own string, number, list and dictionary classes as Python's; anything else as it is."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if not isinstance(value, PSObject) or isinstance(value, PSChar):
        return value
    if isinstance(value, str):
        return "".join([value])  # str() would give PowerShell's ToString
    return next((kind(value) for kind in _NUMBERS if isinstance(value, kind)), value)


def pipeline_request(asked: Any, piped: list[Any]) -> PipelineRequest:
    """psrpcore's PowerShell object as our record."""
    commands = tuple(
        Command(
            name=plain(command.command_text),
            is_script=bool(command.is_script),
            parameters=tuple((plain(name), plain(value)) for name, value in command.parameters),
            ends_statement=bool(command.end_of_statement),
        )
        for command in asked.commands
    )
    return PipelineRequest(commands, tuple(plain(item) for item in piped))


def error_record(error: ErrorAnswer) -> ErrorRecord:
    """An error as PowerShell would send it; raises KeyError for a category PowerShell does not have."""
    exception = NETException(Message=error.message, HResult=-2146233087)
    names = exception.PSObject.type_names
    exception.PSObject.type_names = [error.exception, *(n for n in names if n != error.exception)]
    target = error.target
    return ErrorRecord(
        Exception=exception,
        CategoryInfo=ErrorCategoryInfo(
            Category=ErrorCategory[error.category],
            Activity=error.activity or None,
            Reason=error.exception.rpartition(".")[2],
            TargetName=None if target is None else str(target),
            TargetType=None if target is None else dotnet_name(target),
        ),
        TargetObject=target,
        FullyQualifiedErrorId=error.fully_qualified_error_id,
    )


def dotnet_name(target: Any) -> str:
    """The .NET type that PowerShell would name for a plain value."""
    names = {bool: "Boolean", str: "String", int: "Int32", float: "Double", dict: "Hashtable", list: "Object[]"}
    return names.get(type(target), "PSObject")
