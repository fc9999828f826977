"""The file that tells this user's programs how to control a running lab: its port and its token.

Rule: only its owner can read it; it goes with the lab. One that others could read or write is not believed.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..core.errors import UsageError


@dataclass(frozen=True)
class Told:
    """What a control file tells."""

    port: int
    token: str = field(repr=False)
    scenario: str
    #: Whether other programs of this user may take it for theirs; one that a Python or a notebook started is its own.
    shared: bool = False


def runtime_folder() -> Path:
    """Where this user's running labs leave their files: a folder that is nobody else's business."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_RUNTIME_DIR") or str(Path.home() / ".cache")
    return Path(base, "sriovkit", "labs")


def write(told: Told, folder: Path | None = None) -> Path:
    """A new file in `folder`, or in a private one that goes with it; raises OSError where none can be written."""
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="sriovkit-control-"))
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"lab-{os.getpid()}-{told.port}.json"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump({"host": "127.0.0.1", **asdict(told)}, file)
    return path


def remove(path: Path) -> None:
    """Take it away, and its folder where that was made for it alone; it may be gone already."""
    path.unlink(missing_ok=True)
    if path.parent.name.startswith("sriovkit-control-"):
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def read(path: Path) -> Told:
    """What a file tells. Raises UsageError (lab-file-open, lab-file-broken) where it is not to be believed."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise ValueError
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            raise UsageError("lab-file-open", host=str(path))
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return Told(int(told["port"]), str(told["token"]), str(told["scenario"]), told.get("shared") is True)
    except (OSError, ValueError, TypeError, KeyError):
        raise UsageError("lab-file-broken", host=str(path)) from None


def newest(folder: Path | None = None) -> list[Path]:
    """The files of labs that this user runs, the newest first; those of labs that were killed may be among them."""
    found = []
    with contextlib.suppress(OSError):
        for path in (folder or runtime_folder()).glob("lab-*.json"):
            found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]
