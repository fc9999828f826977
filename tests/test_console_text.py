"""Console text reads as what it says: every sample, and what mail, editors and encodings do to it.

Rule: a changed text may lose something, but what is read from it never turns into something else.
"""

from __future__ import annotations

import contextlib
import quopri
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import text as words
from sriovkit.core.console import decode, match_sentence, read_text, reasons_in
from sriovkit.core.errors import InputError
from sriovkit.core.snapshot import Snapshot

from . import growth

SAMPLES = Path(__file__).parent / "data" / "samples"
ARTICLE = ["pcie-os-control", "no-acs-root-port", "remapping-security-override", "nic-no-sriov"]
OFFERED = {"IovVirtualFunctionCount": 0, "IovQueuePairCount": 0, "IovSupport": False, "IovEnabled": True}
FAILS = ("Get-VMSwitch", [{**OFFERED, "codes": ARTICLE}])
#: file -> (section, what each row holds, codes of its reasons in order)
EXPECTED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "get-vmswitch-fails-ja.txt": FAILS,
    "get-vmswitch-ok-ja.txt": (
        "Get-VMSwitch",
        [{"IovSupport": True, "IovVirtualFunctionCount": 16, "IovQueuePairCount": 16, "codes": ["ok"]}],
    ),
    "get-netadaptersriov-noosc-ja.txt": (
        "Get-NetAdapterSriov",
        [
            {
                "Name": "554FLR-1",
                "Enabled": False,
                "SriovSupport": {"word": "NoOscSupport", "number": None},
                "SwitchName": "既定のスイッチ",
                "NumVFs": 32,
            }
        ],
    ),
    "reason-slot-ja.txt": ("Get-VMSwitch", [{"codes": ["nic-missing-acs"]}]),
    "engine/fl-width80-ja.txt": FAILS,
    "engine/fl-width120-ja.txt": FAILS,
    "engine/ft-wrap-width90-ja.txt": ("Get-VMSwitch", [{"Name": "SR-IOV", "IovSupport": False, "codes": ARTICLE}]),
    "engine/fl-two-switches-width100-ja.txt": (
        "Get-VMSwitch",
        [
            {
                "Name": "外部スイッチ",
                "IovVirtualFunctionCount": 63,
                "IovVirtualFunctionsInUse": 2,
                "IovSupport": True,
                "codes": ["ok"],
            },
            {"Name": "SR-IOV テスト", "IovSupport": False, "codes": ["pcie-os-control", "nic-no-sriov"]},
        ],
    ),
    "engine/fl-six-reasons-cut-width100-en.txt": (
        "Get-VMSwitch",
        [{**OFFERED, "codes": [*ARTICLE[:3], "no-dma-remapping"], "IovSupportReasons#cut": True}],
    ),
    "engine/ft-width100-en.txt": (
        "Get-VMSwitch",
        [
            {
                "Name": "External",
                "IovEnabled": True,
                "IovSupport": False,
                "codes": ["pcie-os-control"],
                "IovSupportReasons#cut": True,
            },
            {"Name": "Lab net", "IovEnabled": True, "IovSupport": True, "codes": ["ok"]},
        ],
    ),
    "engine/expand-width80-en.txt": (
        "Get-VMSwitch",
        [{"codes": ["pcie-os-control", "no-acs-root-port", "nic-missing-pf-driver"]}],
    ),
}
NOTES = {"engine/fl-six-reasons-cut-width100-en.txt": ["list-cut"], "engine/ft-width100-en.txt": ["value-cut"]}


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def codes(row: dict[str, Any]) -> list[str | None]:
    found = [reasons_in(item) for item in row.get("IovSupportReasons") or []]
    return [match.code if match else None for match in found]


def notes(snapshot: Snapshot) -> list[str]:
    return [note.code for note in snapshot.notes]


