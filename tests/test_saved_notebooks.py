"""A notebook that JupyterLab saved opens with what its widgets showed, and never with widgets that nobody answers.

Rule: told of the file on the disk, of the reader's own server, and of a page that is loaded again.
"""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets import Any as Anything
from traitlets.config import Configurable

from sriovkit.core.text import LANGUAGES
from sriovkit.start.contents import Contents
from sriovkit.start.still import HTML, VIEW
from tests import jupyterlab
from tests.chromium import browser

NAME = "ja/session.ipynb"
PICTURE = '<div class="sriovkit">\n<p>VF</p></div>'


class Kernel:
    """One process after the other under the same kernel id."""

    def __init__(self) -> None:
        self.provisioner, self.pid = self, 1


class Server(Configurable):
    """A Jupyter server, as far as the contents manager can tell."""

    session_manager = kernel_manager = Anything()
    open: bool = True

    async def list_sessions(self) -> list[dict[str, Any]]:
        return [{"path": NAME, "kernel": {"id": "k"}}] if self.open else []

    def get_kernel(self, _: str) -> Kernel:
        self.asked: Kernel = getattr(self, "asked", Kernel())
        return self.asked


@pytest.fixture
def server() -> Server:
    made = Server()
    made.session_manager = made.kernel_manager = made
    return made


@pytest.fixture
def contents(server: Server, tmp_path: Path) -> Contents:
    (tmp_path / "ja").mkdir()
    return Contents(parent=server, root_dir=str(tmp_path))


def output(view: Any = "w1", **data: Any) -> Any:
    made = {VIEW: {"model_id": view, "version_major": 2}, "text/plain": "VF", **data}
    return nbformat.v4.new_output("display_data", made)


def notebook(*outputs: Any, **metadata: Any) -> Any:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("nb.ladder()", outputs=list(outputs), id="c1")])
    made.metadata.update(metadata)
    return made


def save(contents: Contents, content: Any) -> None:
    asyncio.run(contents.save({"type": "notebook", "format": "json", "content": copy.deepcopy(content)}, NAME))


def on_disk(contents: Contents) -> list[Any]:
    return _outputs(json.loads((Path(contents.root_dir) / NAME).read_text("utf-8")))


def opened(contents: Contents) -> list[Any]:
    return _outputs(asyncio.run(contents.get(NAME))["content"])


def _outputs(content: Any) -> list[Any]:
    return [one["data"] for one in content["cells"][0]["outputs"]]


def test_the_file_holds_the_picture_and_the_page_gets_the_living_widget_back(contents: Contents) -> None:
    save(contents, notebook(output("w1", **{HTML: PICTURE}), output("w2", **{HTML: [PICTURE]})))
    assert [VIEW in data for data in on_disk(contents)] == [False, False]
    assert [data[VIEW]["model_id"] for data in opened(contents)] == ["w1", "w2"]
    assert [data[HTML] for data in opened(contents)] == [PICTURE, PICTURE]


def test_a_widget_whose_kernel_ended_or_began_anew_stays_a_picture(contents: Contents, server: Server) -> None:
    first = notebook(output("w1", **{HTML: PICTURE}))
    save(contents, first)
    server.get_kernel("k").pid = 2
    assert VIEW not in opened(contents)[0]
    save(contents, first)  # the page still holds the older process's widget
    assert VIEW not in opened(contents)[0]
    save(contents, notebook(output("w2", **{HTML: PICTURE})))
    assert opened(contents)[0][VIEW]["model_id"] == "w2"
    server.open = False
    assert VIEW not in opened(contents)[0]


def test_a_file_that_another_server_saved_opens_with_its_pictures(contents: Contents, tmp_path: Path) -> None:
    nbformat.write(notebook(output("w1", **{HTML: PICTURE})), tmp_path / NAME)
    assert [set(data) for data in opened(contents)] == [{HTML, "text/plain"}]
    save(contents, notebook(output("w1", **{HTML: PICTURE})))
    nbformat.write(notebook(output("w9", **{HTML: "other"})), tmp_path / NAME)
    assert [set(data) for data in opened(contents)] == [{HTML, "text/plain"}], "a widget beside another's picture"


def test_other_peoples_widgets_and_saved_states_stay(contents: Contents, server: Server) -> None:
    save(contents, notebook(output("w1")))
    assert VIEW in on_disk(contents)[0], "without a picture there would be nothing"
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"w1": {}}}}
    server.open = False
    save(contents, notebook(output("w1", **{HTML: PICTURE}), widgets=state))
    assert VIEW in on_disk(contents)[0] and VIEW in opened(contents)[0], "asked for in JupyterLab's menu"


@pytest.mark.parametrize("view", [None, "x", ["x"], {}, {"model_id": ["x"]}])
def test_what_a_file_says_of_a_widget_may_be_anything(contents: Contents, view: Any) -> None:
    save(contents, notebook(nbformat.v4.new_output("display_data", {VIEW: view, HTML: PICTURE})))
    assert opened(contents)[0][VIEW] == view


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_is_worked_with_loaded_again_and_opened_the_day_after(lang: str, tmp_path: Path) -> None:
    with jupyterlab.on_lab(tmp_path, lang) as (address, _), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        jupyterlab.open_notebook(page, address, "00-start.ipynb")
        jupyterlab.run_cell(page, "nb.ladder(before)")
        ladder = jupyterlab.cell(page, "nb.ladder(before)").locator(".sriovkit-widget")
        ladder.wait_for()
        jupyterlab.command(page, "docmanager:save")
        saved = (tmp_path / "home" / lang / "00-start.ipynb").read_text("utf-8")
        assert VIEW not in saved and {"ja": "要対応 4 件", "en": "4 blockers"}[lang] in saved
        page.reload()
        jupyterlab.ready(page)
        opener = jupyterlab.cell(page, "nb.ladder(before)").locator(".sriovkit-widget button").last
        before = opener.inner_text()
        opener.click()
        page.wait_for_function("was => document.activeElement.textContent !== was", arg=before)
        page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.reload()
        jupyterlab.ready(page)
        shown = jupyterlab.cell(page, "nb.ladder(before)")
        shown.locator(f'.sriovkit[lang="{lang}"]').first.wait_for()
        page.wait_for_timeout(2000)
        jupyterlab.shoot(page, f"saved-00-{lang}")
        assert page.locator(".sriovkit-widget").count() == 0
        assert page.get_by_text("model not found").count() == 0
