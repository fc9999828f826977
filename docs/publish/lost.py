"""What a static host shows for an address that is not there: one page for both languages, for it has one name only.

Rule: the theme's page stays as it is but for its words; they lead to the first page of each language.
"""

from __future__ import annotations

from generate.said import say

from . import header

NAME = "404.html"
_WORDS = "<h1>404 - Not found</h1>"
_HOMES = {"en": "/", "ja": "/ja/"}


def told(html: str, lang: str) -> str:
    """The theme's page in words of both languages. Raises ValueError where the theme's own are not found."""
    if _WORDS not in html:
        raise ValueError(f"{NAME}: the theme's words have changed")
    order = sorted(_HOMES, key=lambda other: other != lang)
    parts = "".join(_part(other, "h1" if other == lang else "h2") for other in order)
    return header.named(html.replace(_WORDS, parts), lang)


def _part(lang: str, heading: str) -> str:
    link = f'<a href="{_HOMES[lang]}">{say("lost-home", lang)}</a>'
    words = f"<{heading}>{say('lost-title', lang)}</{heading}><p>{say('lost-lead', lang)} {link}</p>"
    return f'<div lang="{lang}">{words}</div>'
