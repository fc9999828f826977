"""The words that tell nothing about anybody: our own, those of Windows' cmdlets, and those of its known sentences.

Rule: a word of our prose counts only without a digit; what holds one must be a name, or stand in a sentence of Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from . import catalogue, text, vendors
from .cmdlets import CMDLETS

#: Runs of one script inside a token: hiragana, katakana, kanji, any other letters with their marks, digits.
_RUNS = re.compile(r"[ぁ-ゖゝゞ]+|[ァ-ヺーヽヾ]+|[㐀-鿿々〆豈-﫿]+|[0-9]+|[^\W\d_ぁ-ヺーゝゞヽヾ㐀-鿿々〆豈-﫿]+")
HIRAGANA = re.compile(r"([ぁ-ゖゝゞ]+)")
_CJK = re.compile(r"[ぁ-ヺーゝゞヽヾ㐀-鿿々〆豈-﫿]")
_TOKENS = re.compile(r"[^\s\"<>()\[\]{}|,;:!?=、。「」『』・…/]+")
_EDGES = "._-'’`*~%&#+$@^\\"
#: Particles that may stand before or behind another known run of hiragana.
_PARTICLES = "をにはがのでとも"


def fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def runs(token: str) -> list[str]:
    """The letters and digits of a token, one string for each change of script or mark between."""
    return _RUNS.findall(token)


def tokens(words: str) -> list[str]:
    """What stands between white space and separators, without marks at its edges."""
    return [t for t in (part.strip(_EDGES) for part in _TOKENS.findall(words)) if t]


def has_cjk(token: str) -> bool:
    return bool(_CJK.search(token))


def passes(token: str) -> bool:
    """Whether every part of a token is known, so that it may stand in a report."""
    pieces = [piece for piece in re.split(r"[.\\]", fold(token)) if piece]
    return fold(token) in _whole() or (bool(pieces) and all(map(_piece_passes, pieces)))


def _piece_passes(piece: str) -> bool:
    return piece in _whole() or (bool(runs(piece)) and all(_known(run) for run in runs(piece)))


def _known(run: str) -> bool:
    if run in _parts():
        return True
    if HIRAGANA.fullmatch(run):
        return len(run) > 2 and (_joined(run[0], run[1:]) or _joined(run[-1], run[:-1]))
    return has_cjk(run) and _made_of_known(run)


def _joined(particle: str, rest: str) -> bool:
    return particle in _PARTICLES and len(rest) > 1 and rest in _parts()


def _made_of_known(run: str) -> bool:
    """Whether a run of kanji or katakana is two known words of two characters or more, put together."""
    return any(run[:cut] in _parts() and run[cut:] in _parts() for cut in range(2, len(run) - 1))


@cache
def _whole() -> frozenset[str]:
    """Whole tokens: names of cmdlets, properties, values and NIC families, and prose such as "SR-IOV"."""
    prose = {fold(t) for words in _prose() for t in tokens(words) if not re.search(r"\d", t)}
    windows = {fold(t) for r in catalogue.load().values() for said in r.system.values() for t in tokens(said.text)}
    return frozenset(prose | windows | {fold(name) for name in _names()})


@cache
def _parts() -> frozenset[str]:
    """Runs of letters in prose and in names; digits alone are never known."""
    return frozenset(run for known in _whole() for run in runs(known) if not run.isdigit())


def _names() -> Iterator[str]:
    for cmdlet in CMDLETS.values():
        yield cmdlet.section
        for p in cmdlet.record.PROPS:
            yield from (p.name, *p.name.split("."), *p.values.values())
    for reason in catalogue.load().values():
        yield from (reason.code, reason.sriov_support, *reason.phrases)
    for family in vendors.load().values():
        yield from tokens(family.name)


def _prose() -> Iterator[str]:
    for lang in text.LANGUAGES:
        yield from text.keys(lang).values()
    for reason in catalogue.load().values():
        yield from (words for spoken in reason.words.values() for words in spoken.values())
        for step in reason.remedy:
            yield from step.words.values()
        for proof in reason.proof:
            yield from proof.words.values()
    for family in vendors.load().values():
        yield from (words for note in family.notes for words in note.words.values())
