"""`sriovkit lab`: one simulated host on loopback, for whatever client wants to try something.

Rule: the password is drawn at each start and printed here alone.
"""

from __future__ import annotations

from typing import Any

import click

from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.option("--scenario", metavar="NAME", default="article", show_default=True)
@click.option("--language", type=click.Choice(("en", "ja")))
@click.option("--latency", type=click.FloatRange(min=0), default=0.0, metavar="MILLISECONDS")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def lab(screen: Screen, /, scenario: str, language: str | None, latency: float, as_json: bool) -> int:
    from ..lab.process import print_json, serve

    def announce(told: dict[str, Any]) -> None:
        if as_json:
            print_json(told)
        else:
            screen.say(screen.words("lab-ready", **told))

    serve(scenario, language, latency / 1000, announce=announce)
    return 0
