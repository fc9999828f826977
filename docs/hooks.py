"""Adds the generated pages to the site, fills the places of hand-written pages that say <!-- generate: NAME -->, and
gives the built site what `publish` makes: the diagnosis in the page, exact search, a content security policy.

Rule: what the code knows is never written by hand; a place that names nothing known stops the build.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import generate
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from publish import exact, policy, program

_PLACE = re.compile(r"^<!-- generate: ([\w-]+) -->$", re.MULTILINE)
_LANGUAGE = re.compile(r"\.(en|ja)\.md$")
_index: defaultdict[str, list[Any]] = defaultdict(list)
_SEARCH = re.compile(r'data-md-component="search" role="dialog"')
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


def on_pre_build(**_: Any) -> None:
    """A second build of the same process begins with an empty index."""
    _index.clear()


def on_page_content(html: str, page: Any, **_: Any) -> None:
    """Every page goes into the exact search of its language."""
    if language := _LANGUAGE.search(page.file.src_uri):
        place = _LANGUAGE.sub("", page.file.src_uri).removesuffix("/index")
        _index[language[1]].append(exact.entry(place, page.url, str(page.title), html))


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Without <link rel="alternate">: at each the theme's script asks for a sitemap.xml beside the page, in vain. With
    a name for the search dialog, and bound by the policy."""
    lang = "ja" if page.file.src_uri.endswith(".ja.md") else "en"
    named = _SEARCH.sub(rf'\g<0> aria-label="{generate.say("search", lang)}"', _ALTERNATE.sub("", output))
    return policy.bound(named)


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The page for addresses that are not there is bound like the others."""
    return policy.bound(output_content) if template_name.endswith(".html") else output_content


def on_post_build(config: Any) -> None:
    """What lies beside the pages."""
    site = Path(config.site_dir)
    program.write(site)
    for lang, pages in _index.items():
        exact.write(site, lang, pages)
