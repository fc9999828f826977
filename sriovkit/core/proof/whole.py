"""A proof: every claim about the VF of one VM NIC with its evidence, what is missing, and how to get it.

Rule: it only judges what it is given; nothing is asked, sent or changed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..snapshot import Snapshot
from . import by_hand, drill, in_guest, on_host
from .asking import Asked
from .claim import FAILED, PROVEN, UNPROVEN, Claim, Said
from .drill import AWAY, UNKNOWN, Drill
from .evidence import SYNTHETIC, Look
from .target import Target, find

SCHEMA = "sriovkit.proof/1"
#: What is missing of claims 4 and 5 and comes with the lines for the guest; a router in between does not.
_BY_LINES = frozenset(
    {"no-way-in", "guest-other-mac", "other-peer", "no-pings", "small-pings", "no-route", "no-counters"}
)


@dataclass(frozen=True)
class Proof:
    """What is proven of one VM NIC's VF. Its repr is its text, its HTML the same for a notebook."""

    host: str
    vm_nic: str
    #: When the host was looked at.
    taken: str
    simulated: bool
    asked: Asked
    claims: tuple[Claim, ...]
    #: Lines to run by hand for what is unproven: (windows | linux | direct | put-back, lines).
    commands: tuple[tuple[str, tuple[str, ...]], ...] = ()
    drill: Drill | None = None
    #: Trouble on the way, in words of errors: (what was tried, what happened).
    troubles: tuple[Said, ...] = ()

    @property
    def verdict(self) -> str:
        """The weakest of what was asked for: failed, else unproven, else proven. A drill counts where it was asked."""
        told = {claim.verdict for claim in self.claims if claim.id != "drill" or self.drill is not None}
        return next((v for v in (FAILED, UNPROVEN) if v in told), PROVEN)

    @property
    def vf_is_away(self) -> bool:
        """The drill took the VF, and it is not known to be back."""
        return self.drill is not None and self.drill.ended in (AWAY, UNKNOWN)

    def claim(self, name: str) -> Claim:
        """One claim by its name: given, active, record, guest, traffic or drill."""
        return next(claim for claim in self.claims if claim.id == name)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, schema sriovkit.proof/1."""
        told: dict[str, Any] = {"schema": SCHEMA, "host": self.host, "vm_nic": self.vm_nic, "taken": self.taken}
        told |= {"simulated": self.simulated, "peer": self.asked.peer, "mtu": self.asked.mtu, "verdict": self.verdict}
        told |= {"claims": [claim.to_dict() for claim in self.claims]}
        told |= {"commands": {name: list(lines) for name, lines in self.commands}}
        told |= {"troubles": [trouble.to_dict() for trouble in self.troubles]}
        return {**told, "drill": self.drill.to_dict() if self.drill else None}

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The proof for a terminal; lines that show a command are as long as it is."""
        from .show_text import text

        return text(self, lang, columns)

    def html(self, lang: str | None = None) -> str:
        """The same as HTML: one <div>, styles inline, everything escaped; it prints as it is."""
        from .show_html import html

        return html(self, lang)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def judge(
    snapshot: Snapshot,
    vm_nic: str,
    look: Look | None = None,
    asked: Asked | None = None,
    drilled: Drill | None = None,
    troubles: Sequence[Said] = (),
) -> Proof:
    """The proof from a host's snapshot, a look into the guest and a drill.

    Raises UsageError where `vm_nic` means none or several, InputError where the snapshot shows no VM NIC.
    """
    target, asked = find(snapshot, vm_nic), asked or Asked()
    mac = target.mac
    claims = (
        on_host.given(target),
        on_host.active(target),
        on_host.record(snapshot, target),
        in_guest.sees(look, mac),
        in_guest.traffic(look, mac, asked),
        drill.judge(drilled, mac, asked),
    )
    lines = tuple(_lines(target, asked, look)) if _would_tell(claims, look) else ()
    back = _put_back(target, drilled)
    head = snapshot.host, target.label, snapshot.taken, _simulated(snapshot)
    return Proof(*head, asked, claims, (*back, *lines), drilled, tuple(troubles))


def _would_tell(claims: Sequence[Claim], look: Look | None) -> bool:
    """Whether lines run in the guest would tell what is missing: not where a look has tried already, in vain."""
    missing = {lack.key for c in claims if c.id in ("guest", "traffic") for lack in c.missing}
    return bool(missing & _BY_LINES) or ("guest-unused" in missing and not (look and look.pings))


def _lines(target: Target, asked: Asked, look: Look | None) -> list[tuple[str, tuple[str, ...]]]:
    """What to run in the guest, of the system that it is known to have, else of both."""
    own = look.of_mac(target.mac, SYNTHETIC) if look else None
    linux = by_hand.linux(asked, own.name if own and look and look.system == "linux" else "eth0")
    known = look.system if look else ""
    lines = [("linux", linux)] if known != "windows" else []
    if known != "linux":
        lines = [("windows", by_hand.windows(asked)), ("direct", by_hand.direct(target.vm_id)), *lines]
    return [(name, told) for name, told in lines if told]


def _put_back(target: Target, drilled: Drill | None) -> list[tuple[str, tuple[str, ...]]]:
    if drilled is None or drilled.ended not in (AWAY, UNKNOWN) or drilled.before is None:
        return []
    return [("put-back", by_hand.put_back(target.vm_id, target.record.id or "", drilled.before.weight or 0))]


def _simulated(snapshot: Snapshot) -> bool:
    return any("simulated" in str(row.get("Model") or "").lower() for row in snapshot.rows("Win32_ComputerSystem"))
