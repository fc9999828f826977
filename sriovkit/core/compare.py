"""Before and after: two diagnoses of one host, rung by rung, and which reasons are gone, new or left.

Rule: a reason is gone only where the later look could have seen it; where its rung has become unknown, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import ladder
from . import text as reader
from .clean import line, pad, width
from .columns import clip, wrap
from .diagnose import Diagnosis
from .errors import UsageError
from .findings import Finding
from .ladder_html import COLOURS, framed, safe, tag
from .rungs import Rung


@dataclass(frozen=True)
class Pair:
    """One rung in both looks. `change` is better, worse, same or unknown."""

    rung: str
    before: Rung
    after: Rung

    @property
    def change(self) -> str:
        old, new = self.before.state, self.after.state
        if old == new:
            return "same"
        if "unknown" in (old, new):
            return "better" if new == "ok" else "worse" if new in _BAD else "unknown"
        return "better" if old in _BAD else "worse" if new in _BAD else "same"


_BAD = ("blocked", "at-risk")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two looks at one host. Its repr and HTML show both ladders side by side."""

    before: Diagnosis
    after: Diagnosis
    #: The top rung first.
    rungs: tuple[Pair, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    left: tuple[Finding, ...]

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The comparison for a terminal."""
        lang = reader.language(lang)
        lines = [clip(words, columns) for words in self.head(lang)]
        lines += [clip(words, columns) for words in _rows(self.rungs, lang)]
        return "\n".join([*lines, *(f for said in self.remarks(lang) for f in wrap(said, columns, "", "  "))])

    def html(self, lang: str | None = None) -> str:
        """The same as one <div>."""
        lang = reader.language(lang)
        return framed(body(self, lang), lang)

    def head(self, lang: str) -> list[str]:
        """Which host, and the verdict of each look."""
        looks = ((self.before, "compare.before"), (self.after, "compare.after"))
        verdicts = [reader.words(key, lang, verdict=ladder.verdict(d, lang)) for d, key in looks]
        return [ladder.whose(self.after, lang), *verdicts]

    def remarks(self, lang: str) -> list[str]:
        """Which reasons are gone, new or left; nothing of a kind that there is not."""
        kinds = (("gone", self.gone), ("new", self.new), ("left", self.left))
        return [reader.words(f"compare.{kind}", lang, what=_titles(found, lang)) for kind, found in kinds if found]

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def compare(before: Diagnosis, after: Diagnosis) -> Comparison:
    """Two diagnoses of one host, the earlier first. Raises UsageError where they are of different hosts."""
    if before.host and after.host and before.host.casefold() != after.host.casefold():
        raise UsageError("compare-two-hosts", host=after.host, other=before.host)
    later = {r.rung: r for r in after.rungs}
    pairs = tuple(Pair(r.rung, r, later[r.rung]) for r in reversed(before.rungs))
    old, new = _named(before.findings), _named(after.findings)
    gone = tuple(f for key, f in old.items() if key not in new and later[f.rung].state != "unknown")
    left = tuple(f for key, f in old.items() if key in new or later[f.rung].state == "unknown")
    return Comparison(before, after, pairs, gone, tuple(f for key, f in new.items() if key not in old), left)


def _named(findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    return {(f.code, f.target): f for f in findings if f.blocks}


def _titles(findings: Iterable[Finding], lang: str) -> str:
    joint = reader.words("ladder.joint", lang)
    return joint.join(dict.fromkeys(f"{f.reason.say('title', lang)} ({f.code})" for f in findings))


def cells(pair: Pair, lang: str) -> tuple[str, str, str, str]:
    """A row's words: number and name, both states, and what became of it."""
    name = f"{pair.after.number} {reader.words(f'rung.{pair.rung}', lang)}"
    states = [f"[{reader.words(f'state.{r.state}', lang)}]" for r in (pair.before, pair.after)]
    return name, states[0], states[1], reader.words(f"compare.{pair.change}", lang)


def _rows(pairs: Iterable[Pair], lang: str) -> list[str]:
    rows = [cells(pair, lang) for pair in pairs]
    left, middle = (max(width(line(row[n])) for row in rows) + 1 for n in (0, 1))
    last = max(width(row[2]) for row in rows) + 1
    return [f"{pad(a, left)}{pad(b, middle)}-> {pad(c, last)}{d}".rstrip() for a, b, c, d in rows]


def body(c: Comparison, lang: str) -> str:
    """The inner HTML: verdicts, a table of rungs with words for every state, and the reasons."""
    head = "".join(tag("p", "margin: .15em 0", safe(words)) for words in c.head(lang))
    names = ("rung", "was", "is", "change")
    top = "".join(f'<th scope="col" {_LEFT}>{safe(reader.words(f"compare.{name}", lang))}</th>' for name in names)
    rows = "".join(_row(pair, lang) for pair in c.rungs)
    table = tag("table", "border-collapse: collapse; margin: .4em 0", f"<thead><tr>{top}</tr></thead>", rows)
    return head + table + "".join(tag("p", "margin: .15em 0", safe(words)) for words in c.remarks(lang))


_LEFT = 'style="text-align: left; padding: .1em .8em .1em .5em"'


def _row(pair: Pair, lang: str) -> str:
    name, was, now, change = map(safe, cells(pair, lang))
    edges = [f"border-left: .35em solid {COLOURS[r.state]}; text-align: left" for r in (pair.before, pair.after)]
    room = "padding: .1em .8em .1em .5em"
    head = f'<th scope="row" {_LEFT}>{name}</th>'
    told = [tag("td", f"{edge}; {room}", said) for edge, said in zip(edges, (was, now), strict=True)]
    return f"<tr>{head}{''.join(told)}<td {_LEFT}>{change}</td></tr>"
