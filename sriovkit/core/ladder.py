"""The ladder for a terminal: verdict, what to do next and what it interrupts, then nine lines, then the opened card.

Rule: at most 65 columns, no character that cp932 lacks, none of ambiguous width, nothing told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from . import catalogue, clean, report
from . import text as reader
from .clean import line, pad, width
from .rungs import Rung
from .text import language
from .vendor_words import vendor_lines

if TYPE_CHECKING:
    from .catalogue import Step
    from .diagnose import Diagnosis, Finding, Gap

#: Colours a word by the state it tells; the plain one leaves it as it is.
Paint = Callable[[str, str], str]


def text(d: Diagnosis, lang: str | None = None, columns: int = 65, paint: Paint | None = None) -> str:
    """The ladder and, where something is to be done, the card of the first thing."""
    lang = language(lang)
    paint = paint or (lambda _, words: words)
    first, *rest = head(d, lang)
    said = [folded for line in rest for folded in wrap(line, columns, "", "  ")]
    parts = [first, *said, *rung_lines(d, lang, columns, paint), *opened(d, lang, columns)]
    parts += [*d.window.short(lang, columns), *gaps(d, lang, columns)]
    return "\n".join(parts)


def head(d: Diagnosis, lang: str) -> list[str]:
    """Which host, the verdict, and the next thing to do with what it interrupts."""
    said = [f"{reader.words('ladder.verdict', lang)}{verdict(d, lang)}"]
    step = next_step(d, lang)
    return [whose(d, lang), *said, *([f"{reader.words('ladder.next', lang)}{step}"] if step else [])]


def whose(d: Diagnosis, lang: str) -> str:
    """The host, when it was asked and in which language it speaks; simulated and unverified are said first."""
    marks = [f"[{reader.words('ladder.simulated', lang)}] "] if d.simulated else []
    source = d.snapshot.source
    if source.get("tls") and source.get("verified") is False:
        marks.append(f"[{reader.words('ladder.unverified', lang)}] ")
    host = line(d.host, 30) or reader.words("ladder.pasted", lang)
    parts = ["".join(marks) + host]
    if when := _when(d.snapshot.taken):
        parts.append(reader.words("ladder.taken", lang, when=when))
    if spoken := _spoken(d):
        parts.append(f"Windows: {reader.words(f'language.{spoken}', lang)}")
    return "   ".join(parts)


def verdict(d: Diagnosis, lang: str) -> str:
    """One sentence: usable or not, how much is to mend, how much is unknown."""
    count = sum(f.blocks for f in d.findings)
    unknown = sum(r.state == "unknown" for r in d.rungs)
    if d.ready is False and all(r.state != "blocked" for r in d.rungs):
        key = "at-risk"
    else:
        key = {True: "ready", False: "blocked", None: "unknown"}[d.ready]
    if d.wish.nothing:
        key = f"nothing-{key}"
    elif key == "ready" and not d.wish.vm_nics:
        key = "ready-switch"
    return reader.words(f"verdict.{key}", lang, count=count, unknown=unknown, plural="" if count == 1 else "s")


def next_step(d: Diagnosis, lang: str) -> str:
    """What to do first and what it interrupts; "" where there is nothing to do."""
    first = d.first
    if first is None:
        return ""
    number = catalogue.RUNGS.index(first.rung) + 1
    todo = reader.words(f"todo.{first.rung}", lang, number=number)
    here = [f.reason.impact for f in d.findings if f.blocks and f.rung == first.rung]
    worst = max(here, key=catalogue.IMPACTS.index)
    return todo + reader.words(f"interrupts.{worst}", lang)


def rung_lines(d: Diagnosis, lang: str, columns: int = 65, paint: Paint | None = None) -> list[str]:
    """Nine lines, the top rung first; ">" stands before the rung of the first thing to do."""
    first = d.first.rung if d.first else ""
    names = {r.rung: reader.words(f"rung.{r.rung}", lang) for r in d.rungs}
    states = {s: f"[{reader.words(f'state.{s}', lang)}]" for s in _STATES}
    left, middle = max(map(width, names.values())) + 1, max(map(width, states.values())) + 1
    lines = []
    for r in reversed(d.rungs):
        mark = ">" if r.rung == first else " "
        state = pad(states[r.state], middle)
        room = columns - 3 - left - middle
        shown = f"{mark}{r.number} {pad(names[r.rung], left)}{paint(r.state, state) if paint else state}"
        lines.append((shown + clip(detail(d, r, lang), room)).rstrip())
    return lines


def detail(d: Diagnosis, r: Rung, lang: str) -> str:
    """What stands behind a rung's state, in a few words."""
    if r.findings:
        codes = list(dict.fromkeys(r.findings))
        shorts = [catalogue.load()[code].say("short", lang) for code in codes]
        joined = reader.words("ladder.joint", lang).join(shorts)
        return joined if len(shorts) == 1 else reader.words("ladder.several", lang, count=len(shorts), what=joined)
    if r.state == "unknown" and r.after:
        return reader.words("ladder.after", lang, number=r.after)
    if r.state == "unknown":
        return reader.words("ladder.not-told", lang)
    if r.rung == "switch" and r.state == "ok" and r.vfs is not None:
        return reader.words("ladder.switch-ok", lang, vfs=r.vfs)
    return ""


