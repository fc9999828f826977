"""One program at a time: a lock on an open file that ends with the program, however that ends.

Rule: never waited for; who comes second is told.
"""

from __future__ import annotations

import sys
from typing import IO

from ...core.errors import UsageError

#: Far behind anything that is written: Windows locks bytes, and those of the text must stay readable.
_FAR = 1 << 40


def lock(file: IO[bytes], place: str) -> None:
    """Raises UsageError where another program has it."""
    try:
        _lock(file)
    except OSError:
        file.close()
        raise UsageError("journal-in-use", host=place) from None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        place = file.tell()
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(place)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
