"""sriovkit: what keeps SR-IOV from working on a Hyper-V host, and what to mend first. The front door.

Rule: importing it costs nothing; pandas, pypsrp and the lab are imported by the call that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .applying import Run, apply, resume, undo
    from .core.apply.questions import Event, Question
    from .core.compare import Comparison, compare
    from .core.diagnose import Diagnosis, diagnose
    from .core.errors import HostError, InputError, SriovkitError, UsageError
    from .core.explain import explain
    from .core.explain_shown import Explained
    from .core.plan import Plan, plan
    from .core.plan.way_back import way_back
    from .core.prerequisites import Prerequisites, prerequisites
    from .core.whatif import what_if
    from .door import Host, Snapshot, connect, load, read_text
    from .proving import Proof, ToRun, prove
    from .view.frames import Frames, frames

    __version__: str

__all__ = [
    "Comparison",
    "Diagnosis",
    "Event",
    "Explained",
    "Frames",
    "Host",
    "HostError",
    "InputError",
    "Plan",
    "Prerequisites",
    "Proof",
    "Question",
    "Run",
    "Snapshot",
    "SriovkitError",
    "ToRun",
    "UsageError",
    "__version__",
    "apply",
    "compare",
    "connect",
    "diagnose",
    "explain",
    "frames",
    "load",
    "plan",
    "prerequisites",
    "prove",
    "read_text",
    "resume",
    "undo",
    "way_back",
    "what_if",
]

#: Where each name lives.
_ROOMS = {
    ".core.compare": ("Comparison", "compare"),
    ".applying": ("Run", "apply", "resume", "undo"),
    ".core.apply.questions": ("Event", "Question"),
    ".core.diagnose": ("Diagnosis", "diagnose"),
    ".core.errors": ("HostError", "InputError", "SriovkitError", "UsageError"),
    ".core.explain": ("explain",),
    ".core.explain_shown": ("Explained",),
    ".core.plan": ("Plan", "plan"),
    ".core.prerequisites": ("Prerequisites", "prerequisites"),
    ".core.plan.way_back": ("way_back",),
    ".core.whatif": ("what_if",),
    ".door": ("Host", "Snapshot", "connect", "load", "read_text"),
    ".proving": ("Proof", "ToRun", "prove"),
    ".view.frames": ("Frames", "frames"),
}


def __getattr__(name: str) -> Any:
    """Fetch a name of the front door when it is first used (PEP 562)."""
    if name == "__version__":
        value: Any = _version()
    else:
        room = next((room for room, names in _ROOMS.items() if name in names), None)
        if room is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(room, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sriovkit")
    except PackageNotFoundError:
        return "0+unknown"  # a checkout on the path that nobody installed
