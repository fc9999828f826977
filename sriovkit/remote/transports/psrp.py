"""PowerShell Remoting over WSMan: one visit opens a pool, runs one script and closes it (6 requests, sealed NTLM 9).

Rule: the only file that knows pypsrp. No exception and no frame that saw the password leaves it.
"""

from __future__ import annotations

import inspect
import logging
from dataclasses import dataclass
from typing import Any

from pypsrp.complex_objects import PSInvocationState
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import AUTH_KWARGS, WSMan

from ...core.errors import HostError, SriovkitError, UsageError
from ...core.script import COMMAND
from ..secret import Secret
from ..settings import Settings
from .guard import Adapter, Budget
from .trouble import explain, pipeline_failed

#: A script, and what is given to it as its one parameter.
Asked = tuple[str, str | None]
#: Most bytes of one visit, as they come over the wire; a host with 1,000 VM NICs sends about 3 MB.
LIMIT = 64 * 1024 * 1024
#: Seconds after which a host ends a shell that we could not close.
IDLE = 60
_OWN = {*inspect.signature(WSMan.__init__).parameters} - {"self", "server", "kwargs", "no_proxy"}
_KEYWORDS = _OWN.union(*AUTH_KWARGS.values())
#: Seconds that tidying up after trouble may take.
_GRACE = 2.0


@dataclass
class Psrp:
    """A host over PowerShell Remoting. Raises UsageError for a keyword that pypsrp does not have."""

    settings: Settings
    limit: int = LIMIT

    def __post_init__(self) -> None:
        unknown = sorted(set(self.settings.more) - _KEYWORDS)
        if unknown:
            raise UsageError("unknown-keyword", host=self.address, keyword=unknown[0])

    @property
    def address(self) -> str:
        return self.settings.address

    def __repr__(self) -> str:
        s = self.settings
        who = f"username={s.username!r}, password={s.password!r}"
        return f"{s.address!r}, port={s.port}, ssl={s.ssl}, auth={s.auth!r}, {who}"

    def run(self, script: str, deadline: float, argument: str | None = None) -> tuple[str, dict[str, Any]]:
        """The script's one string, and the snapshot's `source`. Raises HostError, UsageError or KeyboardInterrupt."""
        if argument is not None and self.settings.restricted:
            raise UsageError("endpoint-only-reads", host=self.address, endpoint=self.settings.configuration_name)
        outcome = _visit(self.settings, (script, argument), Budget(deadline, self.limit))
        if isinstance(outcome, BaseException):
            raise outcome  # raised here, where no secret is in reach of a traceback
        return outcome


def _visit(settings: Settings, asked: Asked, budget: Budget) -> tuple[str, dict[str, Any]] | BaseException:
    """The answer or the trouble; nothing is raised, so that nothing carries the frames below along."""
    try:
        return _ask(settings, asked, budget)
    except SriovkitError as error:
        return type(error)(error.code, host=error.host, **error.facts)
    except (KeyboardInterrupt, SystemExit) as error:
        return type(error)(*error.args)
    except Exception as error:
        return explain(error, settings, budget.answered)


def _ask(settings: Settings, asked: Asked, budget: Budget) -> tuple[str, dict[str, Any]]:
    try:
        wsman = _wsman(settings, budget)
    except ValueError as error:  # so pypsrp says that keywords do not go together
        raise UsageError("bad-setting", host=settings.address, detail=str(error)) from None
    pool = RunspacePool(wsman, configuration_name=settings.configuration_name, idle_timeout=IDLE)
    try:
        text = _run(pool, asked, settings)
    except BaseException:
        _renew(wsman, budget)
        _close(pool)
        raise
    _close(pool)
    return text, _source(settings, wsman)


def _wsman(settings: Settings, budget: Budget) -> Any:
    """pypsrp's connection with a session that keeps to the budget and reads nothing from the environment."""
    same = ("port", "username", "ssl", "auth", "cert_validation", "connection_timeout", "read_timeout")
    given: dict[str, Any] = {name: getattr(settings, name) for name in same}
    hidden = {**settings.more, "password": settings.password, "proxy": settings.proxy}
    given |= {name: value.reveal() if isinstance(value, Secret) else value for name, value in hidden.items()}
    given |= {"encryption": settings.sealing, "no_proxy": settings.proxy is None}
    wsman = WSMan(settings.address, **given)
    _guard(wsman, settings, budget, given.get("certificate_key_password"))
    return wsman


def _guard(wsman: Any, settings: Settings, budget: Budget, key_password: str | None) -> None:
    session = wsman.transport.session = wsman.transport._build_session()
    session.trust_env = False  # no proxy and no .netrc of the environment
    retries = session.get_adapter(wsman.transport.endpoint).max_retries
    unlock = {"key_password": key_password} if key_password else {}
    trust_system = settings.ssl and settings.cert_validation is True
    session.adapters.clear()  # nothing else may be reached, by any scheme
    session.mount("https://" if settings.ssl else "http://", Adapter(budget, trust_system, retries, **unlock))


def _run(pool: Any, asked: Asked, settings: Settings) -> str:
    script, argument = asked
    pool.open()
    pipeline = PowerShell(pool)
    if settings.restricted:
        pipeline.add_cmdlet(COMMAND)
    else:
        pipeline.add_script(script)
    if argument is not None:
        pipeline.add_argument(argument)
    pipeline.begin_invoke()
    while pipeline.state == PSInvocationState.RUNNING:
        pipeline.poll_invoke()
    if pipeline.state != PSInvocationState.COMPLETED:
        raise pipeline_failed(pipeline.streams.error, settings)
    if any(not isinstance(item, str) for item in pipeline.output) or len(pipeline.output) > 1:
        raise HostError("answer-damaged", host=settings.address, detail=f"{len(pipeline.output)} objects")
    return str(pipeline.output[0]) if pipeline.output else ""


def _close(pool: Any) -> None:
    """End the shell, if one was opened. Where this fails the host ends it after `IDLE` seconds."""
    try:
        pool.shell.close()
    except Exception as error:
        logging.getLogger(__name__).debug("the shell was not closed (%s)", type(error).__name__)
    finally:
        pool.connection.close()


def _renew(wsman: Any, budget: Budget) -> None:
    """After trouble: a little time and a fresh connection for closing, since a sealed one survives no cut."""
    budget.grace(_GRACE)
    wsman.transport.session.close()
    wsman.transport.encryption = None


def _source(settings: Settings, wsman: Any) -> dict[str, Any]:
    """How the answer was fetched. `verified`: the host proved who it is, by a trusted certificate or by Kerberos."""
    contexts = getattr(wsman.transport.session.auth, "contexts", {})
    spoken = next((str(context.negotiated_protocol) for context in contexts.values()), settings.auth)
    certified = settings.ssl and settings.cert_validation is not False
    through = {"configuration": settings.configuration_name} if settings.restricted else {}
    return {
        "transport": "psrp",
        "address": settings.address,
        "port": settings.port,
        "tls": settings.ssl,
        "verified": bool(certified or spoken == "kerberos"),
        "auth": spoken,
        **through,
    }
