"""A plan as PowerShell that a careful administrator reads, and runs by hand at the host's own console.

Rule: one fixed template; text of the host is in quoted literals only, and comments hold nothing but our own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .. import text as reader
from ..clean import line
from ..cmdlets import CMDLETS
from ..errors import UsageError
from ..quote import literal, quote
from . import words
from .commands import Made, State, expression, shown, spelled
from .facts import Place, place, plain
from .refusals import UNKNOWN
from .step import Step

if TYPE_CHECKING:
    from .whole import Plan

#: A hole of the template; where a literal belongs it stands in quotes, so that the template is PowerShell too.
_HOLE = re.compile(r"'%(\w+)%'|%(\w+)%")
#: Holes that are our words inside a comment, and as literals.
_COMMENTS = {"HEAD": "head", "CONSOLE": "head-console", "RULE": "head-rule", "TOOLS": "tools", "CHECKS": "checks"}
_LITERALS = {
    "NOT_ONE": "not-one",
    "CHANGED": "changed",
    "NOT_PROVEN": "not-proven",
    "TYPE_YES": "type-yes",
    "STOPPED": "stopped",
    "WAY_BACK": "way-back",
    "FINISHED": "finished",
}


def script(plan: Plan, lang: str | None = None) -> str:
    """The script as text; save it as UTF-8 with byte order mark. Raises UsageError for a plan of a what-if."""
    if plan.what_if:
        raise UsageError("plan-of-what-if", host=plan.host)
    lang = reader.language(lang)
    steps = "\n".join(part for step in plan.steps for part in _step(step, lang))
    holes = {name: words.say(f"script.{key}", lang) for name, key in _COMMENTS.items()}
    holes |= {name: quote(words.say(f"script.{key}", lang)) for name, key in _LITERALS.items()}
    # Holes are filled in one go: what is put in is not looked at again.
    return _filled(_template(), {**holes, "BEFORE": "\n".join(_before(plan, lang)), "STEPS": steps})


def script_file(plan: Plan, lang: str | None = None) -> bytes:
    """The same as a file that Windows PowerShell reads rightly: UTF-8 with byte order mark, CRLF."""
    return b"\xef\xbb\xbf" + script(plan, lang).replace("\n", "\r\n").encode("utf-8", "surrogatepass")


def _filled(template: str, holes: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: holes[hole[1] or hole[2]], template)


def _before(plan: Plan, lang: str) -> Iterator[str]:
    """The right host, and the questions that the snapshot left open."""
    yield f"if ($env:COMPUTERNAME -ne {quote(plan.host)}) {{ throw {_said('other-host', lang)} }}"
    for r in plan.refusals:
        if r.state == UNKNOWN:
            told = [words.refusal(r, lang), *(f"    {c}" for c in r.commands), words.say("script.none-of", lang)]
            yield _confirm(told)


def _step(step: Step, lang: str) -> Iterator[str]:
    number = step.id.removeprefix("s")
    yield f"\n# --- {words.say('script.step', lang, number=number)}"
    yield f"Write-Host {quote(f'{number}. {words.do(step, lang)}')}"
    if step.kind == "hands":
        yield _confirm(_asked(step, lang))
    if step.kind == "command":
        yield from _command(step, lang)


def _command(step: Step, lang: str) -> Iterator[str]:
    """Skip what is so already; else check, show, ask, do, prove, and put back what does not hold."""
    assert step.done is not None
    already = "".join(f"\n    {line}" for line in (*_made_before(step), *_back(step, lang)))
    yield f"if ({_holds(step.done)}) {{\n    Write-Host {_said('already', lang)}{already}\n}} else {{"
    inner = [*_facts(step), *(f"{shown(pipe)} | Out-Host" for pipe in step.shows), _confirm(_asked(step, lang))]
    wait = f"Wait-PlanState {{ {_holds(step.done)} }}"
    if step.put_back:
        inner += [*_with_put_back(step, [_doing(step), wait], lang), *_back(step)]
    else:  # what was sent has its way back, also where it is not seen to hold
        inner += [_doing(step), *_back(step), wait]
    yield from (f"    {part}" for part in inner)
    yield "}"


def _doing(step: Step) -> str:
    assert step.command is not None
    return spelled(step.command, step.id)


def _made_before(step: Step) -> Iterator[str]:
    """The vSwitch of an earlier run is the one that later steps mean."""
    if step.action == "new-switch" and step.done is not None:
        yield f"$made[{quote(step.id)}] = Select-PlanOne @({shown(step.done.pipe)})"


def _back(step: Step, lang: str = "") -> Iterator[str]:
    """Keeps the way back; with `lang` that of a step which was so already, and which an earlier run may have done."""
    for call in reversed(step.undo_lines):
        yield f"[void]$back.Insert(0, {quote(call)})"
    if lang and step.undo_lines:
        yield f"[void]$back.Insert(0, {quote('# ' + words.say('script.if-earlier', lang, number=step.id[1:]))})"


def _with_put_back(step: Step, done: list[str], lang: str) -> list[str]:
    undo = "; ".join(step.undo_lines)
    if step.action == "new-switch":
        undo = f"if ($made.ContainsKey({quote(step.id)})) {{ {undo}; $made.Remove({quote(step.id)}) }}"
    again = f"try {{ {undo} }} catch {{ Write-Host {_said('not-back', lang)} }}"
    caught = f"$trouble = $_; Write-Host {_said('putting-back', lang)}; {again}; throw $trouble"
    return ["try {", *(f"    {part}" for part in done), "} catch {", f"    {caught}", "}"]


def _holds(state: State) -> str:
    found = f"@({shown(state.pipe)})"
    return f"{found}.Count -eq 0" if state.gone else f"Test-PlanState {found} {_table(state.wants)}"


def _table(wants: Mapping[str, Any]) -> str:
    told = [f"{quote(name)} = {_wanted(value)}" for name, value in wants.items()]
    return f"@{{ {'; '.join(told)} }}"


def _wanted(value: Any) -> str:
    return f"[string]{expression(value)}.Id" if isinstance(value, Made) else literal(str(value))


def _facts(step: Step) -> Iterator[str]:
    """What the step rests on, looked at once more; a row that was not there cannot be compared, and must not be now."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for text, value in step.facts.items():
        known = place(text)
        if known is not None and known.section in CMDLETS and known.section.startswith("Get-"):
            rows.setdefault((known.section, known.key, known.identity), {})[known.property] = plain(value)
    for (section, key, identity), wants in rows.items():
        yield f"Assert-PlanFact @({_row(Place(section, key, identity, ''))}) {_table(wants)}"
    if step.alone:
        yield f"Assert-PlanNone @({shown(step.alone)})"


def _row(known: Place) -> str:
    look = f"Where-Object -Property {known.key} -EQ -Value {quote(known.identity)}"
    return f"{CMDLETS[known.section].command} | {look}"


def _asked(step: Step, lang: str) -> list[str]:
    """What a person reads before YES: what it interrupts, what is lost, what to confirm, what to do by hand."""
    told = []
    for said in words.parts(step, lang):
        if said.commands and not said.lines:
            continue
        told += [f"  {said.label}{' / '.join(said.lines)}", *(f"      {c}" for c in said.commands)]
    return told


def _confirm(told: list[str]) -> str:
    listed = ", ".join(quote(line(t, 1000) if not t.startswith(" ") else f"  {line(t, 1000)}") for t in told)
    return f"Confirm-PlanStep @({listed})"


def _said(key: str, lang: str) -> str:
    return quote(words.say(f"script.{key}", lang))


def _template() -> str:
    return files(__package__).joinpath("runbook.ps1").read_text(encoding="utf-8").replace("\r\n", "\n")
