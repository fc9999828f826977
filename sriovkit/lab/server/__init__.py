"""A WSMan and PSRP endpoint on loopback that any PowerShell Remoting client may talk to.

Rule: what hosts answer is not decided here; a `Responder` is asked, and for command lines a console.
Nothing listens on another address than 127.0.0.1.
"""

from __future__ import annotations

from .control import Control
from .counts import RequestCount
from .faults import Faults
from .lab_server import LabServer
from .pipeline import (
    Command,
    CommandLine,
    ConsoleAnswer,
    ErrorAnswer,
    PipelineAnswer,
    PipelineRequest,
    Responder,
)
from .shells import ShellInfo

__all__ = [
    "Command",
    "CommandLine",
    "ConsoleAnswer",
    "Control",
    "ErrorAnswer",
    "Faults",
    "LabServer",
    "PipelineAnswer",
    "PipelineRequest",
    "RequestCount",
    "Responder",
    "ShellInfo",
]
