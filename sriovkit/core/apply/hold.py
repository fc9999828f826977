"""Who holds a host: a text in a file on the host itself, so that a second person is told, from whichever computer.

Rule: a hold that shows signs of life is never taken away; a stale one only in words, which stay on record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..errors import HostError

SCHEMA = "sriovkit.hold/1"
#: Without a sign of life for so long, a hold counts as left behind.
STALE = timedelta(minutes=10)
WORKING, WAITING = "working", "waiting"


@dataclass(frozen=True)
class Hold:
    """`journal` is the run that holds, `by` who asked for it on which computer, times are the host's own, UTC."""

    journal: str
    by: str
    since: str
    seen: str
    state: str = WORKING
    #: Who was put aside, and the words for it.
    instead: str = ""
    why: str = ""

    def text(self) -> str:
        """As it stands in the file; "" there means that nobody holds."""
        return json.dumps({"schema": SCHEMA, **self.__dict__}, ensure_ascii=True)

    def at(self, moment: str, state: str = WORKING) -> Hold:
        """The same with a sign of life."""
        return replace(self, seen=moment, state=state)


def read(text: str) -> Hold | None:
    """The hold in a file's text; None where nobody holds. What cannot be read is somebody unknown, since ever."""
    if not text:
        return None
    try:
        data = json.loads(text)
        named = {name: str(data[name]) for name in Hold.__dataclass_fields__}
        return Hold(**named) if data["schema"] == SCHEMA else _unknown()
    except (ValueError, KeyError, TypeError, AttributeError):
        return _unknown()


def stale(there: Hold, now: str) -> bool:
    """Whether a hold shows no sign of life any more, by the host's clock."""
    try:
        return _moment(now) - _moment(there.seen) > STALE
    except ValueError:
        return True


def take(text: str, mine: Hold, host: str, why: str = "") -> Hold:
    """The hold to write where `text` stands now, `mine.seen` being the present moment.

    One's own run goes on. Raises HostError for somebody else's: one that works, or a stale one and no words (`why`).
    """
    there = read(text)
    if there is None:
        return mine
    if (there.journal, there.by) == (mine.journal, mine.by):
        return replace(mine, since=there.since, instead=there.instead, why=there.why)
    facts = {"by": there.by, "since": there.since, "seen": there.seen}
    if not stale(there, mine.seen):
        raise HostError("host-held", host=host, **facts)
    if not why.strip():
        raise HostError("host-held-stale", host=host, **facts)
    return replace(mine, instead=f"{there.by} ({there.since})", why=why.strip())


def _unknown() -> Hold:
    return Hold("?", "?", "?", "?")


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said.replace("Z", "+00:00"))
