"""One window for all hands-on work: BIOS, NIC firmware and the server room in a single power-off.

Rule: one reason at a time is for understanding, not for outages; nothing here is done by us, a person confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from . import packaged
from . import text as reader
from .clean import markup, shown
from .columns import wrap
from .vendors import CONFIRMED

if TYPE_CHECKING:
    from .catalogue import Step
    from .findings import Finding

#: Where work is done by hands while the host is down, in the order of the window.
PLACES = ("bios", "nic-firmware", "server-room")


@dataclass(frozen=True)
class Care:
    """What belongs before (or after) the work: its words, its short name, its command, how sure it is."""

    id: str
    words: Mapping[str, str]
    short: Mapping[str, str]
    confidence: str
    command: str = ""

    def to_dict(self) -> dict[str, Any]:
        told = {"id": self.id, "confidence": self.confidence, "en": self.words["en"], "ja": self.words["ja"]}
        return {**told, **({"command": self.command} if self.command else {})}


@dataclass(frozen=True)
class Task:
    """One hands-on step, and the reasons and things it is for."""

    where: str
    step: Step
    codes: tuple[str, ...]
    targets: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        said = {"en": self.step.words["en"], "ja": self.step.words["ja"], "confidence": self.step.confidence}
        return {"where": self.where, "codes": list(self.codes), "targets": list(self.targets), **said}


@dataclass(frozen=True)
class Window:
    """The work of one power-off, false where there is none; its repr and HTML are the list to work through."""

    before: tuple[Care, ...]
    tasks: tuple[Task, ...]
    after: tuple[Care, ...]

    def __bool__(self) -> bool:
        return bool(self.tasks)

    def at(self, place: str) -> list[Task]:
        """The tasks at a place, in mending order."""
        return [t for t in self.tasks if t.where == place]

    def short(self, lang: str, columns: int = 65) -> list[str]:
        """Some lines for the ladder: how much work stands where, and what comes before it."""
        if not self:
            return []
        joint = reader.words("ladder.joint", lang)
        places = joint.join(_count(p, len(self.at(p)), lang) for p in PLACES if self.at(p))
        first = joint.join(care.short[lang] for care in self.before)
        said = reader.words("window.short", lang, count=len(self.tasks), places=places)
        return ["", *_wrap(said, columns), *_wrap(reader.words("window.first", lang, what=first), columns, "  ")]

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The whole list for a terminal: before, the work by place, after."""
        lang = reader.language(lang)
        lines = list(_wrap(reader.words("window.title" if self else "window.none", lang), columns))
        for number, (head, items) in enumerate(self._parts(lang)):
            lines += [*([""] if number else []), head]
            for words, command in items:
                lines += _wrap(f"- {words}", columns, "  ", "    ")
                lines += [f"     {command}"] if command else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def html(self, lang: str | None = None) -> str:
        """The same as HTML, folded under its title; "" where there is no work."""
        lang = reader.language(lang)
        parts = "".join(f"<p><b>{_safe(head)}</b></p><ul>{_items(items)}</ul>" for head, items in self._parts(lang))
        title = f"<summary>{_safe(reader.words('window.title', lang))}</summary>"
        return f'<details class="window" lang="{lang}">{title}{parts}</details>' if self else ""

    def to_dict(self) -> dict[str, Any]:
        return {part: [item.to_dict() for item in getattr(self, part)] for part in ("before", "tasks", "after")}

    def _parts(self, lang: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """(heading, its lines with their commands) in the order of the work; none where there is no work."""
        if not self:
            return
        yield reader.words("window.before", lang), [_care(c, lang) for c in self.before]
        for place in PLACES:
            if self.at(place):
                yield reader.words(f"where.{place}", lang), [_task(t, lang) for t in self.at(place)]
        yield reader.words("window.after", lang), [_care(c, lang) for c in self.after]


def of(findings: Iterable[Finding]) -> Window:
    """The window for the blocking ones among findings; the same step for several reasons is one task."""
    asked: dict[tuple[str, str], list[tuple[Step, Finding]]] = {}
    for finding in findings:
        for step in finding.steps if finding.blocks else ():
            if step.where in PLACES:
                asked.setdefault((step.where, step.words["en"]), []).append((step, finding))
    tasks = [_task_of(same) for same in asked.values()]
    ordered = sorted(tasks, key=lambda t: PLACES.index(t.where))
    before, after = cares()["before"], cares()["after"]
    return Window(before if tasks else (), tuple(ordered), after if tasks else ())


def _task_of(same: Sequence[tuple[Step, Finding]]) -> Task:
    """One task for everything that asks for the same step."""
    codes = dict.fromkeys(finding.code for _, finding in same)
    targets = dict.fromkeys(finding.target for _, finding in same)
    step = same[0][0]
    return Task(step.where, step, tuple(codes), tuple(targets))


@cache
def cares() -> Mapping[str, tuple[Care, ...]]:
    """What belongs "before" and "after" all work by hands."""
    raw = packaged.toml("window.toml")
    return {part: tuple(_care_of(item) for item in raw[part]) for part in ("before", "after")}


def _care_of(raw: Mapping[str, Any]) -> Care:
    words = {"en": raw["en"], "ja": raw["ja"]}
    return Care(raw["id"], words, raw["short"], raw["confidence"], raw.get("command", ""))


def _care(care: Care, lang: str) -> tuple[str, str]:
    return _mark(care.confidence, lang) + care.words[lang], care.command


def _task(task: Task, lang: str) -> tuple[str, str]:
    bearers = [t for t in task.targets if t != "host"]
    names = ", ".join([*task.codes, *bearers])
    return f"{names}: {_mark(task.step.confidence, lang)}{task.step.words[lang]}", task.step.command


def _mark(confidence: str, lang: str) -> str:
    return "" if confidence in CONFIRMED else f"[{reader.words('card.unconfirmed', lang)}] "


def _count(place: str, count: int, lang: str) -> str:
    return reader.words("window.count", lang, place=reader.words(f"where.{place}", lang), count=count)


def _items(items: list[tuple[str, str]]) -> str:
    return "".join(f"<li>{_safe(words)}{_code(command)}</li>" for words, command in items)


def _code(command: str) -> str:
    return f"<pre><code>{_safe(command)}</code></pre>" if command else ""


def _safe(text: object) -> str:
    return markup(text)


def _wrap(words: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    return wrap(shown(words), columns, indent, hanging)
