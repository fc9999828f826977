"""Questions at a terminal: shown whole, and answered with YES or not at all.

Rule: where there is no terminal nobody is asked, and what must be asked is not done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from ..core import text
from .screen import Screen


def asking(screen: Screen) -> Callable[[Any], bool] | None:
    """Who answers; None where there is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None

    def ask(question: Any) -> bool:
        screen.complain(question.text(screen.lang))
        said = click.prompt(text.words("plan.script.type-yes", screen.lang), err=True, default="", show_default=False)
        return bool(said == "YES")

    return ask
