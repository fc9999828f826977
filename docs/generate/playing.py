"""Plays the notebooks on the lab and keeps what their cells show: each in a process of its own, from top to bottom.

Rule: a cell that fails stops the build. What was shown is kept in build/ by a hash of everything that it came from.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache, partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
_KEPT = ROOT / "build" / "notebooks"
#: What a cell's output depends on, beside the notebook.
_SOURCES = (".py", ".toml", ".ps1", ".css", ".json")
_AT_ONCE = 2

#: The outputs of one cell, in order: MIME type -> content each.
Shown = list[Mapping[str, str]]


@cache
def played() -> Mapping[tuple[str, str], list[Shown]]:
    """(language, notebook's name) -> the outputs of each of its code cells."""
    state = _state()
    jobs = [
        (file.parent.name, file.stem, _KEPT / f"{_hash(state, file)}.json")
        for file in sorted(NOTEBOOKS.glob("*/*.ipynb"))
    ]
    missing = [(lang, name, str(kept)) for lang, name, kept in jobs if not kept.is_file()]
    if missing:
        _play(missing)
    return {(lang, name): json.loads(kept.read_text("utf-8")) for lang, name, kept in jobs}


def cells(lang: str, name: str) -> list[dict[str, Any]]:
    """The cells of a notebook as they are stored."""
    return list(json.loads((NOTEBOOKS / lang / f"{name}.ipynb").read_text("utf-8"))["cells"])


def _play(jobs: list[tuple[str, str, str]]) -> None:
    _KEPT.mkdir(parents=True, exist_ok=True)
    # Not forked from here: a thread of the builder's may hold a lock that the child would wait for.
    server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if server else "spawn")
    if server:
        context.set_forkserver_preload(["ipywidgets", "pandas"])  # so that no child imports them again
    # MkDocs takes it away again when the hooks are loaded, and a child finds this module by its name.
    sys.path.append(str(ROOT / "docs"))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(partial(_alone, context), jobs))


def _alone(context: BaseContext, job: tuple[str, str, str]) -> None:
    """Raises what a cell raised, and BrokenProcessPool where the process itself was ended."""
    with ProcessPoolExecutor(1, mp_context=context) as process:
        process.submit(_one, job).result()


def _one(job: tuple[str, str, str]) -> None:
    """In a process of its own: the notebook's cells in one namespace, in a folder of its own, on a lab of its own."""
    lang, name, kept = job
    sys.path.insert(0, str(ROOT))
    from tests.reader_hands import SCENARIO
    from tests.worked_through import lab_for_kernels

    os.environ["SRIOVKIT_LANG"] = lang
    here = Path.cwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            with lab_for_kernels(SCENARIO, Path(folder)):
                shown = list(_shown(lang, name))
        finally:
            os.chdir(here)
    # What a reader sees has no folder of the machine that built it.
    Path(kept).write_text(json.dumps(shown, ensure_ascii=False).replace(folder, "."), "utf-8", newline="\n")


def _shown(lang: str, name: str) -> Iterator[Shown]:
    """The outputs of each code cell; what hands changed in a widget is shown once more, as `changed`."""
    from tests.reader_hands import HANDS

    shell = _Shell()
    hands = HANDS.get(f"{name}.ipynb", {})
    code = [(n, "".join(cell["source"])) for n, cell in enumerate(cells(lang, name), 1) if cell["cell_type"] == "code"]
    for source in hands.get(0, ()):
        shell.run(source, f"{lang}/{name}.ipynb, before")
    for number, (place, source) in enumerate(code, 1):
        shown = shell.run(source, f"{lang}/{name}.ipynb, cell {place}")
        done = [shell.run(hand, f"{lang}/{name}.ipynb, behind cell {place}") for hand in hands.get(number, ())]
        widget = shell.value(source.splitlines()[-1].strip())
        if done and hasattr(widget, "html"):
            shown.append({"changed": widget.html()})
        yield shown


class _Shell:
    """One IPython, whose cells give what they show in every form that they have."""

    def __init__(self) -> None:
        from IPython.core.displayhook import DisplayHook
        from IPython.core.interactiveshell import InteractiveShell

        results: Shown = []

        class Results(DisplayHook):  # type: ignore[misc]
            """Keeps what a cell's last line gives instead of printing it."""

            def write_output_prompt(self) -> None: ...

            def finish_displayhook(self) -> None: ...

            def write_format_data(self, format_dict: Mapping[str, str], md_dict: object = None) -> None:
                results.append(dict(format_dict))

        class Shell(InteractiveShell):  # type: ignore[misc]
            displayhook_class = Results

        self._results, self._shell = results, Shell.instance()

    def run(self, source: str, place: str) -> Shown:
        """What a cell shows. Raises RuntimeError, with its place, where it fails."""
        from IPython.utils.capture import capture_output

        self._results.clear()
        with capture_output() as captured:
            done = self._shell.run_cell(source, store_history=True)
        if not done.success:
            raise RuntimeError(f"notebooks/{place}: {done.error_before_exec or done.error_in_exec}")
        said = captured.stdout + captured.stderr
        printed = [{"text/plain": said}] if said else []
        return [*printed, *(dict(output.data) for output in captured.outputs), *self._results]

    def value(self, name: str) -> Any:
        """What a name stands for; None for what is no name."""
        return self._shell.user_ns.get(name)


def _state() -> bytes:
    """A hash of all code and data that a notebook runs."""
    files = sorted(file for file in (ROOT / "sriovkit").rglob("*") if file.suffix in _SOURCES)
    more = [ROOT / "requirements.txt", ROOT / "tests" / "reader_hands.py", Path(__file__)]
    parts = [file.read_bytes() for file in [*files, *more]]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def _hash(state: bytes, notebook: Path) -> str:
    return hashlib.sha256(state + notebook.parent.name.encode() + notebook.read_bytes()).hexdigest()
