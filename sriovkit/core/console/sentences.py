"""Windows' own sentences, recognised however a console, a mail or an editor mangled them.

Rule: compared with all white space removed, in every language; specific reasons before general ones; a text that two
reasons share recognises neither.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .. import catalogue

#: Fewest characters, white space not counted, from which a beginning recognises a sentence.
LEAST = 25
#: Shorter sentences ("OK") only ever match as a whole item.
_LEAST_INSIDE = 12
#: Reasons that must be tried before the more general ones whose words they share (matching rules of the facts).
_SPECIFIC = ("no-acs-root-port", "nic-no-vf-bar", "bios-wrong-hw-info")
_CUT = re.compile(r"(?:\u2026|\.\.\.)[\s}]*$")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACES = "".join(chr(n) for n in range(0x3001) if chr(n).isspace())
_SOLID = re.compile(f"[^{re.escape(_SPACES + _INVISIBLE)}]+")
_FOLD: dict[int, int | None] = {
    **{n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)},
    **{n: n - 0xFEE0 + 32 for n in range(0xFF21, 0xFF3B)},
    **{n: n + 32 for n in range(ord("A"), ord("Z") + 1)},
    **{ord(c): ord("-") for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"},
    **{ord(c): ord("'") for c in "\u2018\u2019\u201a\u201b\u00b4`"},
    **{ord(c): ord('"') for c in "\u201c\u201d\u201e\u201f\u00ab\u00bb"},
    **{ord(c): None for c in _SPACES + _INVISIBLE},
}


@dataclass(frozen=True)
class Match:
    """A recognised reason: how much of its sentence stood there, and in which language ("" for a token of any)."""

    code: str
    #: whole | beginning | phrase
    how: str
    lang: str
    #: The exact sentence where it is known and matched; "" for a phrase.
    sentence: str = ""


@dataclass(frozen=True)
class Known:
    """A sentence or phrase of the catalogue, ready for comparing."""

    code: str
    lang: str
    text: str
    folded: str
    whole: bool = True


class Folded:
    """A text as it is compared, and the way back from a place in it to the place in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._starts: list[int] = []
        self._offsets: list[int] = []

    def origin(self, at: int) -> int:
        """Where in the text the folded character `at` stands; its end for a place behind the last one."""
        if not self._starts:
            self._index()
        if at >= len(self.folded):
            return len(self.text)
        run = bisect_right(self._starts, at) - 1
        return self._offsets[run] + at - self._starts[run]

    def _index(self) -> None:
        seen = 0
        for solid in _SOLID.finditer(self.text):
            self._starts.append(seen)
            self._offsets.append(solid.start())
            seen += solid.end() - solid.start()


def fold(text: str) -> str:
    """Text as it is compared: no white space, ASCII for full-width forms and typographic signs, small Latin letters."""
    return text.translate(_FOLD)


def reasons_in(item: str) -> Match | None:
    """The reason that one item of IovSupportReasons names, or None where nobody knows it."""
    return match_folded(fold(item), bool(_CUT.search(item)))


def match_folded(folded: str, cut: bool = False) -> Match | None:
    """`reasons_in` for folded text; `cut` says that a mark at its end shows it to be a beginning."""
    core = folded.strip("{},\u2026") if not cut else folded.strip("{},.\u2026")
    equal = next((k for k in known() if k.whole and k.folded.rstrip(".") == core.rstrip(".")), None)
    if equal and not (cut and len(core) < _LEAST_INSIDE):
        return Match(equal.code, "whole", equal.lang, equal.text)
    if "???" not in folded:
        inside = next(occurrences(folded), None)
        if inside:
            return Match(inside[2].code, "whole", inside[2].lang, inside[2].text)
        begun = _beginning(core)
        if begun:
            return Match(begun.code, "beginning", begun.lang, begun.text)
    return next((Match(k.code, "phrase", k.lang) for k in phrases() if k.folded in folded and _may(k, folded)), None)


def match_sentence(text: str) -> list[tuple[str, str, int]]:
    """Every reason named in running text: (code, how, place in `text`), in the order of the text."""
    folded = Folded(text)
    spans = list(occurrences(folded.folded))
    found = [(start, known.code, "whole") for start, _, known in spans]
    at = 0
    for start, end in [(s, e) for s, e, _ in spans] + [(len(folded.folded), 0)]:
        gap = match_folded(folded.folded[at:start])
        if gap:
            found.append((at, gap.code, gap.how))
        at = end
    return [(code, how, folded.origin(place)) for place, code, how in sorted(found)]


def occurrences(folded: str) -> Iterator[tuple[int, int, Known]]:
    """Whole sentences inside folded text as (start, end, sentence), in order, the longest where two overlap."""
    hits = [hit for k in known() if k.whole and len(k.folded) >= _LEAST_INSIDE for hit in _places(folded, k)]
    end = 0
    for hit in sorted(hits, key=lambda h: (h[0], -h[1])):
        if hit[0] >= end:
            end = hit[1]
            yield hit


def _places(folded: str, known: Known) -> Iterator[tuple[int, int, Known]]:
    at = folded.find(known.folded)
    while at >= 0:
        end = at + len(known.folded)
        yield at, end, known
        at = folded.find(known.folded, end)


def _beginning(core: str) -> Known | None:
    """The one sentence that begins so, or that is itself known only by a beginning which stands here."""
    if len(core) < LEAST:
        return None
    hits = [k for k in known() if k.folded.startswith(core) or (not k.whole and core.startswith(k.folded))]
    return hits[0] if len({k.code for k in hits}) == 1 else None


def _may(phrase: Known, folded: str) -> bool:
    """In text whose Japanese was lost only a token that no language translates tells anything."""
    return not phrase.lang or "???" not in folded


@cache
def known() -> tuple[Known, ...]:
    """The sentences that Windows may list as reasons, specific before general."""
    return tuple(
        Known(reason.code, lang, said.text, fold(said.text), said.whole)
        for reason in _reasons()
        for lang, said in reason.system.items()
        if said.text
    )


@cache
def phrases() -> tuple[Known, ...]:
    """Parts of them that are enough to tell the reason, specific before general, language-free tokens first."""
    return tuple(
        Known(reason.code, lang, phrase, fold(phrase))
        for reason in _reasons()
        for lang, said in _phrases_of(reason)
        for phrase in said
        if len(fold(phrase)) >= _LEAST_INSIDE or lang == ""
    )


def _phrases_of(reason: catalogue.Reason) -> Iterable[tuple[str, tuple[str, ...]]]:
    yield "", reason.phrases
    for lang, said in reason.system.items():
        yield lang, tuple(p for p in said.phrases if p not in reason.phrases)


def _reasons() -> list[catalogue.Reason]:
    system = [r for r in catalogue.load().values() if r.origin == "system"]
    return sorted(system, key=lambda r: (r.code not in _SPECIFIC, r.order))
