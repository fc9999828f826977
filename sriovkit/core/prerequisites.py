"""Go or no-go before anybody changes anything: the six rungs below the vSwitch, and the work that they ask for.

Rule: read only, and honest at both ends: "go" needs proof on every rung; where nothing on this host helps it says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import catalogue, ladder
from . import text as reader
from .columns import wrap
from .diagnose import Diagnosis
from .findings import Finding
from .ladder_html import COLOURS, framed, safe, tag
from .plan import ENDS
from .rungs import Rung

#: Hardware, firmware, slot, hypervisor, NIC firmware and NIC driver: what has to be right before a vSwitch is made.
RUNGS = catalogue.RUNGS[:6]
#: Quoted, or PowerShell reads a script block.
_BCD = "bcdedit /enum '{hypervisorsettings}'"
_COLOUR = {"go": "ok", "work": "at-risk", "no-go": "blocked", "unknown": "unknown"}


@dataclass(frozen=True, eq=False)
class Prerequisites:
    """`verdict` is go, work (go, once the work is done), no-go or unknown. Its repr and HTML show why."""

    diagnosis: Diagnosis
    verdict: str
    #: The rungs below the vSwitch, hardware first.
    rungs: tuple[Rung, ...]
    #: What blocks on them, in mending order.
    blocking: tuple[Finding, ...]

    @property
    def work(self) -> dict[str, int]:
        """How many steps of the remedies are done where: "bios", "nic-firmware", "server-room", "host", "vendor"."""
        steps = {(s.where, s.words["en"]) for f in self.blocking for s in f.steps}
        return dict(Counter(where for where, _ in sorted(steps)))

    @property
    def impact(self) -> str:
        """What mending all of it interrupts at the worst: a word of catalogue.IMPACTS."""
        return max((f.impact for f in self.blocking), key=catalogue.IMPACTS.index, default="none")

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The verdict, the rungs, then the work, for a terminal."""
        lang = reader.language(lang)
        whose, verdict = self._head(lang)
        rows = ladder.rung_lines(self.diagnosis, lang, columns)[-len(self.rungs) :]
        rest = [folded for one in self._rest(lang) for folded in wrap(one, columns, "", "  ")]
        return "\n".join([whose, *wrap(verdict, columns, "", "  "), *rows, *rest])

    def html(self, lang: str | None = None) -> str:
        """The same as one <div>."""
        lang = reader.language(lang)
        whose, verdict = self._head(lang)
        edge = f"border-left: .35em solid {COLOURS[_COLOUR[self.verdict]]}; padding-left: .5em; font-weight: bold"
        rows = "".join(tag("tr", "", *_cells(self.diagnosis, r, lang)) for r in reversed(self.rungs))
        body = tag("p", "", safe(whose)) + tag("p", edge, safe(verdict)) + tag("table", "", rows)
        return framed(body + "".join(tag("p", "", safe(one)) for one in self._rest(lang)), lang)

    def _head(self, lang: str) -> tuple[str, str]:
        return ladder.whose(self.diagnosis, lang), reader.words(f"prerequisites.{self.verdict}", lang)

    def _rest(self, lang: str) -> Iterator[str]:
        joint = reader.words("ladder.joint", lang)
        if self.verdict == "no-go":
            ends = [f for f in self.blocking if f.code in ENDS]
            yield reader.words("prerequisites.end", lang, what=joint.join(_named(f, lang) for f in ends))
        elif self.blocking:
            places = [f"{reader.words(f'where.{where}', lang)} {count}" for where, count in self.work.items()]
            yield reader.words("prerequisites.reasons", lang)
            yield from (f"- {_named(f, lang)}" for f in self.blocking)
            yield reader.words("prerequisites.places", lang, what=joint.join(places))
            yield reader.words("prerequisites.outage", lang, what=reader.words(f"impact.{self.impact}", lang))
            yield reader.words("prerequisites.left", lang)
        yield reader.words("prerequisites.not-read", lang, command=_BCD)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def prerequisites(diagnosis: Diagnosis) -> Prerequisites:
    """Whether the host of a diagnosis can have SR-IOV up to a vSwitch, and what that asks for. Nothing is done."""
    rungs = tuple(r for r in diagnosis.rungs if r.rung in RUNGS)
    blocking = tuple(f for f in diagnosis.findings if f.blocks and f.rung in RUNGS)
    return Prerequisites(diagnosis, _verdict(rungs, blocking), rungs, blocking)


def _verdict(rungs: tuple[Rung, ...], blocking: tuple[Finding, ...]) -> str:
    if any(f.code in ENDS for f in blocking):
        return "no-go"
    if blocking:
        return "work"
    return "go" if all(r.state == "ok" for r in rungs) else "unknown"


def _named(f: Finding, lang: str) -> str:
    return f"{f.reason.say('title', lang)} ({f.code})"


def _cells(d: Diagnosis, r: Rung, lang: str) -> Iterator[str]:
    state = f"[{reader.words(f'state.{r.state}', lang)}]"
    for cell in (f"{r.number} {reader.words(f'rung.{r.rung}', lang)}", state, ladder.detail(d, r, lang)):
        yield tag("td", "text-align: left; padding: .1em .8em .1em 0", safe(cell))
