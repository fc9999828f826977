"""What the runner answered, read strictly.

Rule: what is no answer of ours is the host's trouble, and says nothing about what was done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import HostError
from .runner import SCHEMA


@dataclass(frozen=True)
class Told:
    """What became of one item.

    state: found (a look) | so, not-so (a proof) | done, already, changed, skipped (a change) | failed | not-one.
    """

    id: str
    state: str
    place: str = ""
    now: str = ""
    #: The command itself was begun.
    sent: bool = False
    rows: tuple[Mapping[str, str], ...] = ()
    error: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> bool:
        """The host has no such command."""
        return self.error.get("id", "").startswith("CommandNotFoundException")


@dataclass(frozen=True)
class Answer:
    """The answer of one visit. `hold` is (state, text): none | seen | ours | other | nowhere | failed."""

    computer: str
    user: str
    elevated: bool | None
    #: By the host's clock, ISO 8601, UTC.
    taken: str
    hold: tuple[str, str]
    items: Mapping[str, Told]


def answer(text: str, host: str) -> Answer:
    """The answer in the script's JSON. Raises HostError where it is none."""
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        said = data["session"]
        items = {raw["id"]: _told(raw) for raw in data["items"]}
        hold = (str(data["hold"]["state"]), str(data["hold"]["text"]))
        return Answer(str(said["computer"]), str(said["user"]), said["elevated"], str(data["taken"]), hold, items)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HostError("answer-damaged", host=host, detail=f"{type(error).__name__}") from None


def _told(raw: Mapping[str, Any]) -> Told:
    rows = tuple({str(k): str(v) for k, v in row.items()} for row in raw["rows"])
    error = {str(k): str(v) for k, v in (raw["error"] or {}).items()}
    return Told(raw["id"], raw["state"], raw["place"], raw["now"], bool(raw["sent"]), rows, error)
