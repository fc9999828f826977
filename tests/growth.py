"""Whether work on hostile text grows with the text and no faster: what one that is quadratic would do to a person.

Rule: no clock on the wall. What counts is what this thread computed, without the collector, which walks over whatever
earlier tests have left; and chance, which only ever adds, is given several looks to go away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from timeit import Timer

_LOOKS = 4
#: What one look may take beyond its share, in seconds: what no text is small enough to do without.
_REST = 0.05


def seconds(work: Callable[[], object]) -> float:
    """What this thread computes for `work`, once."""
    return Timer(work, timer=time.thread_time).timeit(1)


def assert_linear(work: Callable[[int], Callable[[], object]], few: int, many: int) -> None:
    """`work` of `many` takes at most three times its share of what `work` of `few` takes, with `many` well above 3."""
    told = []
    for _ in range(_LOOKS):
        small, large = min(seconds(work(few)) for _ in range(2)), seconds(work(many))
        if large < _REST + 3 * (many / few) * small:
            return
        told.append(f"{few}: {small:.3f} s, {many}: {large:.3f} s")
    raise AssertionError("grows faster than its input: " + "; ".join(told))
