"""What the notebooks' server writes into the terminal: what a person can use, and nothing about its own orderly end.

Rule: known by the place in the code that says it, in whatever language; every other line stays.
"""

from __future__ import annotations

import logging

#: jupyter_server, when it is asked to end: "received signal 15, stopping", "Shutting down...".
_ENDS = ("_signal_stop", "_confirm_exit")
#: A cell that failed in Voila: the page shows its message in place.
_IN_THE_PAGE = "CellExecutionError"


class Quiet(logging.Filter):
    """A filter for the log of a server that `sriovkit start` started."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return record.funcName not in _ENDS and (kind is None or kind.__name__ != _IN_THE_PAGE)
