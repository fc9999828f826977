"""The ladder for a terminal: verdict, what to do next and what it interrupts, then nine lines, then the opened card.

Rule: at most 65 columns, no character that cp932 lacks, none of ambiguous width, nothing told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from . import card, catalogue, report
from . import text as reader
from .clean import line, pad, width
from .columns import clip, wrap
from .rungs import Rung
from .text import language

if TYPE_CHECKING:
    from .diagnose import Diagnosis
    from .findings import Gap

#: Colours a word by the state it tells; the plain one leaves it as it is.
Paint = Callable[[str, str], str]


def text(d: Diagnosis, lang: str | None = None, columns: int = 65, paint: Paint | None = None) -> str:
    """The ladder and, where something is to be done, the card of the first thing."""
    lang = language(lang)
    paint = paint or (lambda _, words: words)
    first, *rest = head(d, lang)
    whose_lines = [first] if width(first) <= columns else wrap(first, columns, "", "  ")
    said = [folded for line in rest for folded in wrap(line, columns, "", "  ")]
    parts = [*whose_lines, *said, *rung_lines(d, lang, columns, paint), *opened(d, lang, columns)]
    parts += [*d.window.short(lang, columns), *gaps(d, lang, columns)]
    return "\n".join(parts)


def head(d: Diagnosis, lang: str) -> list[str]:
    """Which host, the verdict, and the next thing to do with what it interrupts."""
    said = [f"{reader.words('ladder.verdict', lang)}{verdict(d, lang)}"]
    step = next_step(d, lang)
    thought = [reader.words("ladder.supposed", lang, what=line(t)) for t in d.snapshot.source.get("what_if") or ()]
    return [whose(d, lang), *said, *thought, *([f"{reader.words('ladder.next', lang)}{step}"] if step else [])]


def whose(d: Diagnosis, lang: str) -> str:
    """The host, when it was asked and in which language it speaks; simulated and unverified are said first."""
    marks = [f"[{reader.words('ladder.simulated', lang)}] "] if d.simulated else []
    source = d.snapshot.source
    if source.get("what_if"):
        marks.append(f"[{reader.words('ladder.what-if', lang)}] ")
    if source.get("tls") and source.get("verified") is False:
        marks.append(f"[{reader.words('ladder.unverified', lang)}] ")
    host = line(d.host, 30) or line(source.get("name") or "", 30) or reader.words("ladder.pasted", lang)
    parts = ["".join(marks) + host]
    if taken := when(d.snapshot.taken):
        parts.append(reader.words("ladder.taken", lang, when=taken))
    if spoken := _spoken(d):
        parts.append(f"Windows: {reader.words(f'language.{spoken}', lang)}")
    return "   ".join(parts)


def verdict(d: Diagnosis, lang: str) -> str:
    """One sentence: usable or not, how much is to mend, how much is unknown."""
    count = sum(f.blocks for f in d.findings)
    unknown = sum(r.state == "unknown" for r in d.rungs)
    facts = {"count": count, "unknown": unknown, **_plurals(count, unknown)}
    return reader.words(f"verdict.{_verdict_key(d, count)}", lang, **facts)


def _verdict_key(d: Diagnosis, count: int) -> str:
    """Which of the verdicts fits: what the host says, whether somebody asks for SR-IOV, and whether that was told."""
    states = {r.state for r in d.rungs}
    key = {True: "ready", False: "blocked", None: "unknown"}[d.ready]
    if d.ready is False and not count:
        return "no-reason"
    if d.ready is False and "blocked" not in states and "at-risk" in states:
        key = "at-risk"
    if d.wish.nothing:
        asked = all(d.snapshot.knows(section) for section in ("Get-VMSwitch", "Get-VMNetworkAdapter"))
        return f"nothing-{key}" if asked else {"ready": "could", "at-risk": "blocked"}.get(key, key)
    return "ready-switch" if key == "ready" and not d.wish.vm_nics else key


def _plurals(count: int, unknown: int) -> dict[str, str]:
    return {"plural": "" if count == 1 else "s", "rungs": "rung" if unknown == 1 else "rungs"}


def next_step(d: Diagnosis, lang: str) -> str:
    """What to do first and what it interrupts; "" where there is nothing to do."""
    first = d.first
    if first is None:
        return ""
    number = catalogue.RUNGS.index(first.rung) + 1
    todo = reader.words(f"todo.{first.rung}", lang, number=number)
    here = [f.impact for f in d.findings if f.blocks and f.rung == first.rung]
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
    first, *rest = (f for f in d.findings if f.blocks)
    lines = ["", *card.lines(first, lang, columns, reader.words("card.first", lang))]
    lines += [reader.words("card.then", lang)] if rest else []
    for f in rest:
        lines += wrap(f"- {f.reason.say('title', lang)} ({f.code})", columns, "  ", "    ")
    return lines


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
    facts = {name: line(value, 300) for name, value in {"place": gap.target, **gap.facts}.items()}
    key = f"gap.{gap.code}"
    return reader.words(key, lang, **facts) if reader.has(key) else f"{gap.code} {facts['place']}"


_STATES = ("blocked", "at-risk", "ok", "unknown", "not-applicable")


def when(taken: str) -> str:
    """A moment as a reader's clock shows it; "" where it is none."""
    try:
        return datetime.fromisoformat(taken).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def _spoken(d: Diagnosis) -> str:
    """The language the host speaks: of its session, else of its installed display languages."""
    told = [str(d.snapshot.session.get("ui_culture") or ""), *(d.joined.host.facts.get("mui_languages") or [])]
    return next((t.split("-")[0].lower() for t in told if t.split("-")[0].lower() in reader.LANGUAGES), "")