def opened(d: Diagnosis, lang: str, columns: int = 65) -> list[str]:
    """The card of the first thing to do, and the names of what comes after it."""
    if d.first is None:
        return []
    rest = [f for f in d.findings if f.blocks and f is not d.first]
    lines = ["", *card(d.first, lang, columns, reader.words("card.first", lang))]
    lines += [reader.words("card.then", lang)] if rest else []
    for f in rest:
        lines += wrap(f"- {f.reason.say('title', lang)} ({f.code})", columns, "  ", "    ")
    return lines


def card(f: Finding, lang: str, columns: int = 65, head: str = "") -> list[str]:
    """One reason opened: what it is, the steps, how to prove it gone, what Windows said."""
    reason = f.reason
    lines = wrap(f"{head}{reason.say('title', lang)} ({f.code})", columns)
    lines += wrap(reason.say("meaning", lang), columns, "  ")
    for number, step in enumerate(reason.remedy, 1):
        lines += wrap(f"{number}. {step_line(step, lang)}", columns, "  ", "     ")
        lines += [f"     {step.command}"] if step.command else []
    lines += vendors(f, lang, columns)
    for proof in reason.proof[:1]:
        lines += wrap(f"{reader.words('card.proof', lang)}{proof.words[lang]}", columns, "  ")
        lines += [f"     {proof.command}"] if proof.command else []
    said = f.sentence()
    return lines + (wrap(f"{reader.words('card.said', lang)}{clean.shown(said)}", columns, "  ") if said else [])


def vendors(f: Finding, lang: str, columns: int = 65) -> list[str]:
    """What the maker of the card calls things, under the family's name."""
    lines: list[str] = []
    for head, told in groupby(vendor_lines(f, lang), key=lambda line: line.family):
        lines += wrap(vendor_head(head, lang), columns, "  ", "     ")
        for said in told:
            mark = "" if said.confirmed else f"[{reader.words('card.unconfirmed', lang)}] "
            lines += wrap(f"- {mark}{said.words}", columns, "  ", "     ")
    return lines


def vendor_head(family: str, lang: str) -> str:
    return reader.words("vendor.family", lang, name=family) if family else reader.words("vendor.general", lang)


def step_line(step: Step, lang: str) -> str:
    """One step of a remedy with who does it, where, and what it interrupts; unconfirmed knowledge says so."""
    parts = [reader.words(f"where.{step.where}", lang), reader.words(f"impact.{step.impact}", lang)]
    if step.confidence not in ("documented", "seen"):
        parts.append(reader.words("card.unconfirmed", lang))
    return f"[{' / '.join(parts)}] {step.words[lang]}"


def gaps(d: Diagnosis, lang: str, columns: int = 65) -> list[str]:
    """What could not be told, one line or two each."""
    if not d.unknown:
        return []
    lines = ["", reader.words("card.unknown", lang)]
    for gap in d.unknown:
        lines += wrap(f"- {gap_words(gap, lang)}", columns, "  ", "    ")
    return lines + [folded for said in offer(d, lang) for folded in wrap(said, columns, "  ")]


def offer(d: Diagnosis, lang: str) -> list[str]:
    """How to report what nobody knows yet; nothing where there is no such thing."""
    return [reader.words("report.offer", lang)] if any(g.code in report.REPORTED for g in d.unknown) else []


def gap_words(gap: Gap, lang: str) -> str:
    """A gap as a sentence; one without words of its own shows its code."""
    facts = {name: line(value, 300) for name, value in gap.facts.items()}
    key = f"gap.{gap.code}"
    return reader.words(key, lang, **{"place": gap.target, **facts}) if reader.has(key) else f"{gap.code} {gap.target}"


_STATES = ("blocked", "at-risk", "ok", "unknown", "not-applicable")


def clip(words: str, columns: int) -> str:
    """`words` cut to a number of console columns, with the cut shown."""
    if width(words) <= columns:
        return words
    while words and width(words) > columns - 3:
        words = words[:-1]
    return words + "..."


def wrap(words: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Lines of at most `columns`; breaks at spaces, and between full-width characters where there are none."""
    lines: list[str] = []
    current = indent
    for piece in _pieces(words):
        if width(current + piece.rstrip()) > columns and current.strip():
            lines.append(current.rstrip())
            current = hanging if hanging is not None else indent
            piece = piece.lstrip()
        current += piece
    return [*lines, current.rstrip()]


def _pieces(words: str) -> Iterator[str]:
    """What must not be broken: a word with the space before it, or one full-width character with its closing mark."""
    run = ""
    for c in " ".join(words.split()):
        wide = width(c) == 2
        if c == " " or (wide and c not in "、。」)"):
            if run:
                yield run
            run = c
        else:
            run += c
    if run:
        yield run


def _when(taken: str) -> str:
    try:
        return datetime.fromisoformat(taken).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def _spoken(d: Diagnosis) -> str:
    """The language the host speaks: of its session, else of its installed display languages."""
    told = [str(d.snapshot.session.get("ui_culture") or ""), *(d.joined.host.facts.get("mui_languages") or [])]
    return next((t.split("-")[0].lower() for t in told if t.split("-")[0].lower() in reader.LANGUAGES), "")
