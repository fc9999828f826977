"""Any rows, printed as PowerShell prints them at any width, read back the same as far as the text still holds them.

Rule: the printer used here prints what the real formatter prints; that is proven against its output and against itself.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sriovkit.core.cmdlets import CMDLETS, Prop
from sriovkit.core.console import decode, read_text, reasons_in, sentences
from sriovkit.core.errors import InputError
from sriovkit.core.snapshot import Snapshot

from .console_printer import Printer, Row, columns_of
from .engine.pwsh import Engine, engine
from .test_console_text import SAMPLES, sample

__all__ = ["engine"]
SENTENCES = [known.text for known in sentences.known() if known.whole and known.code != "ok"]
LETTERS = st.sampled_from([*"abcXYZ019-_#()/ ", *"外部スイッチ。、ァーｱﾞ＃Ａé"])
#: Long names leave no room for a value at 40 columns.
PROPS = {
    section: [p for p in c.record.PROPS if "." not in p.name and len(p.name) <= 26] for section, c in CMDLETS.items()
}
UNKNOWN = ["Der Mond ist voll.", "これは知らない文です。", "Nobody has seen this one. It has two parts."]

phrases = st.text(LETTERS, min_size=1, max_size=60).map(lambda t: " ".join(t.split()) or "x")
names = phrases.map(lambda t: t.strip("#/-_( ") or "x")
guids = st.uuids().map(str)
reasons: st.SearchStrategy[list[str] | None] = st.one_of(
    st.none(), st.just([]), st.just(["OK"]), st.lists(st.sampled_from(SENTENCES + UNKNOWN), min_size=1, max_size=6)
)


def values(prop: Prop) -> st.SearchStrategy[Any]:
    """Values that a property may have."""
    if prop.name == "IovSupportReasons":
        return reasons
    words = st.sampled_from([*prop.values.values()] or ["Running", "On"]).map(lambda w: {"word": w, "number": None})
    plain: dict[str, st.SearchStrategy[Any]] = {
        "text": names,
        "date": names,
        "int": st.integers(-(2**31), 2**31),
        "bool": st.booleans(),
        "enum": words,
        "guid": guids,
        "present": st.booleans(),
    }
    if prop.kind not in plain:
        return st.lists(
            plain[{"texts": "text", "ints": "int", "enums": "enum", "guids": "guid"}[prop.kind]], max_size=6
        )
    return st.one_of(plain[prop.kind], st.none()) if prop.kind not in ("present", "bool") else plain[prop.kind]


@st.composite
def tables(draw: st.DrawFn, most: int = 12) -> tuple[str, list[dict[str, Any]]]:
    """(section, rows with the same properties)."""
    section = draw(st.sampled_from(sorted(set(PROPS) - {"IOVEnableOverride"})))
    chosen = draw(st.lists(st.sampled_from(PROPS[section]), min_size=1, max_size=most, unique_by=lambda p: p.name))
    rows = draw(st.lists(st.fixed_dictionaries({p.name: values(p) for p in chosen}), min_size=1, max_size=4))
    return section, [{p.name: row[p.name] for p in chosen} for row in rows]


printers = st.builds(
    Printer,
    width=st.integers(40, 240),
    mark=st.sampled_from(["\u2026", "..."]),
    measure=st.sampled_from([len, columns_of]),
)
#: In twelve columns the first breaks behind the twelfth, the second behind the eleventh.
NO_ROOM = ("00、、、、、0", "000、、、、、")
noises = st.lists(st.sampled_from(["quoted", "stripped", "crlf", "printable", "bytes"]), unique=True, max_size=4)


def shown(row: Row, section: str) -> dict[str, Any]:
    """A row as the formatter gets it: an object that is present has some name."""
    present = {p.name for p in PROPS[section] if p.kind == "present"}
    return {name: ("Msvm_Object" if v else None) if name in present else v for name, v in row.items()}


def noisy(text: str, noise: list[str]) -> str:
    """What mail and editors do to a text."""
    if "stripped" in noise:
        text = "".join(line.rstrip() + "\n" for line in text.splitlines())
    if "quoted" in noise:
        text = "".join(f"> {line}\n" for line in text.splitlines())
    if "printable" in noise:
        text = quopri.encodestring(text.encode()).decode()
    if "crlf" in noise:
        text = text.replace("\n", "\r\n")
    return decode(text.encode("utf-16")) if "bytes" in noise else text


def solid(value: Any) -> Any:
    """A value without its white space: what is compared where a line was broken."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    if isinstance(value, list):
        return [solid(item) for item in value]
    return value


