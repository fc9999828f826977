"""A Windows guest's events of Microsoft-Windows-Hyper-V-Netvsc, as Get-WinEvent prints them, and their exact causes.

Rule: the newest event that tells something decides; a general sentence counts only inside such an event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from ... import catalogue
from ..lists import property_on, read_list
from ..sentences import fold
from ..shape import Found, Notes
from .guests import Guest, Guests
from .shells import Block

PROVIDER = "Microsoft-Windows-Hyper-V-Netvsc"
_LONGEST = 2000
#: 39 tells why binding failed, the others what became of the VF and the data path.
_EVENTS = (39, *range(50, 61))
_REASON = re.compile(r"failureReason\W{1,6}([0-9])(?![0-9])", re.IGNORECASE)
_ACTIVE = re.compile(r"VmDataPathActive\W{1,6}(true|false|[01])\b", re.IGNORECASE)
_HEAD = re.compile(rf"\s{{0,8}}ProviderName\s?: {PROVIDER}\s{{0,8}}")
_ROW = re.compile(r"\s{0,4}(\d\S{0,20}(?: \S{1,12}){0,2}?) {1,20}(39|5\d|60) {1,4}(\S{1,20}) {1,10}(\S.{0,1500})")
_TIMES = ("%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


@dataclass
class _Event:
    number: int
    said: str
    line: int
    when: str = ""
    record: int = 0
    computer: str = ""


def read(block: Block, guests: Guests, notes: Notes) -> set[int]:
    """Read the events and causes in a block; the places of the lines that were read."""
    taken: set[int] = set()
    found = [*_listed(block, taken), *_tabled(block, taken)]
    for computer in dict.fromkeys(e.computer for e in found):
        _learn(block, guests.of(block.vm, computer), [e for e in found if e.computer == computer], notes)
    if not found:
        _bare(block, guests, taken)
    return taken


def _listed(block: Block, taken: set[int]) -> Iterator[_Event]:
    """Events of Format-List: a block of which the provider's name stands in a record or in the command."""
    lines = [line for _, line in block.lines]
    asked = PROVIDER.lower() in block.text.lower()
    if not asked and not any(PROVIDER in line.text[:_LONGEST] for line in lines):
        return
    at = 0
    while at < len(lines):
        if lines[at].blank or _HEAD.fullmatch(lines[at].text[:200]) or property_on(lines[at].text) is None:
            at += 1
            continue
        records, end = read_list(lines, at)
        starts = [record.line for record in records]
        for record, start, stop in zip(records, starts, [*starts[1:], 0], strict=True):
            event = _event(record, asked)
            if event:
                yield event
                taken |= _places(block, at, end, start, stop)
        at = max(end, at + 1)


def _places(block: Block, at: int, end: int, start: int, stop: int) -> set[int]:
    """The places of a record: the lines numbered `start` up to before `stop`, or to the end where that is 0."""
    part = block.lines
    first = bisect_left(part, start, at, end, key=lambda pair: pair[1].number)
    last = bisect_left(part, stop, at, end, key=lambda pair: pair[1].number) if stop else end
    return {place for place, _ in part[first:last]}


def _event(record: Found, asked: bool) -> _Event | None:
    told = {f.name.lower(): f.value.strip() for f in record.fields}
    number = told.get("id") or told.get("eventid") or ""
    source = told.get("providername") or told.get("source") or (PROVIDER if asked else "")
    if source.lower() != PROVIDER.lower() or not number.isdecimal() or len(number) > 5 or int(number) not in _EVENTS:
        return None
    which = told.get("recordid", "")
    place = int(which) if which.isdecimal() and len(which) < 19 else 0
    said = " ".join(told.get(name, "") for name in ("message", "properties"))
    return _Event(int(number), said, record.line, told.get("timecreated", ""), place, told.get("machinename", ""))


def _tabled(block: Block, taken: set[int]) -> Iterator[_Event]:
    """Events of the default table, under the line that names their provider."""
    within = False
    for at, line in block.lines:
        text = line.text[:_LONGEST]
        if text.lstrip().startswith("ProviderName"):
            within = bool(_HEAD.fullmatch(text))
            taken |= {at} if within else set()
        row = _ROW.fullmatch(text) if within and at not in taken else None
        if row:
            taken.add(at)
            yield _Event(int(row[2]), row[4], line.number, row[1])
        elif within and (text.startswith(("TimeCreated", "-----------"))):
            taken.add(at)


def _learn(block: Block, guest: Guest, found: Sequence[_Event], notes: Notes) -> None:
    """The newest event that names a cause, or says whether the VF carries the data, decides."""
    told = guest.windows
    told["ComputerName"] = guest.computer or (block.computer if block.kind == "console" else "") or None
    told["Events"] = list(dict.fromkeys([*told.get("Events", []), *(e.number for e in found)]))
    for event in _newest_first(found, block):
        failure, active = _failure(event.said), _ACTIVE.search(event.said)
        if event.number == 39 and failure is None:
            notes.add("guest-event-cut", event.line, event=event.number)
            continue
        if failure is not None:
            told["VfFailure"] = failure
        elif active:
            told["VfPresent"] = True if active[1].lower() in ("true", "1") else told.get("VfPresent")
            told["DataPathOnVf"] = active[1].lower() in ("true", "1")
        if failure is not None or active:
            return


def _newest_first(found: Sequence[_Event], block: Block) -> list[_Event]:
    """By record number, else by time, else as Get-WinEvent lists them: the newest first unless -Oldest was asked."""
    if all(e.record for e in found):
        return sorted(found, key=lambda e: -e.record)
    times = [_time(e.when) for e in found]
    known = [t for t in times if t is not None]
    if len(known) == len(found):
        ranked = sorted(zip(known, range(len(found)), found, strict=True), key=lambda r: (-r[0].timestamp(), r[1]))
        return [event for _, _, event in ranked]
    return list(reversed(found)) if "-oldest" in block.text.lower() else list(found)


def _time(said: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(said.strip(), form)
        except ValueError:
            continue
    return None


@cache
def _causes() -> dict[str, int]:
    """The exact sentences of the ten causes, folded -> failureReason."""
    reasons = [r for r in catalogue.load().values() if "guest.vf_failure" in r.when]
    return {fold(said.text): r.when["guest.vf_failure"] for r in reasons for said in r.system.values() if said.text}


def _failure(said: str) -> int | None:
    """failureReason as a number, or by its sentence. One word ("Unknown.") counts only as the whole of a line."""
    number = _REASON.search(said)
    if number:
        return int(number[1])
    folded = fold(said[:4000])
    hits = {n for text, n in _causes().items() if n and text in folded}
    whole = {n for line in said.split("\n") for text, n in _causes().items() if fold(line) == text}
    found = hits | whole
    return found.pop() if len(found) == 1 else None


def _bare(block: Block, guests: Guests, taken: set[int]) -> None:
    """Causes quoted alone: those that name the VF, or a number behind "failureReason"."""
    for at, line in block.lines:
        text = line.text[:300].strip(" \t-*")
        number = _REASON.search(text)
        cause = _causes().get(fold(text)) if "VF" in text else None
        failure = int(number[1]) if number else cause
        if failure is not None:
            taken.add(at)
            guests.of(block.vm, "").windows["VfFailure"] = failure
