"""Pipelines and command lines off the event loop: a responder may be slow, block, fail or never return.

Rule: each has a daemon thread of its own, so that one that never returns keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from .pipeline import CommandLine, ConsoleAnswer, ErrorAnswer, Lost, PipelineAnswer, Responder
from .wsman import Answer, Asked, Run

Console = Callable[[CommandLine], ConsoleAnswer]

log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds for a loop that is busy


def in_threads(responder: Responder, console: Console | None, loop: asyncio.AbstractEventLoop) -> Run:
    """What the endpoint calls to run a pipeline or a line; the answer comes back in the loop's thread."""

    def run(asked: Asked, finish: Callable[[Answer | None], None]) -> None:
        def work() -> None:
            answer = _answer(responder, console, asked)
            with contextlib.suppress(RuntimeError):  # the server was closed meanwhile
                loop.call_soon_threadsafe(finish, answer)

        threading.Thread(target=work, name="sriovkit-lab-pipeline", daemon=True).start()

    return run


def in_loop(loop: asyncio.AbstractEventLoop, do: Callable[[], None]) -> None:
    """Call from any other thread; it is done when this returns. Nothing happens where the loop has ended."""
    done = threading.Event()
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(do)
        loop.call_soon_threadsafe(done.set)
        done.wait(_PATIENCE)


def _answer(responder: Responder, console: Console | None, asked: Asked) -> Answer | None:
    try:
        if isinstance(asked, CommandLine):
            return console(asked) if console else ConsoleAnswer(exit_code=1)
        return responder.respond(asked)
    except Lost:
        return None
    except Exception as error:
        log.exception("the responder failed")
        message = f"The lab could not answer: {type(error).__name__}: {error}"
        if isinstance(asked, CommandLine):
            return ConsoleAnswer(stderr=message + "\r\n", exit_code=1)
        return PipelineAnswer(terminating=ErrorAnswer(message, "NotSpecified", "LabResponderFailed"))
