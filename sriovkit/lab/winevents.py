"""Get-WinEvent: the entries that the lab writes, chosen by log, provider, number and time.

Rule: of the logs only System is played, and of its providers one; a log that the lab does not play says so. The
sentences of errors are those of PowerShell's public source.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from .clixml import custom_object
from .events import LOG, PROVIDER, SINCE, entries
from .machine import Machine
from .refusing import Refused, binding, not_played
from .server.pipeline import ErrorAnswer, PipelineAnswer

_COMMAND: Final = "Get-WinEvent"
_CLASS: Final = "Microsoft.PowerShell.Commands.GetWinEventCommand"
#: Keys of -FilterHashtable that are played.
_KEYS: Final = ("LogName", "ProviderName", "Id", "StartTime", "EndTime")
#: Logs that a Hyper-V host has beside System; what stands in them is not played.
_LOGS: Final = ("Application", "Security", "Setup", "Microsoft-Windows-Hyper-V-*")


def read(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    """The newest first, or the oldest with -Oldest; none is an error, as in life."""
    found: list[dict[str, Any]] = []
    for asked in _asked(bound):
        found += [row for row in _rows(machine, asked) if row not in found]
    found.sort(key=lambda row: row["RecordId"], reverse=not bound.get("Oldest"))
    chosen = found[: _most(bound, len(found))]
    if not chosen:
        said = "No events were found that match the specified selection criteria."
        return PipelineAnswer(errors=(_error(said, "NoMatchingEventsFound", None),))
    return PipelineAnswer(tuple(custom_object(_COMMAND, row) for row in chosen))


def _most(bound: Mapping[str, Any], there: int) -> int:
    most = int(bound.get("MaxEvents", there or 1))
    if most < 1:
        said = f"Cannot validate argument on parameter 'MaxEvents': {most} is less than 1 (the lab's words)."
        raise binding(_COMMAND, _CLASS, "ParameterArgumentValidationError", said)
    return most


def _asked(bound: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """One table of wishes for each query: keys as in -FilterHashtable, in lists."""
    tables = bound.get("FilterHashtable") or [{k: bound[k] for k in ("LogName", "ProviderName") if k in bound}]
    for table in tables:
        known = {key.lower(): key for key in _KEYS}
        for key in table:
            if str(key).lower() not in known:
                raise not_played(_COMMAND, f"FilterHashtable {key}")
        asked = {known[str(key).lower()]: value for key, value in table.items()}
        yield {key: value if isinstance(value, list | tuple) else [value] for key, value in asked.items()}


def _rows(machine: Machine, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    logs = [str(name) for name in asked.get("LogName") or [LOG]]
    if not any(_is(LOG, name) for name in logs):
        raise _elsewhere(logs[0])
    providers = [str(name) for name in asked.get("ProviderName") or ["*"]]
    if not machine.windows.has(SINCE) or not any(_is(PROVIDER, name) for name in providers):
        return []
    return [row for row in entries(machine) if _passes(row, asked)]


def _passes(row: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    after = [_when(value) for value in asked.get("StartTime", ())]
    before = [_when(value) for value in asked.get("EndTime", ())]
    numbers = [str(value) for value in asked.get("Id", [row["Id"]])]
    at = row["TimeCreated"]
    return str(row["Id"]) in numbers and all(at >= one for one in after) and all(at <= one for one in before)


def _when(value: Any) -> datetime:
    """A moment however it came; without an offset it is the host's clock, which keeps UTC."""
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value))
        except ValueError:
            raise not_played(_COMMAND, f"FilterHashtable time {value}") from None
    moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment


def _is(name: str, wanted: str) -> bool:
    return fnmatch.fnmatchcase(name.lower(), wanted.lower())


def _elsewhere(log: str) -> Refused:
    if any(_is(log, pattern) for pattern in _LOGS):
        return not_played(_COMMAND, f"LogName {log}")
    said = f'There is not an event log on the localhost computer that matches "{log}".'
    return Refused(_error(said, "NoMatchingLogsFound", log))


def _error(said: str, code: str, target: str | None) -> ErrorAnswer:
    return ErrorAnswer(said, "ObjectNotFound", f"{code},{_CLASS}", target, "System.Exception", _COMMAND)
