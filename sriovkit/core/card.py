"""The card of one reason for a terminal: what it means, what to do, how to prove it gone, what Windows said.

Rule: every step says where it is done and what it interrupts; knowledge that nobody confirmed says so.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from . import clean
from . import text as reader
from .columns import wrap
from .vendor_words import vendor_lines

if TYPE_CHECKING:
    from .catalogue import Step
    from .findings import Finding


def lines(f: Finding, lang: str, columns: int = 65, head: str = "") -> list[str]:
    """One reason opened: what it is, the steps, how to prove it gone, what Windows said."""
    reason = f.reason
    said = f.sentence()
    told = wrap(f"{head}{reason.say('title', lang)} ({f.code})", columns)
    told += wrap(reason.say("meaning", lang), columns, "  ")
    for number, step in enumerate(reason.remedy, 1):
        told += wrap(f"{number}. {step_line(step, lang)}", columns, "  ", "     ")
        told += [f"     {step.command}"] if step.command else []
    told += vendors(f, lang, columns)
    for proof in reason.proof[:1]:
        told += wrap(f"{reader.words('card.proof', lang)}{proof.words[lang]}", columns, "  ")
        told += [f"     {proof.command}"] if proof.command else []
    return told + (wrap(f"{reader.words('card.said', lang)}{clean.shown(said)}", columns, "  ") if said else [])


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


def step_line(step: Step, lang: str) -> str:
    """One step of a remedy with who does it, where, and what it interrupts; unconfirmed knowledge says so."""
    parts = [reader.words(f"where.{step.where}", lang), reader.words(f"impact.{step.impact}", lang)]
    if step.confidence not in ("documented", "seen"):
        parts.append(reader.words("card.unconfirmed", lang))
    return f"[{' / '.join(parts)}] {step.words[lang]}"