def read(section: str, command: str, text: str, noise: list[str]) -> Snapshot:
    return read_text(noisy(f"PS C:\\> {_asked(section)} | {command}\n{text}\nPS C:\\> ", noise))


def _asked(section: str) -> str:
    return f"Get-CimInstance {section}" if section.startswith("Win32") else section


def holds(got: Mapping[str, Any], want: Any, name: str) -> bool:
    """Whether what was read is what was printed, or the part of it that a cut left."""
    value, cut = got[name], got.get(f"{name}#cut", False)
    if not cut:
        return bool(solid(value) == solid(want)) or (want in ("", None) and value is None)
    if isinstance(want, list) and isinstance(value, list):
        begun = solid(value[:-1]) == solid(want[: len(value) - 1]) if value else True
        return begun and (not value or str(solid(want[len(value) - 1])).startswith(str(solid(value[-1]))))
    return value is None or str(solid(want)).startswith(str(solid(value)))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), printers, noises)
def test_a_list_reads_back(table: tuple[str, list[dict[str, Any]]], printer: Printer, noise: list[str]) -> None:
    section, rows = table
    snapshot = read(section, "fl", printer.listing([shown(row, section) for row in rows]), noise)
    got = snapshot.rows(section)
    assert len(got) == len(rows)
    for row, want in zip(got, rows, strict=True):
        for name, value in want.items():
            whole = value if not isinstance(value, list) else value[:4]
            assert solid(row[name]) == solid(whole), name
            assert (f"{name}#cut" in row) == (isinstance(value, list) and len(value) > 4), name


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.integers(40, 240))
def test_text_in_a_list_reads_back_to_the_letter(table: tuple[str, list[dict[str, Any]]], width: int) -> None:
    section, rows = table
    got = read(section, "fl", Printer(width).listing([shown(row, section) for row in rows]), []).rows(section)
    for row, want in zip(got, rows, strict=True):
        assert {n: row[n] for n, v in want.items() if isinstance(v, str)} == {
            n: v for n, v in want.items() if isinstance(v, str)
        }


def test_a_column_that_was_no_room_for_a_wide_letter_is_not_left_empty() -> None:
    rows = [{"DeviceID": "0", "NumberOfLogicalProcessors": 0, "SocketDesignation": text} for text in NO_ROOM]
    got = read("Win32_Processor", "fl", Printer(40).listing(rows), []).rows("Win32_Processor")
    assert [row["SocketDesignation"] for row in got] == list(NO_ROOM)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables(most=6), printers, noises, st.booleans())
def test_a_table_reads_back(
    table: tuple[str, list[dict[str, Any]]], printer: Printer, noise: list[str], wrap: bool
) -> None:
    section, rows = table
    # A row is told from the next by a number or boolean, or by its first column.
    rows = [{"Name": f"n{i}", **{k: v for k, v in row.items() if k != "Name"}} for i, row in enumerate(rows)]
    text = printer.table([shown(row, section) for row in rows], wrap)
    # A line that lost its spaces and has nothing else ends a table: what stands behind it cannot be told.
    assume(all(line.strip() for line in text.strip("\n").split("\n")))
    got = read(section, "ft -Wrap" if wrap else "ft", text, noise).rows(section)
    assert len(got) == len(rows)
    printed = printer.columns([shown(row, section) for row in rows])
    for row, want in zip(got, rows, strict=True):
        assert {name for name in row if "#" not in name} == set(printed), (row, printed, text)
        for name in printed:
            assert holds(row, want[name], name), (name, row[name], want[name], text)


several = st.lists(tables(most=6), min_size=2, max_size=4, unique_by=lambda table: table[0])


@settings(max_examples=75, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(several, printers, noises)
def test_several_lists_in_one_paste_read_back_each_for_itself(
    pasted: list[tuple[str, list[dict[str, Any]]]], printer: Printer, noise: list[str]
) -> None:
    text = "".join(
        f"PS C:\\> {_asked(section)} | fl\n{printer.listing([shown(row, section) for row in rows])}\n"
        for section, rows in pasted
    )
    snapshot = read_text(noisy(f"{text}PS C:\\> ", noise))
    assert set(snapshot.data["sections"]) == {section for section, _ in pasted}
    for section, rows in pasted:
        got = snapshot.rows(section)
        assert len(got) == len(rows), section
        for row, want in zip(got, rows, strict=True):
            assert {name for name in row if "#" not in name} == set(want)
            for name, value in want.items():
                assert solid(row[name]) == solid(value if not isinstance(value, list) else value[:4]), (section, name)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), st.integers(40, 240), noises)
