"""What one visit may take, in seconds and bytes, kept at the sockets themselves: a dripping or endless answer ends.

Rule: every byte of a visit, headers and proxies included, comes through `_Socket` and counts; no redirect is followed.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

#: Longest single wait at a socket, in seconds.
_MOMENT = 0.5


class Stopped(Exception):
    """We ended the visit ourselves. No OSError, so that no library takes it for a hiccup and tries again."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Budget:
    """Seconds and bytes that are left of one visit."""

    def __init__(self, seconds: float, limit: int) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._limit = self._bytes = limit
        #: Whether the host has sent anything at all.
        self.answered = False

    def left(self, patience: float | None = None) -> float:
        """Seconds to wait at most for the next thing; raises Stopped when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise Stopped("host-silent", seconds=f"{self.seconds:g}")
        return seconds if patience is None else min(patience, seconds)

    def received(self, count: int) -> None:
        self._bytes -= count
        self.answered |= count > 0
        if self._bytes < 0:
            raise Stopped("answer-too-large", limit=f"{self._limit / 1024 / 1024:g} MB")

    def grace(self, seconds: float) -> None:
        """A little more, to tidy up after trouble."""
        self._end = time.monotonic() + seconds
        self._bytes = self._limit


class _Socket:
    """A socket, plain or TLS, that knows the budget. What is not here is the socket's own."""

    def __init__(self, real: socket.socket, budget: Budget) -> None:
        self._real = real
        self._budget = budget
        self._patience = real.gettimeout()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def settimeout(self, seconds: float | None) -> None:
        self._patience = seconds
        self._real.settimeout(seconds)

    def sendall(self, data: bytes, *flags: int) -> None:
        self.wait()
        try:
            self._real.sendall(data, *flags)
        except TimeoutError:
            raise self.silent() from None

    def makefile(self, *args: Any, **more: Any) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._real.makefile("rb", buffering=0), self))

    def wait(self) -> None:
        self._real.settimeout(self._budget.left(self._patience))

    def silent(self) -> Stopped:
        self._budget.left()
        return Stopped("host-silent", seconds=f"{self._patience or self._budget.seconds:g}")

    def read(self, buffer: Any) -> int:
        """Receive into `buffer`, a moment at a time: a waiting socket does not hear Ctrl-C on Windows."""
        until = time.monotonic() + self._budget.left(self._patience)
        while True:
            self._real.settimeout(min(_MOMENT, max(until - time.monotonic(), 0.001)))
            try:
                count = self._real.recv_into(buffer)
            except TimeoutError:
                if time.monotonic() >= until:
                    raise self.silent() from None
                continue
            self._budget.received(count)
            return count


class _Stream(io.RawIOBase):
    """The reading end; `_sock` is where pypsrp looks for the certificate that it binds a login to."""

    def __init__(self, real: io.RawIOBase, watched: _Socket) -> None:
        self._real = real  # keeps the socket open until the answer is read, as http.client expects
        self._watched = watched
        self._sock = watched._real

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._watched.read(buffer)

    def close(self) -> None:
        self._real.close()
        super().close()


class Adapter(HTTPAdapter):
    """The HTTP of one visit: watched sockets, no redirects, no compressed answers."""

    def __init__(self, budget: Budget, trust_system: bool, max_retries: Any = 0, **pool: Any) -> None:
        self._budget = budget
        self._pool = pool
        if trust_system:
            self._pool["ssl_context"] = _system_trust()
        super().__init__(max_retries=max_retries)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **more, **self._pool)
        _watch(self.poolmanager, self._budget)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **more, **self._pool)
        _watch(manager, self._budget)
        return manager

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        asked = more.get("timeout")
        connect, read = asked if isinstance(asked, tuple) else (asked, asked)
        more["timeout"] = (self._budget.left(connect), self._budget.left(read))
        response = super().send(request, *args, **more)
        if 300 <= response.status_code < 400:
            response.close()
            raise Stopped("redirected", status=response.status_code, target=response.headers.get("Location", ""))
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()  # we asked for none; a few bytes could unfold into any number
            raise Stopped("not-wsman", detail="Content-Encoding")
        return response


def _system_trust() -> ssl.SSLContext:
    """Trust what the system trusts (a company's own authority), beside the list that comes with requests."""
    context = create_urllib3_context()
    context.load_default_certs()
    return context


def _watch(manager: Any, budget: Budget) -> None:
    """Make the connections of one urllib3 manager keep to the budget; other managers are not touched."""
    manager.pool_classes_by_scheme = {
        scheme: kind if issubclass(kind.ConnectionCls, _Watched) else _watched_pool(kind, budget)
        for scheme, kind in manager.pool_classes_by_scheme.items()
    }


def _watched_pool(kind: Any, budget: Budget) -> Any:
    connection = type(kind.ConnectionCls.__name__, (_Watched, kind.ConnectionCls), {"budget": budget})
    return type(kind.__name__, (kind,), {"ConnectionCls": connection})


class _Watched:
    """Mixed into urllib3's connections: once before TLS (a proxy's answer), once after."""

    budget: Budget
    sock: Any

    def _new_conn(self) -> _Socket:
        self.budget.left()
        return _Socket(super()._new_conn(), self.budget)  # type: ignore[misc]

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        if not isinstance(self.sock, _Socket):
            self.sock = _Socket(self.sock, self.budget)
