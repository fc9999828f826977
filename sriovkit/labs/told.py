"""What is told of a lab that another program runs: by a file that only its owner can read, and its certificate as one.

Rule: where a password is sent to is not for an environment variable to say: this computer alone.
"""

from __future__ import annotations

import atexit
import json
import os
import stat
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from ..remote.secret import hidden


def named_by_environment() -> dict[str, Any] | None:
    """What the file that SRIOVKIT_LAB names tells of a running lab; None where there is no such file.

    Raises UsageError for one that others may read, or that tells of no lab on this computer.
    """
    path = Path(os.environ.get("SRIOVKIT_LAB") or os.devnull)
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            raise UsageError("lab-file-open", host=str(path))
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        told = {**told, "password": hidden(told["password"])}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise UsageError("lab-file-broken", host=str(path)) from None
    if told.get("host") != "127.0.0.1":
        raise UsageError("lab-file-broken", host=str(path))
    return told


@cache
def certificate_file(pem: str) -> str:
    """A file with the certificate, since requests takes nothing else; it goes when the interpreter does."""
    folder = tempfile.TemporaryDirectory(prefix="sriovkit-lab-")
    atexit.register(folder.cleanup)
    path = Path(folder.name, "lab.pem")
    path.write_text(pem, "ascii")
    return str(path)
