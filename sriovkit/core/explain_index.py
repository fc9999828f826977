"""What the search looks in: names, sentences and words of every reason, folded, with the groups of letters in them.

Rule: built once from the catalogue; a group of letters counts the more the fewer reasons have it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import catalogue, packaged
from .cmdlets._sriov_support import SRIOV_SUPPORT
from .console.sentences import fold as _fold

#: Fewest characters that can be searched for, white space not counted.
LEAST = 2
#: How much a match in each part of a reason counts.
_WEIGHTS = {"sentence": 1.0, "phrase": 1.0, "title": 0.97, "short": 0.95, "meaning": 0.85, "note": 0.75, "remedy": 0.75}
_CJK = re.compile(r"[぀-ヿ㐀-鿿]")


@dataclass(frozen=True)
class Term:
    """A text that leads to a reason."""

    code: str
    folded: str
    how: str
    weight: float = 1.0


def fold(text: str) -> str:
    """Text as it is compared: one form of each letter, nothing between them, today's words for old ones."""
    folded = _fold(unicodedata.normalize("NFKC", text)).casefold().replace("-", "").replace("_", "")
    for old, ours in _raw()["same"].items():
        folded = folded.replace(old, ours)
    return folded


@cache
def names() -> tuple[Term, ...]:
    """Codes and values: what is equal to one of them means that reason."""
    found: list[Term] = []
    for reason in catalogue.load().values():
        word = fold(reason.sriov_support)
        # "Unknown" alone may be anything; beside the property's name it is a value of it.
        values = [*(fold(token) for token in reason.phrases), *([f"sriovsupport{word}"] if word else [])]
        values += [word] if len(word) > 9 else []
        found += [Term(reason.code, fold(reason.code), "code"), *(Term(reason.code, v, "value") for v in values)]
    return (*found, *(Term(code, fold(text), "value") for text, code in _raw()["texts"].items()))


def told_first() -> frozenset[str]:
    """Properties whose bad value may mean any of many reasons."""
    return frozenset(_raw()["told_first"])


def by_number(name: str, number: int, pci: bool) -> str:
    """The reason for a number of "sriovsupport" (WMI's, or with `pci` the device's) or "failurereason"; else ""."""
    if name == "failurereason":
        wanted = {"guest.vf_failure": number}
        return next((r.code for r in catalogue.load().values() if r.when == wanted), "")
    if pci:
        return str(_raw()["pci_numbers"].get(str(number), ""))
    word = SRIOV_SUPPORT.get(number)
    return next((r.code for r in catalogue.load().values() if word and r.sriov_support == word), "")


@cache
def terms() -> tuple[Term, ...]:
    """Every text of the catalogue that may be searched in parts, a name as well."""
    return (*names(), *(t for reason in catalogue.load().values() for t in _terms(reason)))


def _terms(reason: catalogue.Reason) -> Iterator[Term]:
    for kind, text in _texts(reason):
        if len(fold(text)) >= LEAST:
            yield Term(reason.code, fold(text), kind, _WEIGHTS[kind])


def _texts(reason: catalogue.Reason) -> Iterator[tuple[str, str]]:
    for said in reason.system.values():
        yield "sentence", said.text
        yield from (("phrase", phrase) for phrase in said.phrases)
    for words in reason.words.values():
        yield from ((kind, words[kind]) for kind in ("title", "short", "meaning", "note") if kind in words)
    for step in reason.remedy:
        yield from (("remedy", words) for words in (*step.words.values(), step.command) if words)


def nearest(query: str, most: int) -> list[tuple[Term, float]]:
    """The terms that share most of the query's groups of letters, with the part of their worth that they share."""
    groups = _groups(query)
    index, worth = _index()
    shared: dict[int, float] = defaultdict(float)
    for group in groups:
        for number in index.get(group, ()):
            shared[number] += worth[group]
    whole = sum(worth.get(group, _rarest()) for group in groups)
    listed = terms()
    found = [(listed[n], value / _most_shared(n, whole)) for n, value in shared.items()]
    return sorted(found, key=lambda f: -f[1] * f[0].weight)[:most]


def _most_shared(number: int, whole: float) -> float:
    """What could be shared at most: all of the query, or all of a long term that a longer query holds."""
    return min(whole, _worths()[number]) if len(terms()[number].folded) > 40 else whole


@cache
def _worths() -> tuple[float, ...]:
    _, worth = _index()
    return tuple(max(sum(worth[group] for group in _groups(term.folded)), 1e-9) for term in terms())


@cache
def _index() -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, float]]:
    """Groups of letters -> numbers of the terms that have them, and what each group is worth."""
    places: dict[str, list[int]] = defaultdict(list)
    reasons: dict[str, set[str]] = defaultdict(set)
    for number, term in enumerate(terms()):
        for group in _groups(term.folded):
            places[group].append(number)
            reasons[group].add(term.code)
    worth = {group: math.log(1 + len(catalogue.load()) / len(codes)) for group, codes in reasons.items()}
    return {group: tuple(numbers) for group, numbers in places.items()}, worth


def _rarest() -> float:
    """A group that nobody has counts as one of a single reason."""
    return math.log(1 + len(catalogue.load()))


def _groups(folded: str) -> set[str]:
    """Groups of three letters, of two where a full-width one is among them."""
    two = {folded[i : i + 2] for i in range(len(folded) - 1) if _CJK.search(folded[i : i + 2])}
    three = {folded[i : i + 3] for i in range(len(folded) - 2) if not _CJK.search(folded[i : i + 3])}
    return two | three


@cache
def _raw() -> Mapping[str, Any]:
    return packaged.toml("search.toml")
