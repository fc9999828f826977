"""Requests that come twice: what was done is not done again, and its answer is given again.

Rule: a repeat has the MessageID, the action and the shell of a request that was answered; refusals are not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from .soap import SoapRequest

_KEPT: Final = 1_024  # answers, each of a few hundred bytes


class Repeats:
    """The answers that were given last."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()

    def once(self, request: SoapRequest, do: Callable[[SoapRequest], bytes]) -> bytes:
        """Do what is asked and keep the answer, or give the answer that is kept. Without a MessageID nothing is."""
        key = (request.message_id, request.action, request.selectors.get("ShellId", "").upper())
        if key in self._answers:
            return self._answers[key]
        answer = do(request)
        if request.message_id:
            self._answers[key] = answer
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return answer
