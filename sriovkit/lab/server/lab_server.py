"""The lab's server: an event loop in a thread of its own, for plain synchronous code.

Rule: everything but `start` and `close` happens in that thread; what other threads read or set is a plain value.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any, Self

from aiohttp import web

from .certificate import make_tls
from .counts import RequestCount
from .faults import Faults
from .front import Front
from .host_state import Always, HostState
from .listening import HOST, Handler, listener, runner
from .login import Login
from .ntlm import Account
from .pipeline import DEFAULT_CONFIGURATION, Responder
from .running import Console, in_loop, in_threads
from .shells import ShellInfo
from .wsman import Endpoint

_SWEEP = 0.25  # seconds between two looks for idle shells


class LabServer:
    """A WSMan and PSRP endpoint on loopback, over HTTP and (``tls``) HTTPS, each on a free port.

    The password is drawn anew unless one is given. ``latency`` (seconds before each answer) and `faults` may be set
    while it runs. ``clock`` (seconds, monotonic) decides when a shell was idle for too long; ``configurations`` names
    the session configurations there are, in small letters. ``host_state`` tells whether the host is there at all, and
    ``control`` answers at a port of its own. ``console`` answers command lines; without it there
    is no command shell.
    """

    host = HOST

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
        host_state: HostState | None = None,
        control: Handler | None = None,
        console: Console | None = None,
    ) -> None:
        self.username = username
        self.password = password if password is not None else secrets.token_urlsafe(16)
        self.latency = latency
        self.faults = Faults()
        self.requests = RequestCount()
        self.port = 0
        self.tls_port: int | None = None
        self.certificate_pem: str | None = None
        self.control_port: int | None = None
        self._control, self._host_state = control, host_state or Always()
        self._responder, self._console = responder, console
        self._clock, self._tls, self._configurations = clock, tls, configurations
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
            f"LabServer({HOST}, port={self.port}, tls_port={self.tls_port}, username={self.username!r}, password=***)"
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
        runners: list[web.ServerRunner] = []
        try:
            for handler, sockets in self._sites(self._front(loop, closing)):
                runners.append(runner(handler))
                await runners[-1].setup()
                for found, context in sockets:
                    await web.SockSite(runners[-1], found, ssl_context=context).start()
            self._stop = partial(loop.call_soon_threadsafe, closing.set)
            ready.set_result(None)
            await self._sweep(closing)
        finally:
            closing.set()
            for each in runners:
                await each.cleanup()

    def _front(self, loop: asyncio.AbstractEventLoop, closing: asyncio.Event) -> Front:
        account = Account(self.username, self.password)
        run = in_threads(self._responder, self._console, loop)
        lines = self._console is not None
        self._endpoint = Endpoint(run, self._clock, lambda: front.wake(), self._configurations, self.faults, lines)
        front = Front(
            endpoint=self._endpoint,
            new_login=lambda: Login(account, self.username, self.password),
            counts=self.requests,
            faults=self.faults,
            latency=lambda: self.latency,
            closing=closing,
            host=self._host_state,
        )
        self.faults.cut = partial(in_loop, loop, front.cut)
        return front

    def _sites(self, front: Front) -> Iterator[tuple[Handler, list[tuple[socket.socket, ssl.SSLContext | None]]]]:
        """Each handler with the sockets that it listens on."""
        plain = listener()
        self.port = plain.getsockname()[1]
        sockets: list[tuple[socket.socket, ssl.SSLContext | None]] = [(plain, None)]
        if self._tls:
            context, self.certificate_pem = make_tls()
            sockets.append((listener(), context))
            self.tls_port = sockets[1][0].getsockname()[1]
        yield front.handle, sockets
        if self._control:
            room = listener()
            self.control_port = room.getsockname()[1]
            yield self._control, [(room, None)]

    async def _sweep(self, closing: asyncio.Event) -> None:
        while not closing.is_set():
            if self._endpoint:
                self._endpoint.expire()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), _SWEEP)
