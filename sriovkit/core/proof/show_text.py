"""A proof for a terminal: at most 65 columns, what cp932 can write; what is wrong comes first.

Rule: only lines that show a command are longer: a command that is broken cannot be copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import text as reader
from ..clean import line, shown
from ..columns import wrap
from .claim import CLAIMS, FAILED, PROVEN, UNPROVEN, Claim

if TYPE_CHECKING:
    from .whole import Proof


def text(proof: Proof, lang: str | None = None, columns: int = 65) -> str:
    """Whose it is, the verdict, then claim by claim; last what to run by hand."""
    lang = reader.language(lang)
    first = [f"    {shown(command)}" for name, told in proof.commands if name == "put-back" for command in told]
    first += [shown(said) for said in resuming(proof, lang)]
    alarm, *rest = head(proof, lang) if proof.vf_is_away else ["", *head(proof, lang)]
    lines = [*(_wrapped(alarm, columns) if alarm else []), *first]
    lines += [said for whole in rest for said in _wrapped(whole, columns)]
    for claim in proof.claims:
        lines += ["", *_claim(claim, lang, columns)]
    for name, told in proof.commands:
        lines += ["", *_block(name, told, lang, columns)] if name != "put-back" else []
    return "\n".join(lines)


def head(proof: Proof, lang: str) -> list[str]:
    """The first lines; a VF that is not back stands before everything."""
    simulated = f"[{reader.words('ladder.simulated', lang)}] " if proof.simulated else ""
    taken = proof.taken[:16].replace("T", " ")
    whose = f"{simulated}{line(proof.host, 30) or reader.words('ladder.pasted', lang)}   {taken}".rstrip()
    alarm = [reader.words(f"proof.alarm.{proof.drill.ended}", lang)] if proof.drill and proof.vf_is_away else []
    troubles = [trouble.words(lang) for trouble in proof.troubles]
    return [*alarm, whose, verdict(proof, lang), *troubles]


def resuming(proof: Proof, lang: str) -> list[str]:
    """The other way to give back a VF that is not back."""
    journal = proof.drill.journal if proof.drill and proof.vf_is_away else ""
    return [reader.words("proof.alarm.resume", lang, journal=journal)] if journal else []


def verdict(proof: Proof, lang: str) -> str:
    """One sentence: proven, or at which claims not."""
    told = [c for c in proof.claims if c.id != "drill" or proof.drill is not None]
    numbers = {v: ", ".join(str(CLAIMS.index(c.id) + 1) for c in told if c.verdict == v) for v in (FAILED, UNPROVEN)}
    key = next((v for v in (FAILED, UNPROVEN) if numbers[v]), PROVEN)
    facts = {"vm_nic": line(proof.vm_nic, 60), "failed": numbers[FAILED], "unproven": numbers[UNPROVEN]}
    also = reader.words("proof.verdict.also", lang, **facts) if key == FAILED and numbers[UNPROVEN] else ""
    return reader.words(f"proof.verdict.{key}", lang, **facts) + also


def title(claim: Claim, lang: str) -> str:
    """ "1. [proven] The host gives a VF"."""
    state = reader.words(f"proof.state.{claim.verdict}", lang)
    return f"{CLAIMS.index(claim.id) + 1}. [{state}] {reader.words(f'proof.claim.{claim.id}', lang)}"


def details(claim: Claim, lang: str) -> Iterator[str]:
    """What was seen, then what is missing."""
    yield from (said.words(lang) for said in claim.evidence)
    label = reader.words("proof.missing", lang)
    yield from (label + said.words(lang) for said in claim.missing)


def _claim(claim: Claim, lang: str, columns: int) -> list[str]:
    lines = _wrapped(title(claim, lang), columns, "", "   ")
    for said in details(claim, lang):
        lines += _wrapped(said, columns, "   ", "     ")
    return lines


def _block(name: str, told: tuple[str, ...], lang: str, columns: int = 65) -> list[str]:
    return [*_wrapped(reader.words(f"proof.run.{name}", lang), columns), *(f"    {shown(command)}" for command in told)]


def _wrapped(said: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    return wrap(shown(said), columns, indent, hanging)
