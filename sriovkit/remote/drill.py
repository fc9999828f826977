"""The drill on a host: the VF away, a look into the guest, the VF back, another look.

Rule: from the moment the first change is sent, whatever happens, the VF is put back; and if that cannot be seen to
have succeeded, the outcome says so.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from ..core.apply.answer import Told
from ..core.errors import HostError, InputError, SriovkitError
from ..core.proof import drilling
from ..core.proof.claim import Said, said
from ..core.proof.drill import AWAY, BACK, UNKNOWN, UNTOUCHED, Drill, Moment
from ..core.proof.evidence import Look
from ..core.proof.target import Target, again
from .apply.visits import Visits

T = TypeVar("T")
#: Seconds that a guest which changes its path may take to answer again; the VF stays away no longer for its sake.
_GUEST = 20.0
#: How codes of errors begin after which nothing was sent; and of what is said where nothing was done.
_NOT_SENT, _NOTHING_DONE = "host-held", ("drill-away-not-done", "drill-refused")


class Log(Protocol):
    """Where a drill writes down what it has come to. Only `begun` may raise: nothing was sent before it."""

    def begun(self) -> None: ...
    def seen_away(self) -> None: ...
    def giving_back(self) -> None: ...
    def settling(self) -> None: ...
    def untouched(self) -> None: ...
    def given_back(self) -> None: ...
    def not_given_back(self) -> None: ...


@dataclass
class Drilling:
    """One drill. `look` looks into the guest at a moment ("away", "back"); `log` writes down what it has come to."""

    visits: Visits
    target: Target
    weight: int
    look: Callable[[str], Look | None]
    log: Log
    #: Someone who wants to stop it (Ctrl-C) while the VF is away; raised again once it is back.
    stopped: BaseException | None = None

    def run(self, before: Moment) -> Drill:
        """Do it.

        Raises UsageError where the journal cannot be written and nothing was done, and KeyboardInterrupt again where
        somebody stopped it and the VF is back.
        """
        self.log.begun()
        why, away = self._away()
        if why is not None and why.key in _NOTHING_DONE:
            _noted(self.log.untouched)
            return Drill(UNTOUCHED, before, why=why)
        ended, trouble = self._back()
        back = self._seen_back() if ended == BACK else None
        _noted(self.log.given_back if ended == BACK else self.log.not_given_back)
        if self.stopped is not None and ended == BACK:
            raise self.stopped
        return Drill(ended, before, away, back, why or trouble)

    def _away(self) -> tuple[Said | None, Moment | None]:
        """Take the VF away and look; what went wrong, and what was seen."""
        try:
            told = self.visits.change(drilling.change(self.target, self.weight, 0))
            if not told.sent and told.state != "already":
                return said("drill-away-not-done", detail=_said(told)), None
            if self.visits.settled(drilling.gone(self.target), lambda: _noted(self.log.settling)):
                _noted(self.log.seen_away)
            return None, self._moment("away")
        except SriovkitError as error:
            refused = error.code.startswith(_NOT_SENT)
            return said("drill-refused" if refused else "drill-trouble", detail=error.cause()), None
        except BaseException as error:  # Ctrl-C too: first the VF goes back
            self.stopped = error
            return said("drill-trouble", detail=type(error).__name__), None

    def _back(self) -> tuple[str, Said | None]:
        """Put the VF back until it is seen to be asked for again, or until patience ends."""
        until, trouble = time.monotonic() + self.visits.patience.deadline, None
        while True:
            try:
                told = self._sent_back()
                trouble = None if told.state in ("done", "already") else said("drill-trouble", detail=_said(told))
                seen = self.visits.is_so(drilling.weight_is(self.target, self.weight))
                if seen or told.state == "changed" or (time.monotonic() > until and seen is False):
                    return BACK if seen else AWAY, trouble
            except KeyboardInterrupt as error:  # once more: the VF goes first
                self.stopped = error
                continue
            except Exception as error:  # whatever it is, the VF is not left away for it
                detail = error.cause() if isinstance(error, SriovkitError) else type(error).__name__
                trouble = said("drill-trouble", detail=detail)
            if time.monotonic() > until:
                return UNKNOWN, trouble
            self._rest()

    def _sent_back(self) -> Told:
        _noted(self.log.giving_back)
        return self.visits.change(drilling.change(self.target, 0, self.weight))

    def _rest(self) -> None:
        try:
            time.sleep(self.visits.patience.interval)
        except KeyboardInterrupt as error:
            self.stopped = error

    def _seen_back(self) -> Moment | None:
        """The last look; IovWeight is as it was, whatever this one tells."""
        try:
            self.visits.settled(drilling.back(self.target, self.weight), lambda: _noted(self.log.settling))
            return self._moment("back")
        except Exception:
            return None
        except KeyboardInterrupt as error:
            self.stopped = error
            return None

    def _moment(self, name: str) -> Moment:
        """Host and guest now. Raises HostError only where the host does not answer."""
        seen = moment(again(self.visits.patiently(self.visits.host.collect), self.target))
        return replace(seen, look=_patiently(lambda: self.look(name)))


def _noted(write: Callable[[], object]) -> None:
    """Write it down if that is possible: a full disk must not keep the VF away."""
    with contextlib.suppress(Exception):
        write()


def moment(target: Target | None) -> Moment:
    """What a snapshot shows of the VM NIC; nothing where it is not there."""
    record = target.record if target else None
    return Moment(record.iov_weight, record.iov_usage, record.vf_data_path_active) if record else Moment()


def _patiently(do: Callable[[], T]) -> T | None:
    """What a guest tells, asked again for a while; None where it does not answer."""
    until = time.monotonic() + _GUEST
    while True:
        try:
            return do()
        except (HostError, InputError):
            if time.monotonic() > until:
                return None
            time.sleep(1.0)


def _said(told: Told) -> str:
    return " ".join(filter(None, (told.state, told.now, told.error.get("message", ""))))