def test_bare_reasons_read_back(said: list[str], width: int, noise: list[str]) -> None:
    text = "".join(line + "\n" for item in said for line in Printer().broken(item, width))
    snapshot = read_text(noisy(f"PS C:\\> (Get-VMHost).IovSupportReasons\n{text}", noise))
    assert snapshot.rows("Get-VMHost") == [{"IovSupportReasons": said}]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(SENTENCES), st.data())
def test_a_cut_sentence_is_known_by_its_beginning_or_not_at_all(sentence: str, data: st.DataObject) -> None:
    kept = data.draw(st.integers(1, len(sentence)))
    whole = reasons_in(sentence)
    match = reasons_in(sentence[:kept] + "\u2026")
    assert whole is not None
    assert match is None or match.code == whole.code
    assert match is not None or kept < 0.9 * len(sentence)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_text(decode(data)).to_json().encode()
    except InputError as error:
        assert error.message("en")


FRAGMENTS = st.sampled_from(
    [
        "PS C:\\> Get-VMSwitch | fl\n",
        "Name : ",
        "IovSupport",
        "IovSupportReasons : {",
        "}",
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "---- ----",
        "---",
        "Name IovSupport",
        "True",
        "> ",
        "=E3=81",
        "=\n",
        "\u2026",
        "...",
        "???",
        ", ",
        "{",
        "\x1b[0m",
        "(Get-VMSwitch).IovSupportReasons\n",
        "OK",
        "\ud800",
        "\x00",
        "Get-VMHost : x\n",
        "    + CategoryInfo : A: (b)\n",
        *SENTENCES[:3],
    ]
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(FRAGMENTS, max_size=40))
def test_any_mixture_is_read_or_refused(parts: list[str]) -> None:
    try:
        read_text("".join(parts)).to_json().encode()
    except InputError as error:
        assert error.message("ja")


SHOWN = [
    ("fl-width80-ja.txt", 80, "fl"),
    ("fl-width120-ja.txt", 120, "fl"),
    ("fl-two-switches-width100-ja.txt", 100, "fl"),
    ("fl-six-reasons-cut-width100-en.txt", 100, "fl"),
    ("ft-wrap-width90-ja.txt", 90, "ft -Wrap"),
]


@pytest.mark.parametrize(("name", "width", "command"), SHOWN)
def test_the_printer_prints_the_samples(name: str, width: int, command: str) -> None:
    text = sample(f"engine/{name}")
    rows: list[dict[str, Any]] = [dict(row) for row in read_text(text).rows("Get-VMSwitch")]
    for row in rows:
        if row.pop("IovSupportReasons#cut", False):
            row["IovSupportReasons"] = [*row["IovSupportReasons"], "one more"]
    printer = Printer(width)
    printed = printer.listing(rows) if command == "fl" else printer.table(rows, wrap=True)
    assert text.split("\n", 1)[1].strip("\n") == printed.strip("\n")
    assert (SAMPLES / "engine" / name).exists()


def literal(value: Any) -> str:
    """A value in PowerShell."""
    if isinstance(value, list):
        return "@(" + ",".join(literal(item) for item in value) + ")"
    if value is None or isinstance(value, bool):
        return {None: "$null", True: "$true", False: "$false"}[value]
    if isinstance(value, Mapping):
        return literal(value["word"])
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables(most=6), st.integers(40, 240), st.sampled_from(["Format-List", "Format-Table", "Format-Table -Wrap"]))
def test_the_printer_agrees_with_the_real_formatter(
    engine: Engine, table: tuple[str, list[dict[str, Any]]], width: int, command: str
) -> None:
    section, given_rows = table
    rows = [shown(row, section) for row in given_rows]
    objects = ",".join(
        "[pscustomobject][ordered]@{" + ";".join(f"{name}={literal(v)}" for name, v in row.items()) + "}"
        for row in rows
    )
    script = f"@({objects}) | {command} {','.join(rows[0])} | Out-String -Width {width}"
    printer = Printer(width)
    printed = printer.listing(rows) if command == "Format-List" else printer.table(rows, command.endswith("-Wrap"))
    real = engine.last(script).text.replace("\r\n", "\n")
    # Spaces at the end of a list's line are part of the value; a table fills its columns with them.
    kept = command == "Format-List"
    assert _lines(real, kept) == _lines(printed, kept)


def _lines(text: str, kept: bool) -> list[str]:
    return [line if kept else line.rstrip() for line in text.strip("\n").split("\n")]
