"""A password field: what is typed goes to the kernel once, when the field is left or Enter is pressed, and never back.

Rule: the value is no state of the widget at any time. ipywidgets would keep it as a trait, echo it on iopub and offer
it to whoever saves the widget state; here it is taken out of the message before any of that, and the field is emptied.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from ipywidgets import Password
from traitlets import Unicode

from .controls import label

#: Enter's message and the value's come from one key; a value that comes later comes from leaving the field. Seconds.
_ONE_KEY = 2.0


_fields: set[str] = set()


def _unlogged(record: logging.LogRecord) -> bool:
    """Whether a record of the comms' logger may be kept: it would hold whole messages, ours too."""
    return not (record.args and isinstance(record.args, tuple) and record.args[0] in _fields)


logging.getLogger("Comm").addFilter(_unlogged)


class SecretField(Password):  # type: ignore[misc]
    """`take` gets the value once; afterwards the field is empty here and in the browser. `entered` follows on Enter.

    The field hands over whole values only: `continuous_update` stays off, so that no letter goes alone.
    """

    value = Unicode("", help="Always empty").tag(sync=True, echo_update=False)

    def __init__(self, words: str, take: Callable[[str], object], entered: Callable[[], object]) -> None:
        self._take, self._entered = take, entered
        self._key = float("-inf")
        wide = {"description_width": "12em"}
        super().__init__(description=label(words), continuous_update=False, style=wide)
        self.layout.width = "min(36em, 98%)"
        _fields.add(self.model_id)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """What the browser sends, without the value."""
        given = sync_data.pop("value", "")
        super().set_state(sync_data)
        if given:
            self.send_state("value")  # empties the field
            self._take(given)
            if time.monotonic() - self._key < _ONE_KEY:
                self._entered()
        self._key = float("-inf") if given else self._key

    def _handle_string_msg(self, _: Any, content: dict[str, Any], buffers: Any) -> None:
        """Enter: the browser says so before it sends the value."""
        if content.get("event") == "submit":
            self._key = time.monotonic()
