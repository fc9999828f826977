"""After a session in a notebook the password is nowhere: not in the file, its checkpoint, or IPython's history."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbclient import NotebookClient

from sriovkit.lab.running import start_process
from tests.test_secrets import spellings

CELLS = [
    "%config HistoryManager.db_cache_size = 0",
    "import logging, sriovkit as sk\nlogging.basicConfig(level=logging.DEBUG, filename='debug.log')",
    "host = sk.connect('lab:')\nsnapshot = host.collect()\nsnapshot.save('host.json')\nhost",
    "sk.diagnose(snapshot)",
    "%xmode Verbose",
    "sk.connect(host.address, ssl=False, port=1).collect()",
    "host.collect(deadline=0.001)",
    "%history -n",
]


def leaks(password: str, data: bytes) -> bool:
    return any(spelling in data for spelling in spellings(password))


def checkpoint(folder: Path, name: str) -> None:
    """What JupyterLab does when a notebook is saved: the server's own contents manager saves it and its checkpoint."""
    manager = FileContentsManager(root_dir=str(folder), checkpoints_class=FileCheckpoints)
    manager.save(manager.get(name), name)
    assert manager.create_checkpoint(name)["id"] == "checkpoint"


def test_no_file_of_a_notebook_session_holds_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    with start_process() as lab:
        told = tmp_path / "lab.json"
        with os.fdopen(os.open(told, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(lab.to_dict(), file)
        monkeypatch.setenv("SRIOVKIT_LAB", str(told))
        monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        notebook = nbformat.v4.new_notebook(cells=cells)
        client = NotebookClient(
            notebook,
            timeout=60,
            allow_errors=True,
            ipython_hist_file=str(folder / "history.sqlite"),
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute()
        nbformat.write(notebook, folder / "session.ipynb")
        checkpoint(folder, "session.ipynb")
    assert any("simulated" in str(cell.outputs).lower() for cell in notebook.cells)
    searched = [path for path in folder.rglob("*") if path.is_file()]
    assert {"session.ipynb", "session-checkpoint.ipynb", "host.json", "debug.log", "history.sqlite"} <= {
        path.name for path in searched
    }
    for path in searched:
        assert not leaks(lab.password, path.read_bytes()), path
    # The search itself can find it: in the file that is meant to hold it.
    assert leaks(lab.password, told.read_bytes())
