"""How we touch hosts: the only room with input and output. `connect` for a host, `load` and `save` for a file.

Rule: hands core JSON text and gets records back; a password never leaves this room, in no form.
"""

from __future__ import annotations

from .host import Host, connect
from .settings import masked
from .transports.file import load, save

__all__ = ["Host", "connect", "load", "masked", "save"]
