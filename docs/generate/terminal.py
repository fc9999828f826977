"""The command line's page: the program's own help, and its exit codes.

Rule: what is printed here is what `--help` prints.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stdout

from sriovkit import cli

from .said import block, page, say, table


def pages(lang: str) -> Mapping[str, str]:
    """The one page: path -> Markdown."""
    helps = [_section("sriovkit", [], lang)]
    helps += [_section(f"sriovkit {name}", [name], lang) for name in sorted(cli.commands.commands)]
    rows = [[str(number), say(f"exit-{number}", lang)] for number in range(4)]
    codes = table([say("exit-code", lang), say("meaning", lang)], rows)
    exits = f"## {say('cli-exit', lang)} {{#exit-codes}}\n\n{say('cli-exit-lead', lang)}\n\n{codes}"
    return {"reference/cli.md": page(say("cli-title", lang), say("cli-lead", lang), exits, *helps)}


def _section(name: str, call: list[str], lang: str) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed):
        cli.run(["--lang", lang, *call, "--help"])
    return f"## `{name}` {{#{name.replace(' ', '-')}}}\n\n{block(printed.getvalue(), 'text')}"
