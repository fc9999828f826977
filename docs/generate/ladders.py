"""Ladders as sriovkit draws them: of the lab's default host, asked in this very process, without any network.

Rule: a picture of output on the site is output, made at the build.
"""

from __future__ import annotations

from functools import cache

from sriovkit.core import ladder_html
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab.collecting import answer
from sriovkit.lab.scenario import load

from .said import block


@cache
def _article() -> Diagnosis:
    return diagnose(Snapshot(answer(load().machine)))


def article(lang: str) -> str:
    """The ladder of the article's host as HTML."""
    return ladder_html.html(_article(), lang)


def article_text(lang: str) -> str:
    """Its first lines as a terminal shows them: verdict, next step, nine rungs."""
    whole = _article().text(lang)
    return block(whole.split("\n\n")[0], "text")


def paste(lang: str) -> str:
    """What its vSwitch says, as one pastes it: Format-List without the system's line breaks."""
    switch = _article().snapshot.rows("Get-VMSwitch")[0]
    names = [name for name in switch if name.startswith("Iov")]
    lines = [f"{name:24} : {_shown(switch[name])}" for name in names]
    return block("\n".join(lines), "text")


def _shown(value: object) -> str:
    return "{" + ", ".join(map(str, value)) + "}" if isinstance(value, list) else str(value)
