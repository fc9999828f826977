"""Findings and rungs as tables: the facts of the ladder and of the cards for people who count.

Rule: the columns are the same whatever was found, and when nothing was.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..core import ladder
from ..core import text as reader
from ..core.diagnose import Diagnosis
from ..core.findings import Finding
from .frames import Table, frame
from .tables import column

FINDINGS = (
    column("code", "The reason"),
    column("rung", "The rung of the ladder that it stands on"),
    column("target", "What it holds on"),
    column("blocks", "Nothing works before it is mended", "bool"),
    column("title", "What it is, in the reader's language"),
    column("said", "What Windows itself said; missing where the reason was inferred"),
    column("impact", "What mending it interrupts at the worst"),
    column("steps", "What to do, in order", "texts"),
    column("commands", "The commands of those steps", "texts"),
    column("folded", "Codes of its consequences, which go with it", "texts"),
)
RUNGS = (
    column("number", "Rung, 1 at the foot", "int"),
    column("rung", "Its name in the catalogue"),
    column("state", "blocked, at-risk, ok, unknown or not-applicable"),
    column("detail", "What stands behind the state, in the reader's language"),
    column("reasons", "Codes of the reasons on it", "texts"),
    column("next", "The first thing to do is on it", "bool"),
)


def findings_frame(findings: Iterable[Finding], lang: str | None = None) -> Table:
    """Findings in the order to mend them."""
    lang = reader.language(lang)
    return frame([_finding(f, lang) for f in findings], FINDINGS)


def rungs_frame(d: Diagnosis | None, lang: str | None = None) -> Table:
    """The nine rungs, the top one first; no row where nothing was diagnosed."""
    lang = reader.language(lang)
    if d is None:
        return frame([], RUNGS)
    first = d.first.rung if d.first else ""
    rows = [
        {
            "number": r.number,
            "rung": r.rung,
            "state": r.state,
            "detail": ladder.detail(d, r, lang) or None,
            "reasons": list(dict.fromkeys(r.findings)),
            "next": r.rung == first,
        }
        for r in reversed(d.rungs)
    ]
    return frame(rows, RUNGS)


def _finding(f: Finding, lang: str) -> dict[str, object]:
    return {
        "code": f.code,
        "rung": f.rung,
        "target": f.target,
        "blocks": f.blocks,
        "title": f.reason.say("title", lang),
        "said": f.sentence() or None,
        "impact": f.impact,
        "steps": [s.words[lang] for s in f.steps],
        "commands": [f.command(s).text for s in f.steps if s.command],
        "folded": [c.code for c in f.folded],
    }
