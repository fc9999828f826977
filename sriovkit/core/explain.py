"""Search the catalogue by any part of a sentence, a code or a value, in either language.

Rule: cuts, white space, full-width letters and typing errors do not matter; what resembles nothing finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from . import explain_index, explain_properties
from . import text as reader
from .clean import line, shown
from .console import match_sentence
from .errors import InputError
from .explain_index import LEAST, Term, fold
from .explain_shown import Explained, Matches, Overview

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


def explain(text: str, lang: str | None = None) -> Matches:
    """The reasons that `text` may mean, the best first, at most five; none where nothing resembles it.

    `text` is any part of a sentence, a code ("pcie-os-control"), a value ("NoOscSupport", "SriovSupport 7"), or a
    property ("VFDataPathActive"); one that is no single reason's comes first as an `Overview` of what it is.
    The list shows itself as the best one's card, the others by name. `lang` is the language of the cards.
    Raises InputError for text of less than two characters.
    """
    query = fold(shown(text[:LIMIT]))
    if len(query) < LEAST:
        raise InputError("search-too-short", text=line(text, 40))
    best: dict[str, Explained] = {}
    places = explain_properties.named(query)
    leads = ((code, 1.0, "property") for code in explain_properties.leads(places))
    for code, score, how in (*leads, *_exact(query), *_sentences(text[:LIMIT]), *_parts(query), *_similar(query)):
        if code not in best or best[code].score < score:
            best[code] = Explained(code, round(score, 3), how, reader.language(lang))
    found = [e for e in best.values() if not (places and e.code == "ok")]  # a property alone says nothing of its value
    ordered = sorted(found, key=lambda e: (-e.score, e.reason.order))
    likely: list[Explained] = [e for e in ordered if e.score >= ordered[0].score * _BESIDE]
    if places and not any(e.score == 1.0 for e in likely):
        likely = [Overview(explain_properties.title(places), 1.0, "overview", reader.language(lang), places), *likely]
    return Matches(likely[:MOST], text, reader.language(lang))


def explained(text: str, lang: str | None = None) -> Matches:
    """As `explain`, but raises InputError where nothing resembles `text`."""
    found = explain(text, lang)
    if not found:
        raise found.nothing
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
