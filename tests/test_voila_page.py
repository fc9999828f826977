"""The notebooks without their code (`start --voila`), as a reader goes through them: a stop says in place how to go on.

Rule: no sentence of Voila's own stands where the reader's language is another.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sriovkit import guide
from sriovkit.core import text as reader
from sriovkit.core.text import LANGUAGES
from tests.chromium import browser
from tests.jupyterlab import on_lab, shoot

SECONDS = 90_000
#: What a page without code has none of.
CELLS = {"ja": "セル", "en": r"\bcells?\b"}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_that_stops_says_why_and_goes_on_after_a_reload(lang: str, tmp_path: Path) -> None:
    """Notebook 30 asks for a VM that is not there yet; it is made in the room above, and the page loaded again."""

    def say(key: str, **facts: Any) -> str:
        return reader.words(key, lang, **facts)

    with on_lab(tmp_path, lang, voila=True) as (address, lab), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(address.replace("00-start", "30-vf-and-guest"), timeout=SECONDS, wait_until="commit")
        page.get_by_text(say("start.page.runs")).wait_for(timeout=SECONDS)
        again = page.get_by_role("alert").get_by_role("link", name=say("start.page.reload"))
        again.wait_for(timeout=SECONDS)
        page.get_by_text(say("error.next_label").strip()).last.wait_for(timeout=SECONDS)
        again.scroll_into_view_if_needed()
        shoot(page, f"voila-30-stopped-{lang}")
        stopped = page.locator("#rendered_cells").inner_text()
        assert "There was an error" not in stopped and "Traceback" not in stopped
        assert say("start.page.rest") in stopped and "sk.prove" not in stopped
        page.get_by_role("button", name=say("widget.act.make-vm"), exact=True).click(timeout=SECONDS)
        page.get_by_text(re.compile("^VM01: ")).first.wait_for(timeout=SECONDS)
        again.click()
        page.get_by_role("button", name=say("widget.begin"), exact=True).wait_for(timeout=SECONDS)
        page.get_by_text("drill=True").first.wait_for(timeout=SECONDS)
        assert page.get_by_text(say("start.page.rest")).count() == 0
        assert [vm.name for vm in lab.machine.vms] == ["VM01"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_notebook_speaks_of_cells(lang: str) -> None:
    """Where there is no code to be seen there is no cell either: sections have numbers."""
    for place in sorted((guide.source() / lang).glob("*.ipynb")):
        for cell in json.loads(place.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                assert not re.search(CELLS[lang], "".join(cell["source"]), re.IGNORECASE), (place.name, cell["source"])
