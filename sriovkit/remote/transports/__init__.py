"""The ways to a host, one file each: psrp (over the network), local (on the host itself), file (brought by hand).

Rule: a transport runs one script and gives its text back; it knows nothing of what is in it.
"""

from __future__ import annotations

import logging

# Before the libraries are imported. Below WARNING they write whole messages and login tokens, so a program that logs
# everything gets them only by naming the library; the handler keeps warnings off a terminal that nobody set up.
for _name in ("pypsrp", "spnego", "requests_credssp"):
    _log = logging.getLogger(_name)
    _log.addHandler(logging.NullHandler())
    if _log.level == logging.NOTSET:
        _log.setLevel(logging.WARNING)
