"""Hostile text is read as text or refused: markup, escapes, bidi controls, endless lines; in memory that is bounded.

Rule: what must hold stands in tests/fuzz/fuzz_read_text.py; that time grows no faster, in test_console_text.py.
"""

from __future__ import annotations

import contextlib
import html
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sriovkit import brought
from sriovkit.core import clean
from sriovkit.core.console import LIMIT, gather, read_text
from sriovkit.core.console.read import MOST_LINES
from sriovkit.core.errors import InputError

from .fuzz.fuzz_read_text import judge, judge_text
from .test_console_text import HOSTILE, SAMPLES, sample
from .test_many_vms import PASTES

ANSI, BIDI = "\x1b[31m\x1b]0;owned\x07\x9b2J", "\u202e\u2066\u200f\u061c"
MARKUP = ['<script>alert("1")</script>', "<img src=x onerror=alert(1)>", "</pre>", '" onclick="x', "&lt;b&gt;", "<!--"]
NASTY = [
    ANSI,
    BIDI,
    *MARKUP,
    "\ud800",
    "\x00",
    "\ufeff",
    "\u2028",
    "\x85",
    "\r",
    "A\u0301" * 9,
    "\U000e0041",
    "{0}",
    "%s",
]
READABLE = [
    "PS C:\\> Get-VMSwitch | fl\n\nName : ",
    "\nIovEnabled : True\nIovSupport : False\nIovSupportReasons : {",
    "}\n\nPS C:\\> Get-NetAdapterSriov | ft\n\nName SriovSupport\n---- ------------\n",
    "\nGet-VM : The term\n    + CategoryInfo : ObjectNotFound: (",
    "PS C:\\> (Get-VMHost).IovSupportReasons\n",
    "This network adapter does not support SR-IOV.",
    "???????? ????",
    '{"schema": "sriovkit.snapshot/1", "sections": {"Get-VM": {"rows": [{"Name": "',
    '"}]}}}',
    "=E3=81=82=\n> ",
]
pieces = st.one_of(st.sampled_from(READABLE), st.sampled_from(NASTY), st.text(st.characters(), max_size=12))
FILES = sorted(path.name for path in SAMPLES.glob("*.txt"))
#: Most memory for each character of text, in bytes, and what reading costs anyway.
PER_CHARACTER, ANYWAY = 120, 2_000_000
#: The same for each line.
PER_LINE = 1_200


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, max_size=14).map("".join))
def test_any_text_is_read_or_refused_and_what_is_shown_is_safe(text: str) -> None:
    judge_text(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.one_of(pieces, st.text(st.characters(codec="ascii"))))
