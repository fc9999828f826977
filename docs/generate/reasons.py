"""A page for each reason of the catalogue, and their list in mending order.

Rule: the address is the code (/reasons/<code>/) and never changes; everything on the page stands in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sriovkit.core import catalogue
from sriovkit.core.catalogue import Proof, Reason, Sentence, Step
from sriovkit.core.text import words

from .said import block, code, page, plain, say, source, table

_OPERATORS = {"not": "is-not", "above": "is-above", "below": "is-below", "has": "holds"}


def pages(lang: str) -> Mapping[str, str]:
    """The list and every reason: path -> Markdown."""
    made = {f"reasons/{reason.code}.md": _page(reason, lang) for reason in catalogue.load().values()}
    return {"reasons/index.md": _index(lang), **made}


def _index(lang: str) -> str:
    rows = [
        [str(number), _link(r, lang), _rung(r, lang), say(f"severity-{r.severity}", lang), _interrupts(r, lang)]
        for number, r in enumerate(catalogue.load().values())
    ]
    head = [say(key, lang) for key in ("order", "reason", "rung", "severity", "interrupts")]
    parts = (say("reasons-lead", lang), table(head, rows), say("reasons-zero", lang))
    return page(say("reasons-title", lang), *parts)


def by_rung(lang: str) -> str:
    """The reasons of each rung, the foot of the ladder first, as sections with links."""
    parts = []
    for number, rung in enumerate(catalogue.RUNGS, 1):
        parts.append(f"### {number} {words(f'rung.{rung}', lang)} {{#rung-{rung}}}")
        parts.append(say(f"rung-{rung}", lang))
        found = [r for r in catalogue.load().values() if r.rung == rung]
        parts.append("\n".join(f"- {_link(r, lang, '../reasons/')} ({_interrupts(r, lang)})" for r in found))
    return "\n\n".join(parts)


def sentences(lang: str) -> str:
    """Every sentence of Windows that is known whole or in part, with the reason it means."""
    rows = [
        [f'<span lang="{spoken}">{plain(sentence.text)}</span>', _link(reason, lang, "../reasons/")]
        for reason in catalogue.load().values()
        for spoken, sentence in reason.system.items()
        if sentence.text and reason.origin == "system" and reason.code != "ok"
    ]
    return table([say("sentence", lang), say("reason", lang)], rows)


def _link(reason: Reason, lang: str, folder: str = "") -> str:
    return f"[{plain(reason.say('title', lang))}]({folder}{reason.code}.md)"


def _rung(reason: Reason, lang: str) -> str:
    if reason.rung not in catalogue.RUNGS:
        return "-"
    return f"{catalogue.RUNGS.index(reason.rung) + 1} {words(f'rung.{reason.rung}', lang)}"


def _interrupts(reason: Reason, lang: str) -> str:
    return plain(words(f"impact.{reason.impact}", lang))


def _page(reason: Reason, lang: str) -> str:
    parts = (
        f"[{say('reasons-title', lang)}](index.md)",
        _facts(reason, lang),
        plain(reason.say("meaning", lang)),
        _told(reason, lang),
        _condition(reason, lang),
        _remedy(reason, lang),
        _proofs(reason, lang),
        _note(reason, lang),
        _neighbours(reason, lang),
        _sources(reason, lang),
    )
    return page(reason.say("title", lang), *parts, description=reason.say("meaning", lang))


def _facts(reason: Reason, lang: str) -> str:
    cells = [
        code(reason.code),
        _rung(reason, lang),
        say(f"severity-{reason.severity}", lang),
        _interrupts(reason, lang),
    ]
    return table([say(key, lang) for key in ("code", "rung", "severity", "interrupts")], [cells])


def _told(reason: Reason, lang: str) -> str:
    if reason.origin == "derived":
        return ""
    parts = [f"## {say('windows-says', lang)} {{#sentence}}"]
    for spoken in ("ja", "en"):
        parts.append(_sentence(reason.system.get(spoken), spoken, lang))
    if reason.sriov_support:
        parts.append(say("sriov-support", lang, word=code(reason.sriov_support)))
    return "\n\n".join(part for part in parts if part)


def _sentence(sentence: Sentence | None, spoken: str, lang: str) -> str:
    name = words(f"language.{spoken}", lang)
    if sentence is None or not sentence.text:
        return f"**{name}**: {say('original-unconfirmed', lang, language=name)}"
    marks = [say(f"confidence-{sentence.confidence}", lang)]
    marks += [] if sentence.whole else [say("beginning-only", lang)]
    said = f'<blockquote lang="{spoken}">{plain(sentence.text)}</blockquote>'
    return f"**{name}** ({say('joint', lang).join(marks)})\n\n{said}"


def _condition(reason: Reason, lang: str) -> str:
    if not reason.when:
        return ""
    rows = [[code(field), plain(_expected(value, lang))] for field, value in reason.when.items()]
    head = [say("field", lang), say("value", lang)]
    return f"## {say('inferred', lang)} {{#condition}}\n\n{say('inferred-lead', lang)}\n\n{table(head, rows)}"


def _expected(value: object, lang: str) -> str:
    if isinstance(value, dict):
        return say("joint", lang).join(say(_OPERATORS[k], lang, value=_expected(v, lang)) for k, v in value.items())
    if isinstance(value, list):
        return say("one-of", lang, values=", ".join(map(str, value)))
    return str(value)


def _remedy(reason: Reason, lang: str) -> str:
    if not reason.remedy:
        return ""
    steps = "\n\n".join(_step(number, step, lang) for number, step in enumerate(reason.remedy, 1))
    return f"## {words('card.steps', lang)} {{#remedy}}\n\n{say('remedy-lead', lang)}\n\n{steps}"


def _step(number: int, step: Step, lang: str) -> str:
    places = [words(f"where.{step.where}", lang), words(f"who.{step.who}", lang), words(f"impact.{step.impact}", lang)]
    marks = [say(f"confidence-{step.confidence}", lang)]
    releases = [say(key, lang, release=value) for key, value in (("since", step.since), ("until", step.until)) if value]
    lines = [
        f"{number}. {plain(step.words[lang])}  ",
        f"    <small>{plain(' / '.join(places + marks + releases))}</small>",
    ]
    if step.command:
        lines += ["", block(step.command, "powershell", "    ")]
    if step.undo:
        lines += ["", f"    {words('card.undo', lang)}{plain(step.undo[lang])}"]
    return "\n".join(lines)


def _proofs(reason: Reason, lang: str) -> str:
    if not reason.proof:
        return ""
    return "\n\n".join([f"## {say('proof', lang)} {{#proof}}", *(_proof(p, lang) for p in reason.proof)])


def _proof(proof: Proof, lang: str) -> str:
    where = f"<small>{plain(words(f'where.{proof.where}', lang))}</small>"
    shown = [block(proof.command, "powershell")] if proof.command else []
    return "\n\n".join([f"{plain(proof.words[lang])}  \n{where}", *shown])


def _note(reason: Reason, lang: str) -> str:
    note = reason.say("note", lang)
    return f"## {say('note', lang)} {{#note}}\n\n{plain(note)}" if note else ""


def _neighbours(reason: Reason, lang: str) -> str:
    lines = list(_around(reason, lang))
    return f"## {say('neighbours', lang)} {{#neighbours}}\n\n" + "\n".join(f"- {line}" for line in lines)


def _around(reason: Reason, lang: str) -> Iterator[str]:
    known = catalogue.load()
    order = list(known.values())
    at = order.index(reason)
    if at > 0:
        yield say("mended-before", lang, reason=_link(order[at - 1], lang))
    if at + 1 < len(order):
        yield say("mended-after", lang, reason=_link(order[at + 1], lang))
    if reason.hidden_by:
        yield say("folds-under", lang, reason=_links([known[c] for c in reason.hidden_by], lang))
    if folded := [other for other in order if reason.code in other.hidden_by]:
        yield say("folds", lang, reason=_links(folded, lang))


def _links(reasons: Iterable[Reason], lang: str) -> str:
    return say("joint", lang).join(_link(reason, lang) for reason in reasons)


def _sources(reason: Reason, lang: str) -> str:
    return f"## {say('sources', lang)} {{#sources}}\n\n" + "\n".join(
        f"- {source(told, lang)}" for told in reason.sources
    )
