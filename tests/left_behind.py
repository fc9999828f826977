"""What a session in JupyterLab leaves behind: saved notebooks, their checkpoints, Jupyter's own folders, the messages.

Rule: a secret that was typed is in the one message that carried it to the kernel, and in nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sriovkit.core import text as reader
from sriovkit.lab import Lab
from tests.jupyterlab import cell, command, open_notebook, run_cell
from tests.test_secrets import spellings

SECONDS = 60_000
SOURCE = "source = nb.source()"
#: Files that a session is known to leave, so that the search is known to have seen them.
LEFT = {"00-start.ipynb", "00-start-checkpoint.ipynb", "history.sqlite", "nbsignatures.db"}


def messages(page: Any) -> list[bytes]:
    """Every message between this page and its kernels from now on, in both directions."""
    heard: list[bytes] = []

    def listen(socket: Any) -> None:
        for event in ("framesent", "framereceived"):
            socket.on(event, lambda data: heard.append(data if isinstance(data, bytes) else str(data).encode()))

    page.on("websocket", listen)
    return heard


def read_a_real_host(page: Any, address: str, lab: Lab, lang: str) -> list[str]:
    """In notebook 00, by the door of a real host: with a wrong password, then with the right one. Gives both."""
    open_notebook(page, address, "00-start.ipynb")
    run_cell(page, "import sriovkit as sk")
    run_cell(page, SOURCE)
    chooser = cell(page, SOURCE)
    words = {name: reader.words(f"widget.{name}", lang) for name in ("source", "door.live", "way.name", "read-now")}
    chooser.get_by_label(words["source"]).first.select_option(label=words["door.live"])
    chooser.get_by_label(words["way.name"]).first.select_option(index=1)
    for name, given in {"address": lab.host, "port": str(lab.port), "username": lab.username}.items():
        chooser.get_by_label(reader.words(f"widget.{name}", lang)).first.fill(given)
    field = chooser.get_by_label(reader.words("widget.password", lang)).first
    typed = [f"wrong-{lab.password}", lab.password]
    read = reader.words("widget.read", lang, host="HV01")
    for password, told in zip(typed, (lab.username, read), strict=True):
        field.press_sequentially(password)
        field.press("Enter")
        chooser.get_by_text(told).first.wait_for(timeout=SECONDS)
    return typed


def nothing_secret(page: Any, folder: Path, heard: list[bytes], typed: list[str]) -> None:
    """Save every open notebook, then search messages and files; `folder` holds everything of the session."""
    for name in page.evaluate("[...window.jupyterapp.shell.widgets('main')].map(one => one.id)"):
        page.evaluate("name => window.jupyterapp.shell.activateById(name)", name)
        command(page, "docmanager:save")
    secrets = [spellings(one) for one in typed]
    carried = [[frame for frame in heard if any(word in frame for word in found)] for found in secrets]
    assert [len(frames) for frames in carried] == [1, 2], "each went once, and the second is a part of the first"
    assert len(heard) > 100
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= LEFT
    holding = [path for path in files if any(word in path.read_bytes() for found in secrets for word in found)]
    assert holding == [folder / "lab.json"], "the file by which the kernels find the lab, and no other"
