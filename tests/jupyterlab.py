"""A real JupyterLab (or Voila) as `sriovkit start` opens it, its lab, and a browser in front of it.

Rule: everything of a start lies below its own home folder, so that nothing of the machine's Jupyter is seen or changed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from sriovkit import guide
from sriovkit.lab import Lab
from sriovkit.lab.room import Room
from sriovkit.start import served
from tests.chromium import SHOTS
from tests.worked_through import lab_for_kernels

#: What Jupyter and IPython keep of a user: history, trust, settings.
_FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
#: A command of JupyterLab's that never comes back is an error, and no wait without an end.
SECONDS_OF_A_COMMAND = 180
_COMMAND = """async ([name, patience]) => {
    const late = new Promise((_, no) => setTimeout(() => no(new Error(`no end of ${name}`)), patience));
    await Promise.race([window.jupyterapp.commands.execute(name), late]);
}"""


def environment(home: Path, lang: str) -> dict[str, str]:
    """As a newcomer's, with folders of our own for what Jupyter and the program put somewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SRIOVKIT_LAB", "JUPYTER"))}
    config, temporary = home.parent / "config", home.parent / "temporary"
    for folder in (config, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    # The page's own commands, so that a test finds them in every language.
    (config / "jupyter_lab_config.json").write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}))
    given = {"SRIOVKIT_HOME": str(home), "SRIOVKIT_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    folders = {name: str(home.parent / name.lower()) for name in _FOLDERS}
    return {**kept, **given, **folders, "JUPYTER_CONFIG_DIR": str(config), "TMPDIR": str(temporary)}


@dataclass
class Running:
    """A `sriovkit start` that runs, with the lines it has said."""

    process: subprocess.Popen[str]
    home: Path
    lang: str
    lines: list[str] = field(default_factory=list)

    def until(self, pattern: str, seconds: float) -> str:
        """The first that a line says of this pattern."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.lines:
                if found := re.search(pattern, line):
                    return found[0]
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{pattern} not said:\n" + "".join(self.lines))

    @property
    def address(self) -> str:
        """Where the first notebook is, token included."""
        return self.until(r"http://\S+", 300)

    @property
    def lab(self) -> dict[str, Any]:
        """How its lab is reached, as the kernels are told."""
        (told,) = (self.home.parent / "temporary").glob("sriovkit-*/lab.json")
        found: dict[str, Any] = json.loads(told.read_text("utf-8"))
        return found

    @property
    def room(self) -> Room:
        """The server room of its lab."""
        return Room(self.lab)


@contextmanager
def started(home: Path, lang: str, *options: str) -> Iterator[Running]:
    """`sriovkit start` in a group of processes of its own; killed at the end if it still runs."""
    command = [sys.executable, "-m", "sriovkit", "start", "--no-browser", *options]
    given = {"env": environment(home, lang), "encoding": "utf-8", "start_new_session": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **given) as process:  # type: ignore[call-overload]
        running = Running(process, home, lang)
        reader = Thread(target=lambda: running.lines.extend(iter(process.stdout.readline, "")), daemon=True)
        reader.start()
        try:
            yield running
        finally:
            end(process)
            reader.join(10)  # before the pipe is closed under it


@contextmanager
def on_lab(folder: Path, lang: str, scenario: str = "article", voila: bool = False) -> Iterator[tuple[str, Lab]]:
    """The same JupyterLab or Voila on a lab of this process, which a test can hurry and disturb: address and lab."""
    home, private = folder / "home", folder / "private"
    private.mkdir(mode=0o700)
    with lab_for_kernels(scenario, folder) as lab:
        home.mkdir()
        guide.copy_to(home)
        ours = environment(home, lang)
        given = served.environment(folder / "lab.json", private)
        given |= {name: ours[name] for name in (*_FOLDERS, "SRIOVKIT_LANG")}
        server = served.serve(home, lang, given, private, voila)
        try:
            yield server.address(), lab
        finally:
            finish(server.process)


def finish(process: subprocess.Popen[bytes]) -> None:
    """End a server; a deaf one is killed."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end(process: subprocess.Popen[str]) -> None:
    """Ask it to end everything that it started; kill the group where it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def command(page: Any, name: str) -> None:
    """One of JupyterLab's own commands ("notebook:run-all-cells"), whatever its menu says in this language."""
    page.wait_for_function("window.jupyterapp && window.jupyterapp.shell.currentWidget")
    page.evaluate(_COMMAND, [name, 1000 * SECONDS_OF_A_COMMAND])


def open_notebook(page: Any, address: str, name: str) -> None:
    """A notebook of the started language beside the first one; done when its kernel answers."""
    page.goto(re.sub(r"[^/]+\.ipynb", name, address))
    folder = re.search(r"/tree/(.*/)[^/]+\.ipynb", address)
    # With its folder: JupyterLab opens what was open before as well, perhaps the same name in the other language.
    arrived(page, f"{folder[1] if folder else ''}{name}")


def arrived(page: Any, name: str) -> None:
    """Wait until this notebook is in front and its kernel answers."""
    page.wait_for_function(
        "name => window.jupyterapp?.shell.currentWidget?.context?.path?.endsWith(name)", arg=name, timeout=90_000
    )
    ready(page)


def ready(page: Any) -> None:
    """Wait until the notebook in front has an idle kernel."""
    page.wait_for_function(
        """() => {
            const app = window.jupyterapp;
            const kernel = app?.shell.currentWidget?.sessionContext?.session?.kernel;
            return kernel && kernel.status === "idle";
        }""",
        timeout=90_000,
    )


def idle(page: Any, seconds: float = 90) -> None:
    """Wait until every cell that was asked for has run."""
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('[*]'))",
        timeout=seconds * 1000,
    )
    ready(page)


def run_cell(page: Any, holding: str) -> None:
    """Run the first code cell that holds this text, and wait until it has run."""
    page.evaluate(
        """holding => {
            const content = window.jupyterapp.shell.currentWidget.content;
            const cells = content.widgets;
            const place = cells.findIndex(c => c.model.type === "code" && c.model.sharedModel.source.includes(holding));
            if (place < 0) throw new Error("no cell holds " + holding);
            content.activeCellIndex = place;
            content.deselectAll();
        }""",
        holding,
    )
    command(page, "notebook:run-cell")
    idle(page)


def cell(page: Any, holding: str) -> Any:
    """The first code cell that holds this text, with what stands below it."""
    place = page.evaluate(
        """holding => {
            const cells = window.jupyterapp.shell.currentWidget.content.widgets;
            const place = cells.findIndex(c => c.model.type === "code" && c.model.sharedModel.source.includes(holding));
            if (place >= 0) cells[place].node.setAttribute("data-place", `${place}`);
            return place;
        }""",
        holding,
    )
    assert place >= 0, f"no cell holds {holding}"
    return page.locator(f'.jp-NotebookPanel:not(.lm-mod-hidden) [data-place="{place}"]')


def shoot(page: Any, name: str) -> Path:
    """A picture of the page, kept for a person to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    place = SHOTS / f"{name}.png"
    page.screenshot(path=str(place))
    return place
