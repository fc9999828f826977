"""The two ways in which a person works in JupyterLab: with a mouse, or with the keyboard and nothing else.

Rule: `Hands` is what a story asks for; a hand acts as a person does, and reads the page only to see where it stands.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from tests.jupyterlab import command, idle, run_cell

SECONDS = 60_000
#: More presses of the Tab key than lie between two controls of one widget.
TABS = 60


class Hands(Protocol):
    """`holding` is a text of the cell meant; a control is a locator of what lies in the cell or below it."""

    def run_all(self) -> None:
        """Run every cell, and wait until they have run."""

    def run(self, holding: str) -> None:
        """Run one cell, and wait until it has run."""

    def press(self, holding: str, button: Any) -> None:
        """Press a button below a cell, once it can be pressed."""

    def tick(self, holding: str, box: Any) -> None:
        """Turn a box below a cell over."""

    def follow(self, holding: str, link: Any) -> None:
        """Follow a link in a cell of text."""

    def nothing_else(self) -> None:
        """See that nothing but these hands was used."""


class Mouse:
    """Clicks; what JupyterLab has in its menus is done by its own commands."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def run_all(self) -> None:
        command(self.page, "notebook:run-all-cells")
        idle(self.page)

    def run(self, holding: str) -> None:
        run_cell(self.page, holding)

    def press(self, holding: str, button: Any) -> None:
        button.click(timeout=SECONDS)

    def tick(self, holding: str, box: Any) -> None:
        box.click(timeout=SECONDS)

    def follow(self, holding: str, link: Any) -> None:
        link.click(timeout=SECONDS)

    def nothing_else(self) -> None:
        """A mouse is used by who has a keyboard as well."""


class Keyboard:
    """Keys alone: JupyterLab's own shortcuts between the cells, Tab inside of what stands below them."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys = page, page.keyboard
        page.add_init_script(_WATCH)

    def run_all(self) -> None:
        self._leave()
        self.keys.press("Control+a")
        self.keys.press("Control+Enter")
        idle(self.page)

    def run(self, holding: str) -> None:
        self._go_to(holding)
        self.keys.press("Control+Enter")
        idle(self.page)

    def press(self, holding: str, button: Any) -> None:
        self._reach(holding, button)
        self.keys.press("Enter")

    def tick(self, holding: str, box: Any) -> None:
        self._reach(holding, box)
        self.keys.press("Space")

    def follow(self, holding: str, link: Any) -> None:
        self._reach(holding, link)
        self.keys.press("Enter")

    def rewrite(self, holding: str, source: str) -> None:
        """Type another source into a cell."""
        self._go_to(holding)
        self.keys.press("Enter")
        self.keys.press("Control+a")
        self.keys.type(source)
        self.keys.press("Escape")

    def restart(self) -> None:
        """Restart the kernel, which JupyterLab asks about."""
        self._leave()
        self.keys.press("0")
        self.keys.press("0")
        self.page.locator(".jp-Dialog .jp-mod-accept:focus").wait_for(timeout=SECONDS)
        self.keys.press("Enter")

    def nothing_else(self) -> None:
        """See that the page has heard of no pointer since it was opened."""
        assert self.page.evaluate("window.pointers") == 0, "this hand has touched a mouse"

    def _go_to(self, holding: str) -> None:
        """Leave what lies below a cell, and go to the cell by the arrow keys."""
        self._leave()
        place, now = self._place(holding), self._active()
        for _ in range(abs(place - now)):
            self.keys.press("ArrowDown" if place > now else "ArrowUp")
        assert self._active() == place and self._where()["cell"], f"not at {holding}: {self._where()}"

    def _leave(self) -> None:
        """From a control, or from typing, back to its cell; where arrows are the field's own, by one Tab more."""
        self.keys.press("Escape")
        for _ in range(TABS):
            where = self._where()
            if where["cell"]:
                return
            self.keys.press("Tab" if where["arrows"] else "ArrowUp")
        raise AssertionError(f"the keyboard does not come back to the cells from {self._where()}")

    def _reach(self, holding: str, control: Any) -> None:
        """Tab to a control below a cell, as soon as it can be used; forwards, or backwards where it lies before."""
        control.wait_for(timeout=SECONDS)
        end = time.monotonic() + SECONDS / 1000
        while not control.is_enabled():
            assert time.monotonic() < end, f"switched off: {control}"
            self.page.wait_for_timeout(50)
        if not self._below(holding):
            self._go_to(holding)
        seen = []
        for _ in range(TABS):
            way = control.evaluate(_WAY)
            if way == "here":
                return
            self.keys.press(way)
            seen.append(self._where()["what"])
        raise AssertionError(f"{control} is not reached by Tab below {holding}; the focus stood on {seen}")

    def _below(self, holding: str) -> bool:
        """Whether the focus stands in the cell, or on a control below it."""
        return self._where()["place"] == self._place(holding)

    def _place(self, holding: str) -> int:
        place: int = self.page.evaluate(_PLACE, holding)
        assert place >= 0, f"no cell holds {holding}"
        return place

    def _active(self) -> int:
        return int(self.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex"))

    def _where(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(_WHERE)
        return found


#: Counts what only a mouse or a finger does; a button that is pressed by a key sends "click" alone.
_WATCH = """
    window.pointers = 0;
    for (const name of ["pointerdown", "pointermove", "mousedown", "mousemove", "wheel", "touchstart"])
        window.addEventListener(name, () => { window.pointers += 1; }, true);
"""
#: The first cell of code with a text, else the first of any kind.
_PLACE = """holding => {
    const holds = window.jupyterapp.shell.currentWidget.content.widgets.map(
        c => c.model.sharedModel.source.includes(holding) && c.model.type);
    return holds.includes("code") ? holds.indexOf("code") : holds.findIndex(type => type);
}"""
#: Where the focus stands: on a cell itself, on what takes arrow keys itself, in the cell of which number, on what.
_WHERE = """() => {
    const on = document.activeElement, cells = window.jupyterapp.shell.currentWidget.content.widgets;
    const label = on.getAttribute("aria-label") || on.labels?.[0]?.textContent || on.textContent || "";
    return {
        cell: on.classList.contains("jp-Cell"),
        arrows: on.matches("select, textarea, input:not([type=checkbox], [type=radio]), [contenteditable=true]"),
        place: cells.findIndex(c => c.node.contains(on)),
        what: `${on.tagName} ${label.trim().slice(0, 40)}`,
    };
}"""
#: Which key leads from the focus to an element.
_WAY = """wanted => {
    const on = document.activeElement;
    if (on === wanted) return "here";
    return on.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING && !wanted.contains(on)
        ? "Shift+Tab" : "Tab";
}"""
