"""Sockets on loopback, and aiohttp's server on them.

Rule: 127.0.0.1 and no other address.
"""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Awaitable, Callable

from aiohttp import web

HOST = "127.0.0.1"
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def listener() -> socket.socket:
    """A socket that listens on a free port."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else another program could listen on the same port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    found.bind((HOST, 0))
    found.listen(128)
    return found


def runner(handler: Handler) -> web.ServerRunner:
    """aiohttp around one handler."""
    quiet = logging.getLogger(f"{__name__}.http")
    quiet.setLevel(logging.CRITICAL)  # aiohttp calls broken HTTP an error, with a traceback; the handlers log our own
    # Cancelling a handler whose client has gone lets an abandoned shell grow idle.
    server = web.Server(handler, handler_cancellation=True, keepalive_timeout=120, access_log=None, logger=quiet)
    return web.ServerRunner(server, shutdown_timeout=0.1)
