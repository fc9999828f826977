"""A proof as HTML for notebooks and paper: the same words in the same order as on a terminal.

Rule: every text from outside is escaped; nothing is told by colour alone, nothing folded away; no script, no request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import text as reader
from ..ladder_html import COLOURS, code, framed, safe, tag
from .claim import FAILED, PROVEN, UNPROVEN, Claim
from .show_text import details, head, resuming, title, verdict

if TYPE_CHECKING:
    from .whole import Proof

_COLOUR = {PROVEN: COLOURS["ok"], FAILED: COLOURS["blocked"], UNPROVEN: COLOURS["unknown"]}


def html(proof: Proof, lang: str | None = None) -> str:
    """Whose it is, the verdict, then claim by claim; last what to run by hand."""
    lang = reader.language(lang)
    first = verdict(proof, lang)
    bar = f"border-left: .35em solid {_COLOUR[proof.verdict]}; padding-left: .5em; font-weight: bold; font-size: 1.1em"
    alarm = f"color: {COLOURS['blocked']}; font-weight: bold"
    said = head(proof, lang)
    lines = [_line(said.pop(0), alarm)] if proof.vf_is_away else []
    lines += [code(*told) for name, told in proof.commands if name == "put-back"]
    lines += [_line(words) for words in resuming(proof, lang)]
    lines += [_line(words, bar if words == first else "") for words in said]
    lines += [_claim(claim, lang) for claim in proof.claims]
    lines += [_block(name, told, lang) for name, told in proof.commands if name != "put-back"]
    return framed("".join(lines), lang)


def _claim(claim: Claim, lang: str) -> str:
    style = f"border-left: .35em solid {_COLOUR[claim.verdict]}; padding: .05em .6em; margin: .4em 0"
    return tag("div", style, tag("b", "", safe(title(claim, lang))), *(_line(said) for said in details(claim, lang)))


def _block(name: str, told: tuple[str, ...], lang: str) -> str:
    return _line(reader.words(f"proof.run.{name}", lang)) + code(*told)


def _line(said: str, style: str = "") -> str:
    return tag("p", f"margin: .15em 0; {style}".strip("; "), safe(said))
