"""Adds the generated pages to the site, and fills the places of hand-written pages that say <!-- generate: NAME -->.

Rule: what the code knows is never written by hand; a place that names nothing known stops the build.
"""

from __future__ import annotations

import re
from typing import Any

import generate
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files

_PLACE = re.compile(r"^<!-- generate: ([\w-]+) -->$", re.MULTILINE)
_LANGUAGE = re.compile(r"\.(en|ja)\.md$")
_ALTERNATE = re.compile(r"\s*<link rel=\"alternate\"[^>]*>")


@event_priority(50)
def _announce(files: Files, config: Any) -> Files:
    """Before mkdocs-static-i18n sees the files: every generated page is there, one file a language."""
    for path in generate.pages():
        # Not File.generated: the plugin asks each file for its place on the disk, whether or not anything is there.
        files.append(File(path, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


@event_priority(-200)
def _fill(files: Files, config: Any) -> Files:
    """After it, since it makes new files of the ones it is given: their content."""
    made = generate.pages()
    for file in files:
        if file.src_uri in made:
            file.content_string = made[file.src_uri]
    return files


on_files = CombinedEvent(_announce, _fill)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Hand-written pages with their generated places filled, in the page's language."""
    language = _LANGUAGE.search(page.file.src_uri)
    lang = language[1] if language else "en"

    def filled(place: re.Match[str]) -> str:
        try:
            return generate.fragment(place[1], lang)
        except KeyError:
            raise PluginError(f"{page.file.src_uri}: nothing is generated as {place[1]!r}") from None

    return _PLACE.sub(filled, markdown)


def on_post_page(output: str, **_: Any) -> str:
    """Without <link rel="alternate">: at each the theme's script asks for a sitemap.xml beside the page, in vain."""
    return _ALTERNATE.sub("", output)
