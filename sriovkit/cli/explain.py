"""`sriovkit explain`: the reason behind a part of a sentence, a code or a value.

Rule: the likeliest reason is shown whole, the others by name; nothing alike is exit code 3.
"""

from __future__ import annotations

import json

import click

from ..core import text
from ..core.columns import wrap
from ..core.explain import Explained, explained
from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def explain(screen: Screen, words: tuple[str, ...], as_json: bool) -> int:
    found = explained(" ".join(words), screen.lang)
    screen.say(_machine(found) if as_json else _human(found, screen))
    return 0


def _machine(found: list[Explained]) -> str:
    return json.dumps([{"code": e.code, "score": e.score, "how": e.how} for e in found], ensure_ascii=True)


def _human(found: list[Explained], screen: Screen) -> str:
    lines = [found[0].text(screen.lang)]
    lines += [text.words("explain.also", screen.lang)] if found[1:] else []
    for other in found[1:]:
        lines += wrap(f"- {other.reason.say('title', screen.lang)} ({other.code})", 65, "  ", "    ")
    return "\n".join(lines)
