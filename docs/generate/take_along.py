"""The link to the guide as one file, on a page of reference/.

Rule: the file lies at the site's root (publish/onefile.py); within that file itself the link is words only.
"""

from __future__ import annotations

from publish import program

from .said import say

#: Its name in the site.
NAME = "sriovkit-guide.html"


def fragment(lang: str) -> str:
    """One paragraph with the link."""
    home = "../../" if lang == "en" else "../../../"
    size = say("take-with" if program.folder() else "take-without", lang)
    return f'<p><a class="take-along" href="{home}{NAME}" download>{say("take-link", lang)}</a> {size}</p>'
