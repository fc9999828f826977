"""The notebooks of the guide: where they lie, and copies of them in a folder of the reader's own.

Rule: a copy that was changed is never overwritten; one that was not is brought up to date.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.resources import files
from pathlib import Path

from .core.text import LANGUAGES

#: What each copy was when we made it, so that a change can be told.
_LEDGER = ".sriovkit-notebooks.json"
#: Where OneDrive says which folders it synchronises.
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def source() -> Path:
    """The folder with the notebooks of every language: in the installed package, else in the checkout."""
    packed = Path(str(files("sriovkit"))) / "notebooks"
    return packed if packed.is_dir() else Path(str(files("sriovkit"))).parent / "notebooks"


def working_folder() -> Path:
    """Where copies go: SRIOVKIT_HOME, else "sriovkit" in the home folder, else where OneDrive does not reach."""
    said = os.environ.get("SRIOVKIT_HOME")
    if said:
        return Path(said).expanduser()
    # Documents and Desktop may be synchronised; the profile folder itself seldom is.
    home, local = Path.home(), os.environ.get("LOCALAPPDATA")
    return Path(local) / "sriovkit" / "notebooks" if local and _synchronised(home) else home / "sriovkit"


def _synchronised(folder: Path) -> bool:
    """Whether a folder is one of OneDrive's, or lies in one."""
    roots = (os.environ.get(name) for name in _ONEDRIVE)
    return any(folder.resolve().is_relative_to(Path(root).resolve()) for root in roots if root)


def copy_to(folder: Path) -> list[Path]:
    """Copy every notebook below `folder`; gives the ones left as they are because somebody changed them."""
    ledger_file = folder / _LEDGER
    ledger: dict[str, str] = json.loads(ledger_file.read_text("utf-8")) if ledger_file.is_file() else {}
    kept = [
        target
        for lang in LANGUAGES
        for notebook in sorted((source() / lang).glob("*.ipynb"))
        if not _bring(notebook.read_bytes(), target := folder / lang / notebook.name, f"{lang}/{notebook.name}", ledger)
    ]
    note(folder, ledger)
    return kept


def note(folder: Path, ledger: dict[str, str]) -> None:
    (folder / _LEDGER).write_text(json.dumps(ledger, indent=1), "utf-8")


def replace(folder: Path, name: str, content: bytes) -> bool:
    """Put new content into a copy that nobody changed; False where somebody did."""
    ledger: dict[str, str] = json.loads((folder / _LEDGER).read_text("utf-8"))
    done = _bring(content, folder / name, name, ledger)
    note(folder, ledger)
    return done


def _bring(content: bytes, target: Path, name: str, ledger: dict[str, str]) -> bool:
    if target.exists() and _mark(target.read_bytes()) not in (ledger.get(name), _mark(content)):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    ledger[name] = _mark(content)
    return True


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
