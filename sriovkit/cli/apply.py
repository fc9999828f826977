"""`sriovkit apply`, `resume`, `undo` and `evidence`: a plan done on its host, gone on with, taken back, and on record.

Rule: nothing beyond what --allow names, and nothing without YES at the terminal; the journal is named at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .. import applying, door, labs
from ..core import catalogue, jsontext, text
from ..core.apply.questions import Event, number
from ..core.errors import InputError, UsageError
from ..core.plan import Plan
from ..remote.apply import Patience
from ..remote.transports.file import read_text
from .asking import asking
from .connecting import connecting, reached
from .screen import Screen
from .words import Command

_LIMIT = 16 * 1024 * 1024  # characters of a plan
_TERMS = (
    click.option("--allow", multiple=True, type=click.Choice(catalogue.IMPACTS), metavar="IMPACT"),
    click.option("--take-over", "take_over", default="", metavar="WORDS"),
    click.option("--settle", type=click.FloatRange(min=1), default=120.0, show_default=True, metavar="SECONDS"),
    click.option("--evidence", "page_evidence", type=click.Path(path_type=Path), metavar="FILE"),
)


def _terms(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a run, and those of the connection behind them."""
    command = connecting(command)
    for option in reversed(_TERMS):
        command = option(command)
    return click.pass_obj(command)


@click.command(cls=Command)
@click.argument("plan", type=click.Path(path_type=Path), metavar="PLAN.json")
@click.argument("host", metavar="HOST")
@click.option("--folder", "runs", type=click.Path(path_type=Path), metavar="FOLDER")
@_terms
def apply(screen: Screen, /, plan: Path, host: str, runs: Path | None, **given: Any) -> int:
    made = _plan(plan)
    terms, page, reached = _run(screen, host, given)
    return _told(screen, applying.apply(made, reached, folder=runs, **terms), page)


@click.command(cls=Command)
@click.argument("journal", type=click.Path(path_type=Path), metavar="JOURNAL")
@click.argument("host", metavar="[HOST]", required=False)
@_terms
def resume(screen: Screen, /, journal: Path, host: str | None, **given: Any) -> int:
    before = applying.Run.load(journal)
    terms, page, reached = _run(screen, host or _address(before), given)
    wanted = "undone" if before.going_back or before.drill else "done"
    return _told(screen, applying.resume(journal, reached, **terms), page, wanted)


@click.command(cls=Command)
@click.argument("journal", type=click.Path(path_type=Path), metavar="JOURNAL")
@click.argument("host", metavar="[HOST]", required=False)
@_terms
def undo(screen: Screen, /, journal: Path, host: str | None, **given: Any) -> int:
    terms, page, reached = _run(screen, host or _address(applying.Run.load(journal)), given)
    return _told(screen, applying.undo(journal, reached, **terms), page, "undone")


@click.command(cls=Command)
@click.argument("journal", type=click.Path(path_type=Path), metavar="JOURNAL")
@click.option("-o", "--output", "page_evidence", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def evidence(screen: Screen, /, journal: Path, page_evidence: Path | None) -> int:
    _told(screen, applying.Run.load(journal), page_evidence)
    return 0


def _plan(file: Path) -> Plan:
    data = jsontext.loads(read_text(file), str(file), _LIMIT)
    try:
        return Plan.from_dict(data)
    except InputError as error:  # which knows nothing of files
        raise InputError(error.code, host=error.host or str(file), **error.facts) from None


def _run(screen: Screen, host: str, given: dict[str, Any]) -> tuple[dict[str, Any], Path | None, door.Host]:
    terms = {name: given.pop(name) for name in ("allow", "take_over")}
    terms |= {"patience": Patience(deadline=given.pop("settle")), "ask": asking(screen), "tell": _telling(screen)}
    page = given.pop("page_evidence")
    return terms, page, reached(screen, host, **given)


def _address(run: applying.Run) -> str:
    """Where the run went: the way there is in the journal, a password never; a lab's is told by the lab that runs."""
    address = str(run.records[0].get("address") or "")
    return labs.playing(run.plan.host, address) or address


def _telling(screen: Screen) -> Callable[[Event], None]:
    """Progress, one line an event; questions show themselves."""

    def tell(event: Event) -> None:
        if event.state != "asked" and event.step:
            # What was begun just now is under way; only in a journal its outcome is unknown.
            key = "cli.under-way" if event.state == "intent" else f"apply.step.{event.state}"
            state = text.words(key, screen.lang)
            screen.complain(screen.words("progress", number=number(event.step), state=state))

    return tell


def _next_command(run: applying.Run) -> str:
    """What goes on with a run that can go on, as it is typed; it may need --allow and a host's options besides."""
    if run.state not in ("waiting", "settling", "stopped", "unknown"):
        return ""
    return f'sriovkit {"undo" if run.undo_refused else "resume"} "{run.journal}"'


def _told(screen: Screen, run: applying.Run, page: Path | None, wanted: str = "done") -> int:
    """The run as text, its record of work where it was asked for, and the exit code: 0 where it ended as wanted."""
    screen.say(run.text(screen.lang))
    if page is not None:
        try:
            page.write_text(run.evidence(screen.lang), "utf-8")
        except OSError as error:
            raise UsageError("cannot-write", host=str(page), detail=error.strerror or "") from None
        screen.complain(screen.words("evidence-written", file=page))
    if command := _next_command(run):
        screen.complain(screen.words("go-on-command", command=command))
    if run.state == "unknown":
        return 3
    return 0 if run.state == wanted and not (wanted == "done" and run.ready is False) else 1
