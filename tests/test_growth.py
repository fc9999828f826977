"""The watch over growth sees what it is there for."""

from __future__ import annotations

import pytest

from . import growth


def test_what_is_linear_passes() -> None:
    growth.assert_linear(lambda count: lambda: sum(range(count * 10_000)), 10, 80)


def test_what_is_quadratic_is_told_with_its_figures() -> None:
    def squares(count: int) -> int:
        return sum(1 for _ in range(count) for _ in range(count))

    with pytest.raises(AssertionError, match=r"grows faster than its input: 400: .* s, 3200: "):
        growth.assert_linear(lambda count: lambda: squares(count), 400, 3200)
