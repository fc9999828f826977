"""What the calls of a notebook share: whatever somebody holds as a diagnosis, the clipboard, a reason's page.

Rule: nothing is shown here; what cannot be diagnosed is said by its kind, never guessed at.
"""

from __future__ import annotations

import os
from typing import Any

from .. import door
from ..core.diagnose import Diagnosis, diagnose
from ..core.errors import UsageError
from ..core.snapshot import Snapshot
from ..view.widgets.source import SourceShown


def diagnosis_of(x: Any) -> Diagnosis:
    """What somebody has in hands, as a diagnosis."""
    if isinstance(x, Diagnosis):
        return x
    if isinstance(x, SourceShown):
        return diagnose(x.snapshot)
    if isinstance(x, door.Host):
        return diagnose(x.collect())
    if isinstance(x, Snapshot):
        return diagnose(x)
    raise UsageError("widget-wrong-thing", kind=type(x).__name__)


def copy(words: str) -> bool:
    """Put text on the clipboard of the computer that the kernel runs on; whether that went well."""
    import pyperclip  # type: ignore[import-untyped]

    try:
        pyperclip.copy(words)
        return bool(pyperclip.paste() == words)
    except (pyperclip.PyperclipException, OSError):
        return False


def page(code: str, lang: str) -> str:
    """The address of a reason's page in the guide that SRIOVKIT_SITE names; "" where none is served."""
    base = os.environ.get("SRIOVKIT_SITE", "")
    if not base.startswith(("http://127.0.0.1:", "http://localhost:", "https://")):
        return ""
    return f"{base.rstrip('/')}/{'' if lang == 'en' else f'{lang}/'}reasons/{code}/"
