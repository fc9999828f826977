"""A notebook of the guide run from top to bottom against a lab, with the hands of its reader between the cells.

Rule: the cells are the notebook's own; hands only do what a person does in the server room and in the widgets.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

from sriovkit import guide
from sriovkit.lab import Lab

#: A restart takes a fraction of a second.
SPEED = 60.0


def notebook(lang: str, name: str) -> Any:
    """As it is stored."""
    return nbformat.read(guide.source() / lang / name, as_version=4)


@contextmanager
def lab_for_kernels(scenario: str, folder: Path) -> Iterator[Lab]:
    """A lab that kernels started meanwhile find, as `sriovkit start` tells them."""
    with Lab(scenario, speed=SPEED, control_folder=folder) as lab:
        place = folder / "lab.json"
        place.touch(mode=0o600)
        place.write_text(json.dumps(lab.info()), "utf-8")
        with patch.dict(os.environ, {"SRIOVKIT_LAB": str(place), "SRIOVKIT_HOME": str(folder)}):
            yield lab


def played(
    lang: str, name: str, folder: Path, hands: Mapping[int, Sequence[str]] | None = None, first: bool = False
) -> Any:
    """The notebook after its run in its language's folder, with `first` no further than its first code cell.

    `hands` are cells put behind its code cell of that number; number 0 stands before the first one.
    """
    place = folder / lang
    place.mkdir(exist_ok=True)
    run, number = notebook(lang, name), 0
    cells: list[Any] = [nbformat.v4.new_code_cell(source) for source in (hands or {}).get(0, ())]
    for cell in run.cells:
        cells.append(cell)
        if cell.cell_type == "code":
            number += 1
            cells += [nbformat.v4.new_code_cell(source) for source in (hands or {}).get(number, ())]
            if first:
                break
    run.cells = cells
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(place)}}).execute()
    return run


def shown(run: Any) -> str:
    """What the outputs say, as plain text."""
    said = []
    for cell in run.cells:
        for output in cell.outputs if cell.cell_type == "code" else ():
            said.append(output["data"].get("text/plain", "") if "data" in output else output.get("text", ""))
    return "\n".join(said)
