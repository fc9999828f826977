"""A lab's scenarios to choose from: the list, and below it the whole story of the one that is chosen.

Rule: a list that is closed shows one line and cuts it; the story below wraps and is told when it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipywidgets import HTML, Dropdown

from . import look
from .controls import choice


def listed(
    words: str, known: Sequence[tuple[str, str]], now: str, chosen: Callable[[str], object], lang: str
) -> tuple[Dropdown, HTML]:
    """The list of (name, story), and the story; `chosen` hears the name."""
    stories = dict(known)

    def choose(name: str) -> None:
        story.value = _told(stories.get(name, ""), lang)
        chosen(name)

    made = choice(words, [(f"{name}: {about}", name) for name, about in known], now, choose)
    made.layout.width = "98%"
    story = look.piece("", lang)
    story.value = _told(stories.get(now, ""), lang)
    return made, story


def _told(story: str, lang: str) -> str:
    return look.wrapped(look.told(story), lang)
