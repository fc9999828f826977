"""The lab's server: an event loop in a thread of its own, for plain synchronous code.

Rule: everything but `start` and `close` happens in that thread; what other threads read or set is a plain value.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from functools import partial
from typing import Any, Self

from aiohttp import web

from .certificate import make_tls
from .counts import RequestCount
from .faults import Faults
from .front import Front
from .login import Login
from .ntlm import Account
from .pipeline import DEFAULT_CONFIGURATION, Responder
from .running import in_threads
from .shells import ShellInfo
from .wsman import Endpoint

_SWEEP = 0.25  # seconds between two looks for idle shells
_HOST = "127.0.0.1"


class LabServer:
    """A WSMan and PSRP endpoint on loopback, over HTTP and (``tls``) HTTPS, each on a free port.

    The password is drawn anew unless one is given. ``latency`` (seconds before each answer) and `faults` may be set
    while it runs. ``clock`` (seconds, monotonic) decides when a shell was idle for too long; ``configurations`` names
    the session configurations there are, in small letters.
    """

    host = _HOST

    def __init__(
        self,
        responder: Responder,
        *,
        username: str = "Administrator",
        password: str | None = None,
        tls: bool = True,
        latency: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        configurations: Callable[[], Collection[str]] = lambda: (DEFAULT_CONFIGURATION,),
    ) -> None:
        self.username = username
        self.password = password if password is not None else secrets.token_urlsafe(16)
        self.latency = latency
        self.faults = Faults()
        self.requests = RequestCount()
        self.port = 0
        self.tls_port: int | None = None
        self.certificate_pem: str | None = None
        self._responder, self._clock, self._tls, self._configurations = responder, clock, tls, configurations
        self._endpoint: Endpoint | None = None
        self._stop: Callable[[], object] = lambda: None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Listen; returns when both ports answer. Raises RuntimeError when it runs already, OSError without a port."""
        if self._thread:
            raise RuntimeError("the lab's server runs already")
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._thread_main, args=(ready,), name="sriovkit-lab", daemon=True)
        self._thread.start()
        try:
            ready.result()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Stop listening and end every connection; does nothing when it does not run."""
        thread, self._thread = self._thread, None
        if thread:
            with contextlib.suppress(RuntimeError):  # the loop ended by itself
                self._stop()
            thread.join(timeout=10)
            self._endpoint = None

    def __enter__(self) -> Self:
        return self if self._thread else self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def shells(self) -> tuple[ShellInfo, ...]:
        """The shells that are open now."""
        return self._endpoint.shells.infos() if self._endpoint else ()

    def __repr__(self) -> str:
        return (
            f"LabServer({_HOST}, port={self.port}, tls_port={self.tls_port}, username={self.username!r}, password=***)"
        )

    def __reduce__(self) -> Any:
        raise TypeError("a lab server holds a password and cannot be pickled")

    def _thread_main(self, ready: Future[None]) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _serve(self, ready: Future[None]) -> None:
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        front = self._front(loop, closing)
        runner = web.ServerRunner(_aiohttp_server(front), shutdown_timeout=0.1)
        await runner.setup()
        try:
            for listener, context in self._listeners():
                await web.SockSite(runner, listener, ssl_context=context).start()
            self._stop = partial(loop.call_soon_threadsafe, closing.set)
            ready.set_result(None)
            await self._sweep(closing)
        finally:
            closing.set()
            await runner.cleanup()

    def _front(self, loop: asyncio.AbstractEventLoop, closing: asyncio.Event) -> Front:
        account = Account(self.username, self.password)
        run = in_threads(self._responder, loop)
        self._endpoint = Endpoint(run, self._clock, lambda: front.wake(), self._configurations)
        front = Front(
            endpoint=self._endpoint,
            new_login=lambda: Login(account, self.username, self.password),
            counts=self.requests,
            faults=self.faults,
            latency=lambda: self.latency,
            closing=closing,
        )
        return front

    def _listeners(self) -> list[tuple[socket.socket, ssl.SSLContext | None]]:
        found: list[tuple[socket.socket, ssl.SSLContext | None]] = [(_listener(), None)]
        self.port = found[0][0].getsockname()[1]
        if self._tls:
            context, self.certificate_pem = make_tls()
            found.append((_listener(), context))
            self.tls_port = found[1][0].getsockname()[1]
        return found

    async def _sweep(self, closing: asyncio.Event) -> None:
        while not closing.is_set():
            if self._endpoint:
                self._endpoint.expire()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), _SWEEP)


def _listener() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else another program could listen on the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    listener.bind((_HOST, 0))
    listener.listen(128)
    return listener


def _aiohttp_server(front: Front) -> web.Server:
    quiet = logging.getLogger(f"{__name__}.http")
    quiet.setLevel(logging.CRITICAL)  # aiohttp calls broken HTTP an error, with a traceback; the front logs our own
    # Cancelling a handler whose client has gone lets an abandoned shell grow idle.
    return web.Server(front.handle, handler_cancellation=True, keepalive_timeout=120, access_log=None, logger=quiet)