def check(name: str, snapshot: Snapshot) -> None:
    section, wanted = EXPECTED[name]
    rows = [dict(row) for row in snapshot.rows(section)]
    assert list(snapshot.sections) == [section]
    assert len(rows) == len(wanted)
    for row, want in zip(rows, wanted, strict=True):
        assert {key: row[key] for key in want if key != "codes"} == {k: v for k, v in want.items() if k != "codes"}
        assert codes(row) == want.get("codes", [])
        assert ("IovSupportReasons#cut" in row) == ("IovSupportReasons#cut" in want)


def test_every_sample_is_expected() -> None:
    files = {str(path.relative_to(SAMPLES).as_posix()) for path in SAMPLES.rglob("*.txt")}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_reads_as_its_readme_says(name: str) -> None:
    snapshot = read_text(sample(name))
    check(name, snapshot)
    assert notes(snapshot) == NOTES.get(name, [])


def quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode(), quotetabs=False).decode()


def renumbered(text: str) -> str:
    return "".join(f"{n:6}\t{line}\n" for n, line in enumerate(text.splitlines(), 1))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in ">\\" else c for c in text)


CHANGES: dict[str, Callable[[str], str]] = {
    "windows line ends": lambda t: t.replace("\n", "\r\n"),
    "old line ends": lambda t: t.replace("\n", "\r"),
    "byte order mark": lambda t: "\ufeff" + t,
    "lost trailing spaces": lambda t: "".join(line.rstrip() + "\n" for line in t.splitlines()),
    "mail quoting": lambda t: "".join(f"> {line}\n" for line in t.splitlines()),
    "mail quoted twice": lambda t: "On Monday somebody wrote:\n" + "".join(f">> {line}\n" for line in t.splitlines()),
    "quoted-printable": quoted_printable,
    "code fence": lambda t: f"```powershell\n{t}\n```\n",
    "line numbers": renumbered,
    "empty line after each": lambda t: t.replace("\n", "\n\n"),
    "typographic hyphens": lambda t: (
        t.replace("SR-IOV を", "SR\u2010IOV を").replace("SR-IOV on", "SR\u2010IOV on").replace("Get-", "Get\u2011")
    ),
    "no-break spaces in sentences": lambda t: t.replace("SR-IOV を", "SR-IOV\u00a0を").replace(
        "this system", "this\u00a0system"
    ),
    "no prompt": lambda t: t.split("\n", 1)[1] if t.startswith("PS ") else t,
    "indented": lambda t: "".join(f"    {line}\n" for line in t.splitlines()),
    "prose around": lambda t: f"Hello,\n\nthis is what our host says:\n\n{t}\n\nThank you!\n",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", EXPECTED)
def test_noise_changes_nothing(name: str, change: str) -> None:
    check(name, read_text(CHANGES[change](sample(name))))


@pytest.mark.parametrize("name", EXPECTED)
def test_quoted_and_encoded_and_stripped_at_once(name: str) -> None:
    text = sample(name)
    for change in ("lost trailing spaces", "mail quoting", "quoted-printable", "windows line ends"):
        text = CHANGES[change](text)
    check(name, read_text(text))


LISTS = [name for name in EXPECTED if "ft-" not in name]


@pytest.mark.parametrize("name", LISTS)
def test_full_width_characters_are_read(name: str) -> None:
    check_values = read_text(full_width(sample(name)))
    section, wanted = EXPECTED[name]
    rows = check_values.rows(section)
    assert [codes(dict(row)) for row in rows] == [want.get("codes", []) for want in wanted]
    assert [row.get("IovSupport") for row in rows] == [want.get("IovSupport") for want in wanted]


@pytest.mark.parametrize("name", LISTS)
def test_tabs_for_spaces_are_read(name: str) -> None:
    tabbed = "".join(line.replace("    ", "\t") + "\n" for line in sample(name).splitlines())
    check(name, read_text(tabbed))


@pytest.mark.parametrize("name", [name for name in LISTS if "cut" not in name])
def test_a_missing_brace_loses_nothing_else(name: str) -> None:
    text = sample(name).replace("\n}", "").replace("}", "")
    snapshot = read_text(text)
    check(name, snapshot)
    assert set(notes(snapshot)) <= {"missing-brace"}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_files_in_any_encoding(name: str, encoding: str) -> None:
    text = sample(name)
    if encoding == "cp932" and "\u2026" not in text:
        assert decode(text.encode("cp932")) == text
    check(name, read_text(decode(text.encode(encoding)), name))


def test_a_mail_in_iso_2022_jp() -> None:
    name = "get-vmswitch-fails-ja.txt"
    check(name, read_text(decode(sample(name).encode("iso2022_jp_ext"))))


def test_bytes_nobody_can_read_are_replaced_and_noted() -> None:
    data = sample("get-vmswitch-ok-ja.txt").encode() + b"\n\xff\xfe\x81"
    snapshot = read_text(decode(data))
    assert snapshot.rows("Get-VMSwitch")[0]["IovSupport"] is True
    assert "replaced-characters" in notes(snapshot)


def test_several_commands_in_one_paste() -> None:
    snapshot = read_text("\n".join(sample(name) for name in sorted(EXPECTED)))
    assert set(snapshot.sections) == {"Get-VMSwitch", "Get-NetAdapterSriov"}
    assert sum(codes(dict(row)) == ARTICLE for row in snapshot.rows("Get-VMSwitch")) >= 4


def test_which_cmdlet_answered() -> None:
    only = (
        "IovSupport        : False\nIovSupportReasons : {The chipset on the system does not do DMA remapping, without"
    )
    only += " which SR-IOV cannot be supported.}\n"
    assert list(read_text(only).sections) == ["Get-VMHost"]
    assert list(read_text(f"PS C:\\> Get-VMSwitch | fl IovS*\n\n{only}").sections) == ["Get-VMSwitch"]
    assert list(read_text("IovVirtualFunctionCount : 3\nIovSupport : True").sections) == ["Get-VMSwitch"]
    assert list(read_text("[hv01]: PS C:\\> Get-VMHost | select -exp IovSupportReasons\nOK\n").sections) == [
        "Get-VMHost"
    ]
    assert read_text("[hv01]: PS C:\\> Get-VMHost|fl\n\n" + only).host == "hv01"


def test_another_command_is_not_taken_for_ours() -> None:
    service = "PS C:\\> Get-Service vmms\n\nStatus   Name\n------   ----\nRunning  vmms\n\n"
    snapshot = read_text(service + "PS C:\\> Get-VMHost | fl IovSupport\n\nIovSupport : True\n")
    assert list(snapshot.sections) == ["Get-VMHost"]
    assert notes(snapshot) == ["not-asked"]


def test_a_cut_list_is_made_whole_by_the_command_it_was_told_to_run() -> None:
    cut = sample("engine/fl-six-reasons-cut-width100-en.txt")
    six = [*read_text(cut).rows("Get-VMSwitch")[0]["IovSupportReasons"], "A fifth one.", "A sixth one."]
    snapshot = read_text(cut + "\nPS C:\\> (Get-VMSwitch).IovSupportReasons\n" + ",\n".join(six) + "\n")
    [row] = snapshot.rows("Get-VMSwitch")
    assert row["IovSupportReasons"][:4] == six[:4]
    assert len(row["IovSupportReasons"]) > 4
    assert "IovSupportReasons#cut" not in row


def test_an_error_is_an_answer() -> None:
    text = """PS C:\\> Get-VMSwitch
Get-VMSwitch : 用語 'Get-VMSwitch' は、コマンドレットとして認識されません。
発生場所 行:1 文字:1
+ Get-VMSwitch
+ ~~~~~~~~~~~~
    + CategoryInfo          : ObjectNotFound: (Get-VMSwitch:String) [], CommandNotFoundException
    + FullyQualifiedErrorId : CommandNotFoundException

PS C:\\> """
    snapshot = read_text(text)
    assert snapshot.state("Get-VMSwitch") == "missing"
    assert snapshot.sections["Get-VMSwitch"]["error"]["message"].startswith("用語")


def test_nothing_printed_is_an_answer_where_everybody_may_ask() -> None:
    snapshot = read_text("PS C:\\> Get-NetAdapterSriovVf\nPS C:\\> Get-VMSwitch\nPS C:\\> ")
    assert list(snapshot.sections) == ["Get-NetAdapterSriovVf"]
    assert snapshot.knows("Get-NetAdapterSriovVf")


def test_only_a_whole_answer_is_called_whole() -> None:
    body = "\n\nName       : a\nIovEnabled : True\n\n"
    for command, whole in (
        ("Get-VMSwitch | fl *", True),
        ("Get-VMSwitch | fl *iov*", False),
        ("Get-VMSwitch a | fl *", False),
    ):
        assert read_text(f"PS C:\\> {command}{body}PS C:\\> ").sections["Get-VMSwitch"]["whole"] is whole, command
    assert read_text(f"PS C:\\> Get-VMSwitch | fl *{body}").sections["Get-VMSwitch"]["whole"] is False


def test_the_registry_value_and_its_place() -> None:
    text = r"""PS C:\> gp "HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization" -Name IOVEnableOverride

IOVEnableOverride : 1
PSPath            : Microsoft.PowerShell.Core\Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion
                    \Virtualization
PSDrive           : HKLM
"""
    place = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"
    assert read_text(text).rows("IOVEnableOverride") == [{"IOVEnableOverride": 1, "Place": place}]


def test_the_name_of_a_registry_value_in_a_letter_is_no_reason() -> None:
    text = sample("get-vmswitch-ok-ja.txt") + "\n\nI set IOVEnableOverride to 1, does that matter?\n"
    [row] = read_text(text).rows("Get-VMSwitch")
    assert codes(dict(row)) == ["ok"]


def test_a_sentence_nobody_knows_is_kept_with_its_place() -> None:
    known = "This network adapter does not support SR-IOV."
    shown = f"IovSupport        : False\nIovSupportReasons : {{Der Mond ist voll., {known}}}\n"
    snapshot = read_text(f"PS C:\\> Get-VMSwitch | fl *iov*\n\n{shown}", "paste.txt")
    assert snapshot.rows("Get-VMSwitch")[0]["IovSupportReasons"] == ["Der Mond ist voll.", known]
    [note] = snapshot.notes
    assert (note.code, note.place, note.facts["sentence"]) == ("unknown-sentence", "paste.txt:4", "Der Mond ist voll.")


def test_lost_japanese_is_told_and_no_reason_is_made_of_it() -> None:
    text = sample("get-vmswitch-fails-ja.txt").encode("ascii", "replace").decode()
    snapshot = read_text(text)
    [row] = snapshot.rows("Get-VMSwitch")
    assert row["IovSupport"] is False
    assert set(codes(dict(row))) == {None, "remapping-security-override"}
    assert "lost-japanese" in notes(snapshot)
    with pytest.raises(InputError) as caught:
        read_text("??? SR-IOV ??????????????\n")
    assert caught.value.code == "lost-japanese-text"


def test_a_snapshot_pasted_as_json_is_read_as_one() -> None:
    made = read_text(sample("get-vmswitch-ok-ja.txt"))
    assert read_text("\ufeff" + made.to_json()).data == made.data


@pytest.mark.parametrize("text", ["", " \n\t\n", "Hello\nthere", "PS C:\\> ", "{}", "<html>", "a : b"])
def test_nothing_in_it(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_text(text, "paste.txt")
    assert caught.value.code == "nothing-in-text"
    assert "Get-VMSwitch" in caught.value.message("ja")


def test_a_paste_over_the_limit() -> None:
    with pytest.raises(InputError) as caught:
        read_text("あ" * (6 * 1024 * 1024))
    assert caught.value.code == "paste-too-large"
    assert "16 MB" in caught.value.message("en")


def test_hostile_text_is_text() -> None:
    nasty = "\x1b[31mred\x1b[0m <script>alert(1)</script> \u202eevil\u2066 \x00 \ud800"
    snapshot = read_text(f"PS C:\\> Get-VMSwitch | fl\n\nName       : {nasty}\nIovEnabled : True\n")
    assert snapshot.rows("Get-VMSwitch")[0]["Name"] == nasty.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert notes(snapshot) == ["replaced-characters"]
    snapshot.to_json().encode()


def test_every_note_has_words() -> None:
    made = {
        "list-cut",
        "value-cut",
        "missing-brace",
        "unknown-sentence",
        "not-understood",
        "unknown-record",
        "not-asked",
    }
    made |= {"columns-missing", "shown-twice", "more-notes", "lost-japanese", "replaced-characters"}
    for code in made:
        assert words.has(f"gap.{code}"), code


def test_specific_reasons_win_over_general_ones() -> None:
    both = "... does not support Access Control Services (ACS) at any root port, in words of a newer Windows"
    assert reasons_in(both).code == "no-acs-root-port"  # type: ignore[union-attr]
    shared = "SR-IOV cannot be used on this network adapter as the"
    assert reasons_in(shared) is None
    assert reasons_in("OK").code == "ok"  # type: ignore[union-attr]
    assert reasons_in("OK, but not really") is None
    begun = reasons_in("To use SR-IOV on this system, the sys\u2026")
    assert begun and (begun.code, begun.how) == ("pcie-os-control", "beginning")


def test_reasons_in_running_text_come_with_their_place() -> None:
    text = "Our vendor says: This network adapter does not\n support SR-IOV. Really?"
    assert match_sentence(text) == [("nic-no-sriov", "whole", text.index("This"))]


HOSTILE: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "x" * n,
    "one value": lambda n: "Name : " + "y" * n,
    "one list": lambda n: "IovSupportReasons : {" + "., " * (n // 3),
    "sentences": lambda n: "IovSupportReasons : {" + "To use SR-IOV on this system, " * (n // 30),
    "short lines": lambda n: "IovSupport : True\n" * (n // 18),
    "records": lambda n: "IovEnabled : True\n\n" * (n // 19),
    "open braces": lambda n: "Name : {\n" * (n // 9),
    "table": lambda n: "Name IovSupport\n---- ----------\n" + "a          True\n" * (n // 16),
    "prompts": lambda n: "PS C:\\> Get-VMSwitch\n" * (n // 21),
    "dashes": lambda n: "- " * (n // 2),
    "quotes": lambda n: "> " * (n // 2),
    "escapes": lambda n: "=20" * (n // 3),
    "wide": lambda n: "IovSupportReasons : {" + "あ。, " * (n // 8),
    "question marks": lambda n: "?" * n,
    "notes": lambda n: "Notes : a\n" + "        b\n" * (n // 10),
    "bare": lambda n: "no SR-IOV here\n\n" * (n // 16),
}


def reading(text: str) -> Callable[[], object]:
    def read() -> None:
        with contextlib.suppress(InputError):
            read_text(text)

    return read


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(kind: str) -> None:
    growth.assert_linear(lambda size: reading(HOSTILE[kind](size)), 50_000, 400_000)


def test_one_line_of_ten_megabytes_takes_seconds() -> None:
    assert growth.seconds(reading("IovSupportReasons : {" + "SR-IOV cannot be used on this " * 350_000)) < 20


def test_outputs_of_several_commands_stand_in_one_file_without_prompts() -> None:
    """As `$(...; ...) | Out-File` leaves them."""
    host = "IovSupport        : False\nIovSupportReasons : {OK}\n"
    switch = "Name       : External\nId         : 1\nIovEnabled : True\nIovSupport : True\n"
    nic = (
        "Name         : NIC1\nInterfaceDescription : Intel X520\nEnabled : True\nSriovSupport : Supported\nNumVFs : 4\n"
    )
    got = read_text(f"\n\n{host}\n\n\n\n{switch}\n\n\n\n{nic}\n\n")
    assert [len(got.rows(name)) for name in ("Get-VMHost", "Get-VMSwitch", "Get-NetAdapterSriov")] == [1, 1, 1]
