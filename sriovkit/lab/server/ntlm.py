"""NTLM and SPNEGO, the accepting side, with one account that lives in memory only.

Rule: pyspnego's acceptor reads its accounts from the file that NTLM_USER_FILE names, for the whole process. Neither
that file nor that variable is used here: the acceptor comes from a private copy of pyspnego's module whose look-up
is replaced, so that the module everybody else imports stays as it is.
"""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Any

import spnego
from spnego._context import GSSMech
from spnego._negotiate import NegotiateProxy
from spnego.exceptions import ErrorCode, SpnegoError


class Account:
    """The one account, and new acceptors for it."""

    def __init__(self, username: str, password: str) -> None:
        self._module = _private_copy()
        self._name = username
        self._hashes = (bytes(16), self._module.ntowfv1(password))  # no LAN Manager hash
        vars(self._module).update(_get_credential_file=lambda: "memory", _get_credential=self._look_up)

    def acceptor(self) -> Acceptor:
        """A fresh context for one connection; it takes raw NTLM tokens as well as SPNEGO ones."""
        ntlm = self._module.NTLMProxy(usage="accept", protocol="ntlm")
        ntlm._lm = ntlm._nt_v1 = False  # NTLMv2 only, whatever LM_COMPAT_LEVEL says
        ntlm._is_wrapped = True  # keeps the tokens out of the log
        return Acceptor(
            hostname="localhost",
            service="host",
            usage="accept",
            protocol="negotiate",
            options=spnego.NegotiateOptions.use_negotiate,
            _negotiate_contexts={GSSMech.ntlm: ntlm},
        )

    def _look_up(self, store: Any, domain: str | None = None, username: str | None = None) -> tuple[Any, ...]:
        if (username or "").casefold() != self._name.casefold():
            raise SpnegoError(ErrorCode.failure, context_msg="no such account")
        return (domain, self._name, *self._hashes)


class Acceptor(NegotiateProxy):
    """pyspnego's SPNEGO acceptor, NTLM being the only mechanism whatever this computer has besides."""

    def _preferred_mech_list(self) -> list[GSSMech]:
        return [GSSMech.ntlm]

    def _step_spnego_input(self, *args: Any, **kwargs: Any) -> tuple[bytes | None, bytes | None, bool]:
        token, mic, is_spnego = super()._step_spnego_input(*args, **kwargs)
        if token and not token.startswith(b"NTLMSSP\0"):
            token = None  # a Kerberos token sent in hope; the answer asks for NTLM instead
        return token, mic, is_spnego


def _private_copy() -> ModuleType:
    spec = importlib.util.find_spec("spnego._ntlm")
    if spec is None or spec.loader is None:
        raise ImportError("pyspnego has no NTLM module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
