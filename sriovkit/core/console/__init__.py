"""Console text -> snapshot: what people paste from a PowerShell window, a mail, a ticket or a saved file.

Rule: it reads what the text still holds, says what it lost, and never guesses a reason.
"""

from __future__ import annotations

from .decode import decode
from .read import LIMIT, check_size, read_text
from .sentences import Match, match_sentence, reasons_in

__all__ = ["LIMIT", "Match", "check_size", "decode", "match_sentence", "read_text", "reasons_in"]
