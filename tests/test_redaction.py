"""What is sent to strangers holds no name, address or number of anybody, whatever its spelling."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sriovkit.core import catalogue, known_words
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.redact import Redactor, names_in, redact
from tests import healthy

STAND_IN = re.compile(r"\[(?:w|no|dns|dir|url|eml|sid|uid|mac|ip4|ip6|esc)-[ghjkmnpqrstvwxyz]{6}\]")

PLANTED = [
    # host, domain and user names
    "FUKUOKA-HV07",
    "fukuoka-hv07.corp.kyushu-denki.example",
    "tanaka.taro",
    "KYUSHU\\tanaka",
    "KYUSHU\\t_sato$",
    "tanaka@kyushu-denki.example",
    "Zweigstelle-Süd",
    "Łódź-сервер",
    "O'Brien-laptop",
    "hv_07",
    "VM-SQL-01",
    "hypervisor-host-07",
    # Japanese host names and people
    "営業部サーバー",
    "営業部サーバー01",
    "福岡支店",
    "田中太郎",
    "さくら銀行",
    "ひまわりサーバー",
    "ﾌｸｵｶｻｰﾊﾞｰ",
    "ＦＵＫＵＯＫＡ０７",
    "経理_HV01",
    "홍길동서버",
    # addresses
    "10.20.30.40",
    "10.20.30.40:5986",
    "192.168.77.0/24",
    "fe80::a1b2:c3d4:e5f6:7788%12",
    "2001:db8:1234:5678::9abc",
    "00-15-5D-A1-B2-C3",
    "00:15:5d:a1:b2:c3",
    "0015.5da1.b2c3",
    "00155DA1B2C3",
    "00 15 5D A1 B2 C3",
    # identities
    "S-1-5-21-3623811015-3361044348-30300820-1013",
    "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
    "{3f2504e0-4f89-11d3-9a0c-0305e82c3301}",
    "3F2504E04F8911D39A0C0305E82C3301",
    "PCI\\VEN_8086&DEV_1528&SUBSYS_00018086&REV_01\\4&2C8F3A9&0&00E4",
    "CZ3419XK2P",
    "0x800705AA",
    "4155550137",
    # places
    "C:\\ClusterStorage\\Keiri\\disk7.vhdx",
    "C:\\Users\\tanaka\\Desktop",
    "\\\\filer03\\keiri$\\vm",
    "/home/tanaka/vm/disk.img",
    "https://intranet.kyushu.example/wiki?user=tanaka",
    "%E5%96%B6%E6%A5%AD",
    "=E5=96=B6=E6=A5=AD",
]
FRAMES = [
    "{}",
    "The virtual switch on {} cannot use SR-IOV.",
    'SR-IOV cannot be used on "{}" because of ({}).',
    "このシステムの {} では SR-IOV を使用できません。",
    "このシステムの{}では SR-IOV を使用できません。",
    "ネットワーク アダプター「{}」は SR-IOV をサポートしません。",
    "Name:{};Switch={},[{}]",
    "{}, {} / {}",
    "'{}'",
]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def parts(secret: str) -> set[str]:
    """Every part of four characters, and the pieces between marks that have four or more."""
    folded = plain(secret)
    return {folded[i : i + 4] for i in range(len(folded) - 3)} | {p for p in re.split(r"\W+", folded) if len(p) > 3}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("secret", PLANTED)
def test_nothing_planted_survives(secret: str, frame: str) -> None:
    shown = plain(redact(frame.replace("{}", secret)))
    around = plain(frame)
    left = {p for p in parts(secret) if p in STAND_IN.sub(" ", shown) and p not in around}
    assert left == set(), shown
    assert plain(secret) not in shown
    assert STAND_IN.search(redact(frame.replace("{}", secret)))


@pytest.mark.parametrize("secret", PLANTED)
def test_no_stand_in_holds_a_part_of_what_it_stands_for(secret: str) -> None:
    for _ in range(20):
        assert not {p for p in parts(secret) if p in redact(secret)}


def test_all_of_them_at_once() -> None:
    shown = plain(redact("  ".join(PLANTED)))
    assert not {p for secret in PLANTED for p in parts(secret) if p in shown}


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("code", list(catalogue.load()))
def test_known_sentences_stay_as_they_are(code: str, lang: str) -> None:
    said = catalogue.load()[code].system.get(lang)
    if said and said.text:
        assert redact(said.text) == " ".join(unicodedata.normalize("NFKC", said.text).split())


def test_commands_properties_and_values_stay() -> None:
    for cmdlet in CMDLETS.values():
        for p in cmdlet.record.PROPS:
            for word in (cmdlet.section, p.name, *p.values.values(), f"{cmdlet.section}.{p.name}"):
                assert redact(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "IovSupport = False",
        "SriovSupport: NoOscSupport",
        "SR-IOV を使用できません",
        "PCI Express (BIOS)",
        "仮想スイッチ",
        "VF 16",
    ],
)
def test_what_says_nothing_of_anybody_stays(text: str) -> None:
    assert redact(text) == text


def test_the_same_stands_for_the_same_in_one_report_and_never_in_the_next() -> None:
    one = Redactor()
    first, again = one.redact("tanaka-pc and TANAKA-PC"), one.redact("tanaka-pc")
    made = STAND_IN.findall(first)
    assert len(made) == 2 and len(set(made)) == 1 and again == made[0]
    assert redact("tanaka-pc") != redact("tanaka-pc")


def test_three_spellings_of_one_address_get_one_stand_in() -> None:
    shown = redact("00-15-5D-A1-B2-C3 00:15:5d:a1:b2:c3 0015.5da1.b2c3 00155DA1B2C3")
    assert len(set(shown.split())) == 1 and shown.startswith("[mac-")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.20.30.40", "ip4"),
        ("2001:db8::1", "ip6"),
        ("00-15-5D-A1-B2-C3", "mac"),
        ("3F2504E0-4F89-11D3-9A0C-0305E82C3301", "uid"),
        ("S-1-5-21-1-2-3-1013", "sid"),
        ("hv07.corp.example", "dns"),
        ("KYUSHU\\tanaka", "dir"),
        ("D:\\vm\\disk7.vhdx", "dir"),
        ("tanaka@corp.example", "eml"),
        ("http://hv07/x", "url"),
        ("20481234", "no"),
        ("tanaka", "w"),
    ],
)
def test_the_reader_still_sees_what_kind_of_thing_it_was(text: str, kind: str) -> None:
    assert re.fullmatch(rf"\[{kind}-[a-z]{{6}}\]", redact(text))


def test_names_of_the_host_go_even_where_every_word_of_them_is_known() -> None:
    assert redact("virtual-switch External", ["virtual-switch", "External"]).count("[w-") == 2
    assert redact("ExternalDevice", ["External"]) != "ExternalDevice"


def test_the_snapshot_gives_its_names() -> None:
    assert {"HV01", "NIC1", "External", "VM01", "Network Adapter"} <= names_in(healthy.host())


def test_hidden_characters_do_not_split_a_name() -> None:
    for hidden in ("tan\u200baka01", "ta\u00adnaka01", "\u202etanaka01", "t\x00anaka01"):
        assert "naka" not in redact(hidden) and "[" in redact(hidden)


def test_marks_of_ours_in_the_text_are_only_text() -> None:
    assert redact("\U000f0000\U000f0001 \ue000") == ""


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=4, max_size=30))
def test_what_passes_is_known_or_short(text: str) -> None:
    shown = STAND_IN.sub(" ", redact(text))
    for token in known_words.tokens(shown):
        short = len(token) < 4
        assert short or known_words.passes(token) or not known_words.runs(token), (text, shown)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.characters(categories=["Ll", "Lu", "Lo", "Nd"], max_codepoint=0xFFFF), min_size=6, max_size=16),
    st.sampled_from(FRAMES),
)
def test_a_random_name_never_survives(name: str, frame: str) -> None:
    shown = plain(redact(frame.replace("{}", name)))
    assert plain(name) not in shown or known_words.passes(name) or all(map(known_words.passes, _pieces(name)))


def _pieces(name: str) -> list[str]:
    return [p for p in known_words.HIRAGANA.split(unicodedata.normalize("NFKC", name)) if p]
