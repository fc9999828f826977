"""Ways into a guest: its own WinRM, a person who pastes what its console shows, or text that was pasted already.

Rule: whichever it is, what comes back is one look, and what went wrong on the way is kept and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .core import console
from .core.errors import HostError, UsageError
from .core.proof import SYNTHETIC, Asked, Look, Said, Target, by_hand, pasted, said


@dataclass(frozen=True)
class ToRun:
    """What somebody in the guest is asked to run: lines for either system. `moment` is before, away or back."""

    moment: str
    windows: str
    linux: str


class Way:
    """The way into the guest, whichever it is. `troubles` are what went wrong on it."""

    def __init__(self, guest: Any, target: Target, asked: Asked) -> None:
        if not (guest is None or isinstance(guest, str | bytes) or callable(guest) or hasattr(guest, "look")):
            raise UsageError("proof-guest", kind=type(guest).__name__)
        self._guest, self.target, self._asked = guest, target, asked
        self.troubles: list[Said] = []
        #: Where nobody knows better yet, the first one of a Linux.
        self._interface = "eth0"

    @property
    def again(self) -> bool:
        """Whether it can be gone more than once: pasted text is one look for good."""
        return self._guest is not None and not isinstance(self._guest, str | bytes)

    def look(self, name: str) -> Look | None:
        """One look; None where there is no way in, or where it leads nowhere."""
        try:
            look = self._look(name)
        except HostError as error:
            self.troubles.append(said("guest-trouble", detail=error.cause()))
            return None
        self._failed(look)
        return look

    def strictly(self, name: str) -> Look | None:
        """The same, but raises HostError, for somebody who tries again."""
        return self._look(name)

    def _look(self, name: str) -> Look | None:
        if self._guest is None:
            return None
        if hasattr(self._guest, "look"):
            seen: Look = self._guest.look(self._asked)
            return seen
        text = self._guest
        if callable(text):
            lines = (by_hand.windows(self._asked), by_hand.linux(self._asked, self._interface))
            text = text(ToRun(name, *("\n".join(told) for told in lines)))
        decoded = console.decode(text) if isinstance(text, bytes) else str(text)
        look = pasted.read(decoded, self.target.mac)
        own = look.of_mac(self.target.mac, SYNTHETIC) if look and look.system == "linux" else None
        self._interface = own.name if own and own.name else self._interface
        return look

    def _failed(self, look: Look | None) -> None:
        for command, detail in look.failed if look else ():
            told = said("guest-command", command=command, detail=detail)
            if told not in self.troubles:
                self.troubles.append(told)
