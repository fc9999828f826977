"""What a changing command comes to: another machine, and what is on its way there.

Rule: plain data; who runs a command (`shell`) waits, swaps the machine and shows the rows.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..binding import Signature
from ..machine import Machine
from ..refusing import Refused, nothing_found
from ..server.pipeline import ErrorAnswer
from ..settling import SECONDS, Disturbed

Bound = Mapping[str, Any]
#: What goes on after the command has answered, unless it was told to wait for it.
_BEHIND = frozenset(("host", "address", "network", "drain"))


@dataclass(frozen=True)
class Change:
    """`shows` is a section, a property of its rows and the values of those that the command writes out."""

    machine: Machine
    disturbs: tuple[Disturbed, ...] = ()
    shows: tuple[str, str, tuple[Any, ...]] = ("", "", ())
    errors: tuple[ErrorAnswer, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the command itself takes, by the machine's clock; nobody waits for a restart of the host."""
        waited = [d for d in self.disturbs if d.kind not in _BEHIND or d.was == "wait"]
        return max((SECONDS[d.kind] for d in waited), default=0.0)


Play = Callable[[Machine, Signature, Bound], Change]


def fits(name: str, wanted: Iterable[str]) -> bool:
    """Whether a name is meant by one of the arguments, which may have wildcards, in any case of letters."""
    return any(fnmatch.fnmatchcase(name.lower(), str(one).lower()) for one in wanted)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def missing(
    signature: Signature, parameter: str, wanted: Iterable[str], there: Iterable[str]
) -> tuple[ErrorAnswer, ...]:
    """An error for each argument without wildcards that names nothing."""
    known = list(there)
    gone = [w for w in wanted if not set("*?[") & set(str(w)) and not any(fits(name, [w]) for name in known)]
    whose = (signature.command, signature.implementation, signature.cim_class)
    return tuple(nothing_found(*whose, parameter, w) for w in gone)


def failed(signature: Signature, message: str, category: str = "InvalidArgument", code: str = "") -> Refused:
    """Ends the command. What Hyper-V says in words is not known, so the words are the lab's own."""
    code = code or ("InvalidParameter" if category == "InvalidArgument" else "OperationFailed")
    said = f"{message} (the lab's words)"
    return Refused(ErrorAnswer(said, category, f"{code},{signature.implementation}", None, activity=signature.command))
