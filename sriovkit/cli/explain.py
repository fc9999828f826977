"""`sriovkit explain`: the reason behind a part of a sentence, a code or a value.

Rule: the likeliest reason is shown whole, the others by name; nothing alike is exit code 3.
"""

from __future__ import annotations

import json

import click

from ..core.explain import explained
from ..core.explain_shown import Explained
from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def explain(screen: Screen, words: tuple[str, ...], as_json: bool) -> int:
    found = explained(" ".join(words), screen.lang)
    screen.say(_machine(found) if as_json else found.text(screen.lang))
    return 0


def _machine(found: list[Explained]) -> str:
    return json.dumps([{"code": e.code, "score": e.score, "how": e.how} for e in found], ensure_ascii=True)
