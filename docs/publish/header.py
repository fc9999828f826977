"""The head of every page: the way to the box "Paste output", and what the theme leaves unnamed.

Rule: the theme's templates stay as they are; what is added is put into the built page, and a page without its place for
it stops the build.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from generate.said import say
from material import __file__ as theme

_ICON = Path(theme).parent / "templates" / ".icons" / "material" / "clipboard-text-search-outline.svg"
_SEARCH = re.compile(r'data-md-component="search" role="dialog"')
_BUTTON = re.compile(r'\s*<label class="md-header__button md-icon" for="__search">')
_ALTERNATE = re.compile(r"\s*<link rel=\"alternate\"[^>]*>")


def completed(html: str, url: str, lang: str) -> str:
    """A page with a door to the box in its head and a name for its search dialog."""
    told, doors = _BUTTON.subn(lambda place: _door(url, lang) + place[0], html)
    if doors != 1:
        raise ValueError(f"{url}: the theme's head has no place for the door to the diagnosis")
    return named(told, lang)


def named(html: str, lang: str) -> str:
    """A page with names for its search dialog, and for what opens it and the menu on a narrow page.

    Without <link rel="alternate">: at each the theme's script asks for a sitemap.xml beside the page, in vain.
    """
    html = _SEARCH.sub(rf'\g<0> aria-label="{say("search", lang)}"', _ALTERNATE.sub("", html))
    for place, word in (("drawer", "menu"), ("search", "search")):
        label = f'<label class="md-header__button md-icon" for="__{place}"'
        html = html.replace(label, f'{label} role="button" aria-label="{say(word, lang)}"')
    return html


def _door(url: str, lang: str) -> str:
    home = "../" * url.count("/")
    target = f"{home}{'' if lang == 'en' else f'{lang}/'}diagnose/paste/"
    words = escape(say("take-paste", lang))
    icon = _ICON.read_text("utf-8").strip()
    return f'<a class="md-header__button md-icon paste-door" href="{target}">{icon}<span>{words}</span></a>'
