"""What a search of the catalogue gives: a reason with its card, a property with what it means, and the list of both.

Rule: a list shows itself as the likeliest reason's card and the others by name; nothing found says what to give.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import card, catalogue, explain_properties, ladder_html, originals
from . import text as reader
from .catalogue import Reason
from .clean import line, shown
from .columns import wrap
from .errors import InputError
from .findings import Finding


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
        return ladder_html.finding(self._finding(), lang) + ladder_html.framed(said, lang)

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


class Matches(list[Explained]):
    """The reasons that a text may mean, the best first, shown as the best one's card and the others by name."""

    def __init__(self, found: Iterable[Explained], asked: str, lang: str) -> None:
        super().__init__(found)
        self._asked, self._lang = line(asked, 60), lang

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The best one's card for a terminal, then the others by name; where there is none, what to give instead."""
        lang = reader.language(lang or self._lang)
        if not self:
            return "\n".join(part for said in self._nothing(lang) for part in wrap(shown(said), columns))
        lines = [self[0].text(lang, columns), *self._also(lang)]
        for other in self[1:]:
            lines += wrap(f"- {_named(other, lang)}", columns, "  ", "    ")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        lang = reader.language(self._lang)
        if not self:
            said = "".join(f"<p>{ladder_html.safe(words)}</p>" for words in self._nothing(lang))
            return ladder_html.framed(said, lang)
        also = "".join(f"<p>{ladder_html.safe(words)}</p>" for words in self._also(lang))
        others = "".join(f"<li>{ladder_html.safe(_named(other, lang))}</li>" for other in self[1:])
        more = ladder_html.framed(f"{also}<ul>{others}</ul>", lang) if others else ""
        return self[0]._repr_html_() + more

    def _also(self, lang: str) -> list[str]:
        return [reader.words("explain.also", lang)] if self[1:] else []

    @property
    def nothing(self) -> InputError:
        """What to raise, or to say, where there is none."""
        return InputError("nothing-explained", text=self._asked)

    def _nothing(self, lang: str) -> list[str]:
        return [self.nothing.cause(lang), self.nothing.next_step(lang)]


def _named(found: Explained, lang: str) -> str:
    return f"{found.reason.say('title', lang)} ({found.code})"
