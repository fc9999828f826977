"""What must hold of any bytes that somebody calls a console's output, and a fuzzer that tries to refute it.

Rule: read or refused, never anything else; and what is shown of it steers neither a terminal nor a browser.

    pip install atheris         (Linux and macOS; it is no requirement of the tests)
    python -m tests.fuzz.fuzz_read_text -max_total_time=60 tests/data/samples

tests/test_hostile_text.py asks the same of texts that Hypothesis makes.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from html.parser import HTMLParser

from sriovkit.core.console import decode, read_text
from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import InputError

#: What makes a page do something, with whatever it fetches: none of it is ours.
_ACTING = re.compile("script|img|i?frame|object|embed|link|meta|base|form|input|svg|math|video|audio|template")


class _Page(HTMLParser):
    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert not _ACTING.fullmatch(tag), tag
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "href"), (tag, name, value)


def judge(data: bytes) -> None:
    """Read, diagnose and show it. Raises AssertionError where what is shown is not safe; lets any other error out."""
    judge_text(decode(data))


def judge_text(text: str) -> None:
    """The same of text, which may hold what no file can: lone surrogates."""
    try:
        snapshot = read_text(text, "paste.txt")
    except InputError as refused:
        told = refused.message("en") + refused.message("ja")
    else:
        snapshot.to_json().encode()
        found = diagnose(snapshot)
        page = found._repr_html_()
        _Page().feed(page)
        cards = [card.text("ja") for card in found.findings]
        told = "\n".join([found.text("en"), found.text("ja"), found.report("ja"), *cards, repr(found.window), page])
    steering = [c for c in told if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\t"]
    assert steering == [], steering


def main() -> None:
    import atheris  # type: ignore[import-not-found, unused-ignore]

    atheris.instrument_all()
    atheris.Setup(sys.argv, judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
