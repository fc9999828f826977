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
from generate import links
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from publish import diagrams, exact, header, lost, onefile, policy, program, tables

_PLACE = re.compile(r"^<!-- generate: ([\w-]+) -->$", re.MULTILINE)
_LANGUAGE = re.compile(r"\.(en|ja)\.md$")
_index: defaultdict[str, list[Any]] = defaultdict(list)
_guide = onefile.Guide()


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

    return diagrams.placed(_PLACE.sub(filled, links.to_pages(markdown, page.file.src_uri)))


def on_pre_build(**_: Any) -> None:
    """Each language is a build of its own in the same process, and begins with an empty index."""
    _index.clear()


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Every page gets its diagrams, and goes into the exact search of its language."""
    html = diagrams.filled(html)
    if language := _LANGUAGE.search(page.file.src_uri):
        place = _LANGUAGE.sub("", page.file.src_uri).removesuffix("/index")
        told = exact.entry(place, page.url, str(page.title), html, page.meta.get("found_by", ()))
        _index[language[1]].append(told)
    _guide.page(page.url, str(page.title), html)
    return html


@event_priority(-200)
def on_nav(nav: Any, config: Any, **_: Any) -> None:
    """The navigation of each language, after mkdocs-static-i18n has translated it."""
    pages = [page for page in nav.pages if page]
    _guide.nav["ja" if pages[0].file.src_uri.endswith(".ja.md") else "en"] = nav


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """With a head that leads to the diagnosis, and bound by the policy."""
    lang = "ja" if page.file.src_uri.endswith(".ja.md") else "en"
    return policy.bound(header.completed(tables.fitted(output), page.url, lang))


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The page for addresses that are not there speaks both languages, and is bound like the others."""
    if template_name == lost.NAME:
        # Each language's build writes it, under the same name.
        output_content = lost.told(output_content, "ja" if '<html lang="ja"' in output_content else "en")
    return policy.bound(output_content) if template_name.endswith(".html") else output_content


def on_post_build(config: Any) -> None:
    """What lies beside the pages."""
    site = Path(config.site_dir)
    program.write(site)
    for lang, pages in _index.items():
        _guide.index[lang] = exact.ordered(pages)
        exact.write(site, lang, _guide.index[lang])
    if set(_guide.index) == set(generate.LANGUAGES):
        _guide.write(site)
