"""Search the catalogue by any part of a sentence, a code or a value, in either language.

Rule: cuts, white space, full-width letters and typing errors do not matter; what resembles nothing finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from . import card, catalogue, explain_index, ladder_html
from . import text as reader
from .catalogue import Reason
from .clean import line, shown
from .columns import wrap
from .console import match_sentence
from .errors import InputError
from .explain_index import LEAST, Term, fold
from .findings import Finding

#: Longest text that is searched for, in characters.
LIMIT = 5_000
#: Reasons found at most.
MOST = 5
#: Score below which a likeness is none, and part of the best score below which a lesser match is left out.
_LIKE, _BESIDE = 0.5, 0.75
#: Shortest name that is found inside a longer text.
_INSIDE = 9
#: Characters from which a text is no longer compared letter by letter.
_LONG = 600
_NUMBER = re.compile(r"(sriovsupport|failurereason)\D{0,12}?(\d{1,2})(?!\d)")
_SURE = {"whole": 1.0, "beginning": 0.97, "phrase": 0.95}


@dataclass(frozen=True)
class Explained:
    """A reason that was found: how (code, value, sentence, part, similar), and how surely (0 to 1)."""

    code: str
    score: float
    how: str
    lang: str = ""

    @property
    def reason(self) -> Reason:
        return catalogue.load()[self.code]

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The reason's card for a terminal, with Windows' own sentence in each language that is known."""
        lang = reader.language(lang or self.lang)
        return "\n".join([*card.lines(self._finding(), lang, columns), *self._said(lang, columns)])

    def __repr__(self) -> str:
        title = self.reason.say("title", reader.language(self.lang))
        return f"<{self.code} {self.score:.2f} ({self.how}): {title}>"

    def _repr_html_(self) -> str:
        lang = reader.language(self.lang)
        said = "".join(f"<p>{ladder_html.safe(words)}</p>" for words in _quotes(self.reason, lang))
        return f'{ladder_html.finding(self._finding(), lang)}<div lang="{lang}">{said}</div>'

    def _finding(self) -> Finding:
        return Finding(self.code, self.reason.rung, "found", "", (), self.reason.severity)

    def _said(self, lang: str, columns: int) -> list[str]:
        said = [words.replace("\u00ae", "(R)") for words in _quotes(self.reason, lang)]  # cp932 lacks the sign
        return [part for words in said for part in wrap(words, columns, "  ")]


def explain(text: str, lang: str | None = None) -> list[Explained]:
    """The reasons that `text` may mean, the best first, at most five; none where nothing resembles it.

    `text` is any part of a sentence, a code ("pcie-os-control") or a value ("NoOscSupport", "SriovSupport 7").
    `lang` is the language of the cards. Raises InputError for text of less than two characters.
    """
    query = fold(shown(text[:LIMIT]))
    if len(query) < LEAST:
        raise InputError("search-too-short", text=line(text, 40))
    best: dict[str, Explained] = {}
    for code, score, how in (*_exact(query), *_sentences(text[:LIMIT]), *_parts(query), *_similar(query)):
        if code not in best or best[code].score < score:
            best[code] = Explained(code, round(score, 3), how, reader.language(lang))
    ordered = sorted(best.values(), key=lambda e: (-e.score, e.reason.order))
    return [e for e in ordered if e.score >= ordered[0].score * _BESIDE][:MOST]


def explained(text: str, lang: str | None = None) -> list[Explained]:
    """As `explain`, but raises InputError where nothing resembles `text`."""
    found = explain(text, lang)
    if not found:
        raise InputError("nothing-explained", text=line(text, 60))
    return found


def _exact(query: str) -> Iterator[tuple[str, float, str]]:
    """Codes and values that are the text or stand in it, and numbers beside the name of their property."""
    bare = re.sub(r"\W", "", query)
    for term in explain_index.names():
        if term.folded == bare or (len(term.folded) >= _INSIDE and term.folded in bare):
            yield term.code, 1.0 if term.folded == bare else 0.96, term.how
    for name, number in _NUMBER.findall(query):
        code = explain_index.by_number(name, int(number), "pcidevice" in query or "devpkey" in query)
        if code:
            yield code, 1.0, "value"


def _sentences(text: str) -> Iterator[tuple[str, float, str]]:
    for code, how, _ in match_sentence(text):
        yield code, _SURE[how], "sentence"


def _parts(query: str) -> Iterator[tuple[str, float, str]]:
    """Terms that hold the text; the more of one it is the better, and its beginning before its middle."""
    for term in explain_index.terms():
        if query in term.folded:
            share = len(query) / len(term.folded)
            begun = 0.02 if term.folded.startswith(query) else 0.0
            yield term.code, term.weight * (0.9 + 0.08 * share + begun), "part"


def _similar(query: str) -> Iterator[tuple[str, float, str]]:
    """Terms that share the rarer groups of letters with the text; the likeliest are compared letter by letter."""
    if len(query) < 2 * LEAST:
        return
    for term, share in explain_index.nearest(query, 8):
        likeness = share if len(query) > _LONG else (share + _likeness(query, term)) / 2
        score = min(1.0, likeness) * term.weight * 0.9
        if score >= _LIKE:
            yield term.code, score, "similar"


def _likeness(query: str, term: Term) -> float:
    """The part of the shorter text that the other holds in the same order; a little less the longer the other is."""
    matcher = SequenceMatcher(None, term.folded, query, autojunk=False)
    size = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    shorter, longer = sorted((len(query), len(term.folded)))
    return size / shorter * (0.9 + 0.1 * shorter / longer)


def _quotes(reason: Reason, lang: str) -> tuple[str, ...]:
    """Windows' sentence in each language, with what is not certain about it."""
    found = []
    for spoken in reader.LANGUAGES:
        said = reason.system.get(spoken)
        if said is None or not said.text:
            continue
        marks = [reader.words("explain.beginning", lang)] if not said.whole else []
        if said.confidence not in ("documented", "seen"):
            marks.append(reader.words("card.unconfirmed", lang))
        if spoken == "en" and not (reason.system.get("ja") and reason.system["ja"].text):
            marks.append(reader.words("explain.original-unknown", lang))
        tail = f" ({reader.words('ladder.joint', lang).join(marks)})" if marks else ""
        found.append(f"{reader.words(f'explain.said-{spoken}', lang)}{said.text}{tail}")
    return tuple(found)
