"""What an action file is made of: from checked arguments to the command, its undo and the state it shall leave.

Rule: an action knows identities only; which things it is done to, and whether at all, is for the planning to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..commands import Call, Pipe, State

Args: TypeAlias = Mapping[str, Any]

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MADE = re.compile(r"made:s[1-9][0-9]{0,3}")


def _texts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(v, str) and v for v in value)


#: What an argument may be, by its kind.
KINDS: Mapping[str, Callable[[Any], bool]] = {
    "guid": lambda v: isinstance(v, str) and bool(_GUID.fullmatch(v)),
    "switch": lambda v: isinstance(v, str) and bool(_GUID.fullmatch(v) or _MADE.fullmatch(v)),
    "switch?": lambda v: v == "" or KINDS["switch"](v),
    "text": lambda v: isinstance(v, str) and bool(v),
    "texts": lambda v: _texts(v) and bool(v),
    "pairs": lambda v: _texts(v) and len(v) % 2 == 0,
    "count": lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 2**32,
    "count?": lambda v: v is None or KINDS["count"](v),
    "truth": lambda v: isinstance(v, bool),
    "mode": lambda v: v in ("", "Weight", "Absolute", "None", "Default"),
}


@dataclass(frozen=True)
class Action:
    """One kind of change. `step` in the builders is the id of the step, for what it makes itself."""

    name: str
    #: What it interrupts: a word of catalogue.IMPACTS.
    impact: str
    #: Argument -> kind (KINDS).
    takes: Mapping[str, str]
    command: Callable[[Args, str], Call]
    undo: Callable[[Args, str], Pipe]
    done: Callable[[Args, str], State]
    #: What a fresh look shows once it is undone: a state for each command of the undo.
    back: Callable[[Args, str], tuple[State, ...]]
    #: What is shown before anybody is asked.
    shows: Callable[[Args, str], tuple[Pipe, ...]] = lambda args, step: ()
    #: What must not be there: somebody who would lose by it and of whom the plan does not know.
    alone: Callable[[Args], Pipe] | None = None
    #: Its undo is run at once when it goes wrong.
    put_back: bool = False

    def fits(self, args: Args) -> bool:
        """Whether these are its arguments, all of them and of their kinds."""
        return set(args) == set(self.takes) and all(KINDS[kind](args[name]) for name, kind in self.takes.items())
