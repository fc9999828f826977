"""`sriovkit start`: the lab and the first notebook, or with --terminal the same without Jupyter.

Rule: everything is done by sriovkit.start; here is only how it is called.
"""

from __future__ import annotations

import click

from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.option("--no-browser", is_flag=True)
@click.option("--terminal", is_flag=True)
@click.option("--voila", is_flag=True)
@click.pass_obj
def start(screen: Screen, /, no_browser: bool, terminal: bool, voila: bool) -> int:
    from .. import start as main_job

    if terminal:
        return main_job.terminal(screen.lang, screen.say)
    return main_job.jupyter(screen.lang, not no_browser, screen.say, voila)
