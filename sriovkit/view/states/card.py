"""A reason's card as plain parts: what the system said, what it means, what to do, what it interrupts, how to check.

Rule: words come from the catalogue and the locale, values from the host; none of them is HTML yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core import card, originals
from ...core import text as reader
from ...core.catalogue import Step
from ...core.clean import shown
from ...core.filling import Filled
from ...core.findings import Finding
from ...core.vendor_words import vendor_lines


@dataclass(frozen=True)
class Part:
    """One thing to do or to look at: its words, the command that goes with it, and how it is taken back."""

    words: str
    command: str = ""
    undo: str = ""
    #: What has to be replaced in the command first; "" where it can be pasted as it is.
    replace: str = ""


@dataclass(frozen=True)
class Card:
    """Everything that a card shows of one finding, in one language."""

    code: str
    title: str
    target: str
    meaning: str
    said: tuple[str, ...]
    steps: tuple[Part, ...]
    proofs: tuple[Part, ...]
    vendor: tuple[str, ...]
    evidence: tuple[str, ...]

    @classmethod
    def of(cls, f: Finding, lang: str) -> Card:
        reason = f.reason
        steps = tuple(_step(step, f, lang) for step in f.steps)
        proofs = tuple(
            _part(reader.words("card.proof", lang) + p.words[lang], f.command(p), lang) for p in reason.proof
        )
        evidence = tuple(f"{e.object} {e.property}: {_value(e.value)}" for e in f.evidence)
        title, meaning = reason.say("title", lang), reason.say("meaning", lang)
        return cls(f.code, title, f.target, meaning, _said(f, lang), steps, proofs, _vendor(f, lang), evidence)


def _step(step: Step, f: Finding, lang: str) -> Part:
    undo = reader.words("card.undo", lang) + step.undo[lang] if step.undo else ""
    return _part(card.step_line(step, lang, f.release), f.command(step), lang, undo)


def _part(words: str, command: Filled, lang: str, undo: str = "") -> Part:
    return Part(words, command.text, undo, card.replacing(command, lang) if command.left else "")


def _said(f: Finding, lang: str) -> tuple[str, ...]:
    """The system's own sentence, and the same in the reader's language where that is known."""
    told = f.sentence()
    return tuple(filter(None, [shown(told) if told else "", originals.readers(f, lang)]))


def _vendor(f: Finding, lang: str) -> tuple[str, ...]:
    mark = f"[{reader.words('card.unconfirmed', lang)}] "
    told = vendor_lines(f, lang)
    return tuple(f"{card.vendor_head(v.family, lang)} {'' if v.confirmed else mark}{v.words}" for v in told)


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
