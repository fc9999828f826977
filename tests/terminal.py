"""Fixture: the command line as somebody types it, in English.

Rule: in this very process, so that a test can put a lab or a file in its way.
"""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit import cli


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    """call("diagnose", file) -> exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.run(["--lang", "en", *map(str, arguments)])
        return (code, *capsys.readouterr())

    return run
