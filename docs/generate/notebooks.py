"""A page for each notebook, with what its cells show on the lab, and their list.

Rule: a widget is shown by its static twin, which is HTML without script; nothing is fetched and nothing runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from . import playing
from .said import block, page, say

_FOLDER = "lab/notebooks"
_TITLE = re.compile(r"^# (.+)\n")
_HEADING = re.compile(r"#{2,4} .+")
_LINK = re.compile(r"\]\((?:([\w-]+)\.ipynb)?(?:#([^)]*))?\)")


def pages(lang: str) -> Mapping[str, str]:
    """The list and every notebook: path -> Markdown."""
    names = sorted(file.stem for file in (playing.NOTEBOOKS / lang).glob("*.ipynb"))
    return {f"{_FOLDER}/index.md": _index(names, lang), **{f"{_FOLDER}/{name}.md": _page(name, lang) for name in names}}


def _index(names: list[str], lang: str) -> str:
    lines = [f"- [{_told(name, lang)[0]}]({name}.md): {_first(name, lang)}" for name in names]
    run = block("python run.py start", "console")
    return page(
        say("notebooks-title", lang), say("notebooks-lead", lang), "\n".join(lines), say("notebooks-run", lang), run
    )


def _first(name: str, lang: str) -> str:
    """The first paragraph of a notebook, for the list."""
    paragraphs = [part for part in _told(name, lang)[1].strip().split("\n\n") if part and part[0] not in "#<|!-`"]
    return _linked(" ".join(paragraphs[0].split()), name, lang, f"{name}.md") if paragraphs else ""


def _told(name: str, lang: str) -> tuple[str, str]:
    """Title of a notebook, and the rest of its first cell."""
    first = "".join(playing.cells(lang, name)[0]["source"])
    found = _TITLE.match(first + "\n")
    assert found, f"notebooks/{lang}/{name}.ipynb does not begin with a title"
    return found[1].strip(), first[found.end() :]


def _page(name: str, lang: str) -> str:
    title, rest = _told(name, lang)
    note = f'<p class="notebook-note">{say("notebook-note", lang)}</p>'
    return page(
        title, f"[{say('notebooks-title', lang)}](index.md)", note, *_parts(name, lang, rest), description=title
    )


def _parts(name: str, lang: str, rest: str) -> Iterator[str]:
    outputs = iter(playing.played()[lang, name])
    for number, cell in enumerate(playing.cells(lang, name)):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            anchored = "".join(part for part, _ in _headings(rest if number == 0 else source, cell["id"]))
            yield _linked(anchored, name, lang).strip()
        elif cell["cell_type"] == "code":
            yield block(source, "python")
            for shown in next(outputs):
                if "changed" in shown:
                    yield f'<p class="notebook-note">{say("notebook-hands", lang)}</p>'
                yield _output(shown)


def _headings(text: str, cell: str) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """A cell's Markdown line by line, headings with an anchor that both languages share; and (JupyterLab's, ours)."""
    count, fenced = 0, False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if fenced or not _HEADING.match(line) or "{#" in line:
            yield line, None
            continue
        count += 1
        anchor = f"{cell}-{count}"
        yield f"{line.rstrip()} {{#{anchor}}}\n", (line.strip("#").strip().replace(" ", "-"), anchor)


@cache
def _anchors(name: str, lang: str) -> Mapping[str, str]:
    """JupyterLab's anchors of a notebook's headings, and ours."""
    cells = [cell for cell in playing.cells(lang, name) if cell["cell_type"] == "markdown"]
    told = [pair for cell in cells for _, pair in _headings("".join(cell["source"]), cell["id"])]
    return dict(pair for pair in told if pair)


def _linked(text: str, name: str, lang: str, here: str = "") -> str:
    """Links between notebooks and to headings, as a page of the site has them."""

    def link(found: re.Match[str]) -> str:
        to, anchor = found[1] or name, found[2] or ""
        page = f"{found[1]}.md" if found[1] else here
        return f"]({page}{anchor and '#' + _anchors(to, lang).get(unquote(anchor), anchor)})"

    return _LINK.sub(link, text)


def _output(shown: Mapping[str, str]) -> str:
    """One output, the richest form that needs no script first."""
    if html := shown.get("changed") or shown.get("text/html"):
        if re.search(r"<(script|iframe|link|object|embed)\b", html, re.IGNORECASE):
            raise ValueError("an output of a notebook holds what a page of the site must not")
        # What may scroll sideways is reached with the keyboard.
        reached = ' tabindex="0"' if re.search(r"<(table|pre)\b", html) else ""
        return f'<div class="notebook-output"{reached}>\n{_joined(html)}\n</div>'
    return block(shown.get("text/plain", ""), "text")


def _joined(html: str) -> str:
    """HTML without empty lines, at which Markdown might end it; inside <pre> a line stays one."""
    return re.sub(r"\n[ \t]*(?=\n)", "\n&#8203;" if "<pre" in html else "", html)
