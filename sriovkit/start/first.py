"""The first notebook run before it is opened, as a program of its own: `python -m sriovkit.start.first FOLDER NAME`.

Rule: the file is replaced whole, or stays as it was.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from .. import guide
from .still import still


def run(folder: Path, name: str) -> None:
    """Run a notebook of this folder and leave it with what it shows, without widgets."""
    path = folder / name
    notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.metadata.pop("widgets", None)
    still(notebook)
    guide.replace(folder, name, nbformat.writes(notebook).encode("utf-8"))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2])