def test_markup_is_escaped_as_the_standard_library_does(text: str) -> None:
    assert clean.markup(text) == html.escape(clean.shown(text))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Some bytes, or a sample with bytes planted in it."""
    planted = draw(st.binary(max_size=300))
    data = b"" if draw(st.booleans()) else (SAMPLES / draw(st.sampled_from(FILES))).read_bytes()
    at = draw(st.integers(0, len(data)))
    return data[:at] + planted + data[at:]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(damaged())
def test_any_bytes_are_read_or_refused_and_what_is_shown_is_safe(data: bytes) -> None:
    judge(data)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_every_value_of_a_sample_may_be_hostile(nasty: str) -> None:
    for name in ("get-vmswitch-fails-ja.txt", "get-netadaptersriov-noosc-ja.txt"):
        judge_text(sample(name).replace(": ", f": {nasty}"))


def peak(text: str) -> int:
    """Bytes that reading a text takes at its height, the text itself not counted."""
    tracemalloc.start()
    with contextlib.suppress(InputError):
        read_text(text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("kind", HOSTILE)
def test_memory_grows_with_the_text_and_no_faster(kind: str) -> None:
    small, large = peak(HOSTILE[kind](20_000)), peak(HOSTILE[kind](160_000))
    assert large < ANYWAY + 9 * small
    assert large < ANYWAY + PER_CHARACTER * 160_000


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, min_size=1, max_size=6).map("".join).filter(bool))
def test_memory_is_bounded_whatever_is_repeated(unit: str) -> None:
    text = unit * (40_000 // len(unit) + 1)
    assert peak(text) < ANYWAY + 2 * PER_CHARACTER * len(text)


@pytest.mark.parametrize("unit", ["<b>", ANSI, BIDI], ids=ascii)
def test_one_line_of_ten_megabytes_is_text(unit: str) -> None:
    line = "Name : " + unit * (10_000_000 // len(unit.encode()))
    assert peak(f"PS C:\\> Get-VMSwitch | fl\n\n{line}\nIovEnabled : True\n") < 8 * len(line.encode())


def test_sixteen_megabytes_are_read_and_one_byte_more_is_refused() -> None:
    for more, code in ((0, "nothing-in-text"), (1, "paste-too-large")):
        with pytest.raises(InputError) as caught:
            read_text("x" * (LIMIT + more), "paste.txt")
        assert caught.value.code == code


@pytest.mark.parametrize("kind", PASTES)
def test_a_large_paste_of_each_kind_is_shown_safely(kind: str) -> None:
    for nasty in (ANSI, MARKUP[0], "\x00"):
        judge_text(PASTES[kind](60).replace("Card ", f"Card {nasty}").replace("Name : ", f"Name : {nasty}"))


#: The smallest lines and records there are, so that a text of one size holds the most of them.
TINY = {
    "empty lines": "\n",
    "lines": "a\n",
    "returns": "\r",
    "records": "Id:\n",
    "spaced records": "Name : a\n\n",
    "rows of a table": "a    b\n",
}


@pytest.mark.parametrize("kind", TINY)
def test_more_lines_than_any_host_has_are_refused_before_they_fill_the_memory(kind: str) -> None:
    text = "PS C:\\> Get-VM\n" + TINY[kind] * MOST_LINES
    with pytest.raises(InputError) as caught:
        read_text(text, "paste.txt")
    assert caught.value.code == "too-many-lines"
    assert "500,000" in caught.value.message("ja")
    assert peak(text) < len(text) + 1_000_000


@pytest.mark.parametrize("kind", TINY)
def test_memory_of_each_line_is_bounded(kind: str) -> None:
    few, many = (peak("PS C:\\> Get-VM | fl\n\n" + TINY[kind] * count) for count in (4_000, 32_000))
    assert many < ANYWAY + 9 * few
    assert many < ANYWAY + PER_LINE * 32_000


def test_more_records_than_any_host_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_RECORDS", 100)
    text = "PS C:\\> Get-VM | fl\n\n" + "Name : a\n\n" * 100
    assert len(read_text(text).rows("Get-VM")) == 100
    with pytest.raises(InputError) as caught:
        read_text(text + "Name : a\n", "paste.txt")
    assert caught.value.code == "too-many-records"
    assert "100" in caught.value.message("en")


def test_a_file_of_console_text_has_a_smaller_limit_than_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brought, "TEXT_LIMIT", 1024 * 1024)
    shown = tmp_path / "a.txt"
    shown.write_text("PS C:\\> Get-VM | fl\n\nName : a\n" + " " * 1024 * 1024, "utf-8")
    with pytest.raises(InputError) as caught:
        brought.from_file(shown)
    assert caught.value.code == "text-too-large"
    assert "1 MB" in caught.value.message("en")
    shown.write_text('{"schema": "sriovkit.snapshot/1", "sections": {}' + " " * 1024 * 1024 + "}", "utf-8")
    assert brought.from_file(shown).sections == {}


def test_the_limit_of_text_is_in_bytes_whatever_its_kind() -> None:
    for text in ('{"a": "' + "あ" * 400 + '"}', "あ" * 400):
        with pytest.raises(InputError) as caught:
            brought.from_text(text, "paste.txt", 1000)
        assert caught.value.code == "paste-too-large"
