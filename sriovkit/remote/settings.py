"""How a host is to be reached, checked before anything is sent.

Rule: what could carry a password or an answer unprotected is refused here, and nowhere later.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from ..core.jea import is_restricted
from .secret import Secret, hidden

AUTHS = ("basic", "certificate", "credssp", "kerberos", "negotiate", "ntlm")
_ENCRYPTIONS = ("auto", "always", "never")
#: Keywords whose value is never shown; a proxy's address may hold a password.
_SECRETS = ("password", "proxy", "certificate_key_password")
#: What must be installed for a way of logging in, beside what comes with pypsrp.
_EXTRAS = {"kerberos": ("gssapi", "krb5"), "credssp": ("requests_credssp",)}
_NOT_IN_A_NAME = set(" \t\r\n/\\@?#[]%\"'<>")


@dataclass(frozen=True)
class Settings:
    """One host's connection. Times are seconds; `more` are pypsrp's other keywords, as they were given."""

    address: str
    port: int
    ssl: bool
    auth: str = "negotiate"
    username: str | None = None
    password: Secret | None = None
    cert_validation: bool | str = True
    encryption: str = "auto"
    proxy: Secret | None = None
    connection_timeout: float = 15.0
    read_timeout: float = 30.0
    configuration_name: str = "Microsoft.PowerShell"
    more: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_words()
        self._check_protection()
        self._check_files()
        _check_extra(self.address, self.auth)

    def _check_words(self) -> None:
        if not _is_name(self.address):
            raise UsageError("bad-address", address=self.address)
        for keyword, choices in (("auth", AUTHS), ("encryption", _ENCRYPTIONS)):
            if getattr(self, keyword) not in choices:
                raise UsageError("bad-choice", host=self.address, keyword=keyword, choices=", ".join(choices))

    def _check_protection(self) -> None:
        """Plain HTTP without sealing is for this computer alone; a proxy would carry it elsewhere."""
        plain = not self.ssl and (self.auth in ("basic", "certificate") or self.encryption == "never")
        if plain and (self.proxy is not None or not is_loopback(self.address)):
            raise UsageError("unprotected", host=self.address, auth=self.auth)

    def _check_files(self) -> None:
        for path in (self.cert_validation, self.more.get("certificate_pem"), self.more.get("certificate_key_pem")):
            if isinstance(path, str) and not Path(path).exists():
                raise UsageError("file-not-found", host=path)

    @property
    def restricted(self) -> bool:
        """Whether the host is asked by the one command of its JEA role, since it takes no scripts there."""
        return is_restricted(self.configuration_name)

    @property
    def sealing(self) -> str:
        """pypsrp's `encryption`: Basic over plain HTTP (loopback only, see above) cannot be sealed."""
        return "never" if not self.ssl and self.auth == "basic" and self.encryption == "auto" else self.encryption


def settings(address: str, ssl: bool | None, port: int | None, **given: Any) -> Settings:
    """Settings with their defaults: HTTPS on 5986, or sealed HTTP where `ssl=False` or `port=5985` asks for it."""
    if ssl is None:
        ssl = port != 5985
    return Settings(address, port if port is not None else (5986 if ssl else 5985), ssl, **given)


def masked(more: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords for a connection with the secret ones hidden, for whoever holds them while something may go wrong."""
    return {name: hidden(value) if name in _SECRETS else value for name, value in more.items()}


def is_loopback(address: str) -> bool:
    """Whether an address is this very computer, judged without asking any name server."""
    if address.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_name(address: str) -> bool:
    if not address or not isinstance(address, str) or not address.isprintable():
        return False
    try:
        return bool(ipaddress.ip_address(address))
    except ValueError:
        return not (_NOT_IN_A_NAME | {":"}) & set(address)


def _check_extra(address: str, auth: str) -> None:
    if auth == "kerberos" and sys.platform == "win32":
        return  # Windows brings its own
    missing = [name for name in _EXTRAS.get(auth, ()) if find_spec(name) is None]
    if missing:
        raise UsageError("missing-extra", host=address, auth=auth, module=missing[0], extra=auth)
