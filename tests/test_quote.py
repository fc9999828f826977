"""Whatever text is quoted for PowerShell comes back equal from the real engine, and nothing in it is ever run."""

from __future__ import annotations

import pytest

from sriovkit.core.quote import literal, quote

from .engine.pwsh import Engine, engine

__all__ = ["engine"]

pytestmark = pytest.mark.powershell
#: Code units in one call of the engine.
BATCH = 4096
HOSTILE = {
    "a subexpression": "$(Remove-Item -Recurse C:\\)",
    "a variable": "$env:PATH ${x}",
    "a backtick": "`n`$`",
    "wildcards": "[a-z]*?[",
    "quotes": "'\"''\"\"",
    "typographic quotes": "\u2018\u2019\u201a\u201b\u201c\u201d\u201e",
    "the end of a string and a command": "'; Remove-Item C:\\; '",
    "the same with typographic quotes": "\u2019; Remove-Item C:\\; \u2018",
    "newlines": "a\nb\r\nc\u2028d\u0085e",
    "a comment": "# x\n<# y #>",
    "a here-string": "'@\nx\n@'",
    "NUL and escape": "\x00\x1b[31m\x07",
    "bidirectional marks": "\u202eevil\u2066",
    "Japanese": "ネットワーク アダプター\u3000全角",
    "emoji": "VM \U0001f600\u200d\U0001f5a5\ufe0f",
    "half a pair": "\ud800x\udc00",
    "dashes and blanks": "\u2013\u2014\u2015 \u00a0\u2003",
    "a digit first": "1\n2",
    "a control character first": "\n1",
    "nothing": "",
    "a blank": " ",
    "a switch": "-Force",
    "stop parsing": "--% $x",
    "a placeholder": "%STEPS%",
    "braces": "{0} {host}",
    "long": "'" * 5000,
}


def test_every_character_of_the_bmp_comes_back(engine: Engine) -> None:
    wrong: list[str] = []
    for start in range(0, 0x10000, BATCH):
        given = ", ".join(quote(f"a{chr(unit)}b") for unit in range(start, start + BATCH))
        told = "'{0}{1:X4}{2}{3}' -f $s[0], [int]$s[1], $s[2], $s.Length"
        asked = f"$(foreach ($s in @({given})) {{ {told} }}) -join ' '"
        got = engine.run(asked)[-1].text.split(" ")
        wrong += [g for unit, g in zip(range(start, start + BATCH), got, strict=True) if g != f"a{unit:04X}b3"]
    assert wrong == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_comes_back_as_an_argument(engine: Engine, text: str) -> None:
    told = "($Value + '|' + $More).ToCharArray() | ForEach-Object { [int]$_ }"
    asked = f"(& {{ param($Value, $More) {told} }} -Value {quote(text)} -More {quote(text[::-1])}) -join ' '"
    assert engine.run(asked)[-1].text == " ".join(map(str, units(f"{text}|{text[::-1]}")))


def units(text: str) -> list[int]:
    """UTF-16 code units: what .NET takes for characters."""
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_quoted_text_is_one_line_that_steers_nothing(text: str) -> None:
    said = quote(text)
    assert "\n" not in said and "\r" not in said
    assert all(c.isprintable() or c == "\u3000" for c in said)


def test_plain_text_stays_readable() -> None:
    assert quote("O'Brien") == "'O''Brien'"
    assert quote("ネットワーク アダプター") == "'ネットワーク アダプター'"
    assert quote("a\nb") == "('a' + [char]0x000A + 'b')"


def test_values_other_than_text() -> None:
    assert [literal(v) for v in (True, False, 16, ("a", "b'"))] == ["$true", "$false", "16", "@('a', 'b''')"]
