"""Who is asking: Basic on every request, NTLM and Negotiate once for a connection.

Rule: answers "yes", "no" or "go on"; reads one header and knows nothing else of HTTP.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from .ntlm import Acceptor, Account

OFFERS = ("Negotiate", 'Basic realm="WSMAN"')


@dataclass(frozen=True)
class Verdict:
    """Whether the request is let in; ``tokens`` are values for WWW-Authenticate."""

    accepted: bool
    tokens: tuple[str, ...] = ()


_YES, _NO = Verdict(True), Verdict(False, OFFERS)


class Login:
    """What one connection has proved so far."""

    def __init__(self, account: Account, username: str, password: str) -> None:
        self._account, self._username, self._password = account, username, password
        self._pending: Acceptor | None = None
        self.context: Acceptor | None = None  # set once NTLM is through; it seals and unseals

    def check(self, authorization: str) -> Verdict:
        """Judge one request by its Authorization header (empty: what the connection has proved counts)."""
        scheme, _, value = authorization.partition(" ")
        if not authorization:
            return _YES if self.context else _NO
        if scheme.lower() == "basic":
            return _YES if self._basic(value) else _NO
        if scheme.lower() in ("negotiate", "ntlm"):
            return self._step(scheme, value)
        return _NO

    def _basic(self, value: str) -> bool:
        try:
            sent = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return False
        name, _, password = _text(sent).partition(":")
        # Both are always compared, so that time tells nothing.
        right = (name.casefold() == self._username.casefold(), _same(password, self._password))
        return all(right)

    def _step(self, scheme: str, value: str) -> Verdict:
        context, self._pending, self.context = self._pending, None, None
        try:
            context = context or self._account.acceptor()
            token = context.step(base64.b64decode(value, validate=True))
        except Exception:
            return _NO  # pyspnego raises whatever broken bytes make it raise
        tokens = (f"{scheme} {base64.b64encode(token).decode()}",) if token else ()
        if context.complete:
            self.context = context
            return Verdict(True, tokens)
        self._pending = context
        return Verdict(False, tokens)


def _text(sent: bytes) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return sent.decode("latin-1")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))
