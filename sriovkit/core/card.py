"""The card of one reason for a terminal: what it means, what to do, how to prove it gone, what Windows said.

Rule: every step says where it is done and what it interrupts; knowledge that nobody confirmed says so.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from . import clean, originals
from . import text as reader
from .columns import wrap
from .vendor_words import vendor_lines

if TYPE_CHECKING:
    from .catalogue import Step
    from .filling import Filled
    from .findings import Finding


def lines(f: Finding, lang: str, columns: int = 65, head: str = "") -> list[str]:
    """One reason opened: what it is, the steps, how to prove it gone, what Windows said."""
    reason = f.reason
    told = wrap(f"{head}{reason.say('title', lang)} ({f.code})", columns)
    told += wrap(reason.say("meaning", lang), columns, "  ")
    for number, step in enumerate(f.steps, 1):
        told += wrap(f"{number}. {step_line(step, lang, f.release)}", columns, "  ", "     ")
        told += command(f.command(step), lang)
    told += vendors(f, lang, columns)
    for proof in reason.proof[:1]:
        told += wrap(f"{reader.words('card.proof', lang)}{proof.words[lang]}", columns, "  ")
        told += command(f.command(proof), lang)
    return told + _said(f, lang, columns)


def command(filled: Filled, lang: str) -> list[str]:
    """A command on its line; before it, what has to be replaced in it."""
    first = [f"     {replacing(filled, lang)}"] if filled.left else []
    return [*first, f"     {clean.shown(filled.text)}"] if filled.text else []


def replacing(filled: Filled, lang: str) -> str:
    """What a person has to replace before a command can be run."""
    return reader.words("card.replace", lang, places=reader.words("ladder.joint", lang).join(filled.left))


def _said(f: Finding, lang: str, columns: int) -> list[str]:
    """What Windows said as it said it, and the same in the reader's language where that is known."""
    if not f.sentence():
        return []
    told = wrap(f"{reader.words('card.said', lang)}{clean.shown(f.sentence())}", columns, "  ")
    known = originals.plain(originals.readers(f, lang))
    return told + (wrap(known, columns, "  ") if known else [])


def vendors(f: Finding, lang: str, columns: int = 65) -> list[str]:
    """What the maker of the card calls things, under the family's name."""
    lines: list[str] = []
    for head, told in groupby(vendor_lines(f, lang), key=lambda line: line.family):
        lines += wrap(vendor_head(head, lang), columns, "  ", "     ")
        for said in told:
            mark = "" if said.confirmed else f"[{reader.words('card.unconfirmed', lang)}] "
            lines += wrap(f"- {mark}{said.words}", columns, "  ", "     ")
    return lines


def vendor_head(family: str, lang: str) -> str:
    return reader.words("vendor.family", lang, name=family) if family else reader.words("vendor.general", lang)


def step_line(step: Step, lang: str, release: str = "") -> str:
    """One step of a remedy: where, what it interrupts, and for which Windows where the host's is unknown.

    Unconfirmed knowledge says so.
    """
    parts = [reader.words(f"where.{step.where}", lang), reader.words(f"impact.{step.impact}", lang)]
    parts += [] if release else release_marks(step, lang)
    if step.confidence not in ("documented", "seen"):
        parts.append(reader.words("card.unconfirmed", lang))
    return f"[{' / '.join(parts)}] {step.words[lang]}"


def release_marks(step: Step, lang: str) -> list[str]:
    """The releases of Windows Server that a step is for; none where it is for all."""
    bounds = {"card.since": step.since, "card.until": step.until}
    return [reader.words(key, lang, release=said.replace("R2", " R2")) for key, said in bounds.items() if said]
