"""Search the catalogue by any part of a sentence, a code or a value, in either language.

Rule: cuts, white space, full-width letters and typing errors do not matter; what resembles nothing finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from . import card, catalogue, explain_index, explain_properties, ladder_html, originals
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
    """A reason that was found: how (code, value, property, sentence, part, similar), and how surely (0 to 1)."""

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
        said = "".join(f"<p>{ladder_html.safe(words)}</p>" for words in originals.quotes(self.reason, lang))
        return f'{ladder_html.finding(self._finding(), lang)}<div lang="{lang}">{said}</div>'

    def _finding(self) -> Finding:
        return Finding(self.code, self.reason.rung, "found", "", (), self.reason.severity)

    def _said(self, lang: str, columns: int) -> list[str]:
        said = map(originals.plain, originals.quotes(self.reason, lang))
        return [part for words in said for part in wrap(words, columns, "  ")]


@dataclass(frozen=True, repr=False)
class Overview(Explained):
    """A property that many reasons show, or none: `code` is its name, `how` is "overview"."""

    places: explain_properties.Places = ()

    @property
    def reason(self) -> Reason:
        """What the property is, in the shape of a reason that has nothing to mend."""
        words = {
            s: {"title": self.code, "short": self.code, "meaning": " ".join(self._told(s))} for s in reader.LANGUAGES
        }
        return replace(catalogue.load()["ok"], code=self.code, words=words, system={}, sriov_support="", proof=())

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """What the property means in the rows of each cmdlet, for a terminal."""
        told = self._told(reader.language(lang or self.lang))
        return "\n".join([self.code, *(part for words in told for part in wrap(f"- {words}", columns, "  ", "    "))])

    def _repr_html_(self) -> str:
        lang = reader.language(self.lang)
        told = "".join(f"<li>{ladder_html.safe(words)}</li>" for words in self._told(lang))
        return ladder_html.framed(f"<p><b>{ladder_html.safe(self.code)}</b></p><ul>{told}</ul>", lang)

    def _told(self, lang: str) -> list[str]:
        """One line a place: whose property it is, and what it says there."""
        named = [(c.section, p, "" if p.name == self.code else f" {p.name}") for c, p in self.places]
        return [f"{section}{name}: {explain_properties.meaning(section, p, lang)}" for section, p, name in named]


def explain(text: str, lang: str | None = None) -> list[Explained]:
    """The reasons that `text` may mean, the best first, at most five; none where nothing resembles it.

    `text` is any part of a sentence, a code ("pcie-os-control"), a value ("NoOscSupport", "SriovSupport 7"), or a
    property ("VFDataPathActive"); one that is no single reason's comes first as an `Overview` of what it is.
    `lang` is the language of the cards. Raises InputError for text of less than two characters.
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
    return likely[:MOST]


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
