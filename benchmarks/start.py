"""From `sriovkit start` to the first painted ladder, beside the same JupyterLab opening an empty notebook.

Rule: taking turns in one run, medians, and the ratio; then the ladder live in a kernel that is up, cell by cell, and
what the kernel holds after the whole story. Linux, with Chromium.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from sriovkit import guide
from sriovkit.start import served
from tests.chromium import browser
from tests.jupyterlab import environment, finish, idle, on_lab, open_notebook, ready, started
from tests.test_notebooks_on_the_lab import HANDS
from tests.worked_through import lab_for_kernels, played

FIRST, SECOND, THIRD = "00-start.ipynb", "20-switch-and-reasons.ipynb", "30-vf-and-guest.ipynb"
#: Seconds from a kernel that is up to the ladder on the page.
LADDER = 3.0
MEMORY = "import resource\nprint('held', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
RUN = """async place => {
    const content = window.jupyterapp.shell.currentWidget.content;
    content.activeCellIndex = place;
    content.deselectAll();
    const began = performance.now();
    await window.jupyterapp.commands.execute("notebook:run-cell");
    await new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return (performance.now() - began) / 1000;
}"""


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def with_the_ladder(chromium: Any) -> float:
    """`sriovkit start` until the ladder of notebook 00 is painted."""

    def do() -> None:
        with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "home", "en") as running:
            page = chromium.new_page()
            page.goto(running.address)
            page.locator(".sriovkit").first.wait_for(timeout=120_000)
            page.close()
            done.append(time.perf_counter())

    done: list[float] = []
    began = time.perf_counter()
    do()
    return done[0] - began


def empty(chromium: Any) -> float:
    """The same JupyterLab without lab and ladder, until an empty notebook is painted."""
    with tempfile.TemporaryDirectory() as made:
        folder, home = Path(made), Path(made) / "home"
        (home / "en").mkdir(parents=True)
        (folder / "private").mkdir()
        blank = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
        (home / "en" / FIRST).write_text(nbformat.writes(blank), "utf-8")
        given = {**served.environment(folder / "none", folder / "private"), **environment(home, "en")}
        given["JUPYTER_RUNTIME_DIR"] = str(folder / "private" / "runtime")
        began = time.perf_counter()
        server = served.serve(home, "en", given, folder / "private", voila=False)
        try:
            page = chromium.new_page()
            page.goto(server.address())
            page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
            told = time.perf_counter() - began
            page.close()
            return told
        finally:
            finish(server.process)


def cells(chromium: Any) -> list[tuple[str, float]]:
    """Notebook 00 in a kernel that is up: each code cell until the page is painted after it."""
    with tempfile.TemporaryDirectory() as folder, on_lab(Path(folder), "en") as (address, _):
        page = chromium.new_page()
        open_notebook(page, address, FIRST)
        ready(page)
        written = nbformat.read(guide.source() / "en" / FIRST, as_version=4).cells
        told = []
        for place, cell in enumerate(written):
            if cell.cell_type == "code":
                told.append((cell.source.splitlines()[-1], page.evaluate(RUN, place)))
                idle(page)
        page.close()
        return told


def memory() -> tuple[int, int]:
    """Kilobytes that a kernel held at most: with nothing run, and after notebooks 20 and 30 with their hands."""
    with tempfile.TemporaryDirectory() as made, lab_for_kernels("article", Path(made)):
        whole = {name: dict(HANDS[name]) for name in (SECOND, THIRD)}
        held = []
        for name, last in ((FIRST, 0), (SECOND, 13), (THIRD, 9)):
            hands = {last: [MEMORY]} if name == FIRST else {**whole[name], last: [MEMORY]}
            run = played("en", name, Path(made), hands, first=name == FIRST)
            said = "".join(o.get("text", "") for c in run.cells for o in c.get("outputs", ()))
            held.append(int(said.split("held ")[1].split()[0]))
    return held[0], max(held[1:])


def main() -> None:
    """Print a line a case: seconds (median) and the ratio to the empty notebook, then the cells and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with browser() as chromium:
        rounds = [(empty(chromium), with_the_ladder(chromium)) for _ in range(given.rounds)]
        told = cells(chromium)
    floor, ladder = (statistics.median(case) for case in zip(*rounds, strict=True))
    print(f"{'empty notebook':44} {floor:7.2f} s")
    print(f"{'sriovkit start, ladder painted':44} {ladder:7.2f} s  {ladder / floor:5.2f} x")
    for source, seconds in told:
        print(f"  {source[:42]:42} {seconds:7.2f} s")
    bare, held = memory()
    print(f"kernel: {bare / 1024:.0f} MiB bare, {held / 1024:.0f} MiB after the story")
    load = Path("/proc/loadavg").read_text().split()[0]
    print(
        f"aim: ladder {LADDER} s after the kernel is up: {'met' if told[0][1] <= LADDER else 'NOT MET'} (load {load})"
    )


if __name__ == "__main__":
    main()
