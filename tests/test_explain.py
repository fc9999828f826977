"""Finding a reason by whatever somebody remembers of it."""

from __future__ import annotations

import pytest

from sriovkit.core import catalogue, clean, explain_index
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.errors import InputError
from sriovkit.core.explain import Overview, explain, explained

from . import growth

CODES = list(catalogue.load())
SENTENCES = [
    (reason.code, lang, said.text)
    for reason in catalogue.load().values()
    for lang, said in reason.system.items()
    if len(said.text) > 30
]
EVERY_SENTENCE = pytest.mark.parametrize(("code", "lang", "sentence"), SENTENCES, ids=lambda v: str(v)[:24])


def best(text: str) -> str:
    found = explain(text)
    return found[0].code if found else ""


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_its_reason(code: str) -> None:
    for written in (code, code.upper(), f"  {code} ", code.replace("-", " "), code.replace("-", "_")):
        assert best(written) == code
    assert explain(code)[0].score == 1.0


@EVERY_SENTENCE
def test_a_whole_sentence_is_its_reason(code: str, lang: str, sentence: str) -> None:
    assert best(sentence) == code
    assert best(f"{{{sentence}}}") == code


@EVERY_SENTENCE
def test_any_half_of_a_sentence_finds_it(code: str, lang: str, sentence: str) -> None:
    half = len(sentence) // 2
    for part in (sentence[:half], sentence[half:], sentence[half // 2 : half // 2 + half]):
        # Windows' sentences share whole clauses: then the reason stands beside the others that have it.
        shared = {c for c, _, s in SENTENCES if part.strip() in s}
        found = [e.code for e in explain(part)]
        assert found and (found[0] in shared) and (code in found or len(shared) > 5)


@EVERY_SENTENCE
def test_typing_errors_do_not_matter(code: str, lang: str, sentence: str) -> None:
    swapped = list(sentence)
    for i in range(9, len(swapped) - 1, 17):
        swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
    lost = "".join(c for i, c in enumerate(sentence) if i % 13 != 5)
    for wrong in ("".join(swapped), lost):
        assert best(wrong) == code


@EVERY_SENTENCE
def test_white_space_width_and_wraps_do_not_matter(code: str, lang: str, sentence: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in sentence)
    assert best(wide) == code
    assert best("\n   ".join(sentence[i : i + 11] for i in range(0, len(sentence), 11))) == code
    assert best("".join(sentence.split())) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NoOscSupport", "pcie-os-control"),
        ("nooscsupport", "pcie-os-control"),
        ("SriovSupport 7", "pcie-os-control"),
        ("SriovSupport : 7", "pcie-os-control"),
        ("SriovSupport=NoOscSupport", "pcie-os-control"),
        ("SriovSupport         : MissingAcs", "nic-missing-acs"),
        ("SriovSupport 2", "nic-missing-acs"),
        ("SriovSupport is 1", "ok"),
        ("SriovSupport Supported", "ok"),
        ("SriovSupport : Unknown", "nic-sriov-unknown"),
        ("DEVPKEY_PciDevice_SriovSupport 2", "nic-missing-pf-driver"),
        ("DEVPKEY_PciDevice_SriovSupport = 1", "nic-missing-acs"),
        ("NativePciExpressControl", "pcie-os-control"),
        ("Missing ACS", "nic-missing-acs"),
        ("No OCS Support", "pcie-os-control"),
        ("DidntGetVfBarSpace", "nic-no-vf-bar"),
        ("IOVEnableOverride", "remapping-security-override"),
        ("IovWeight 0", "vm-iov-weight-zero"),
        ("failureReason = 4", "guest-vf-mtu-mismatch"),
        ("VF MTU mismatch", "guest-vf-mtu-mismatch"),
        ("allow Windos to contrl PCI Expres", "pcie-os-control"),
        ("PCI Expres を制後できるように", "pcie-os-control"),
        ("割り込みの再マッピング", "no-interrupt-remapping"),
        ("LBFO", "switch-on-lbfo-team"),
        ("チーム", "switch-on-lbfo-team"),
        ("このネットワーク アダプターは SR-IOV をサポートしま...", "nic-no-sriov"),
    ],
)
def test_what_people_remember_finds_the_reason(text: str, code: str) -> None:
    assert best(text) == code


def test_numbers_of_wmi_and_of_the_device_property_are_told_apart() -> None:
    by_wmi = [explain(f"SriovSupport {n}")[0].code for n in range(2, 8)]
    assert by_wmi == [
        "nic-missing-acs",
        "nic-missing-pf-driver",
        "nic-no-bus-resources",
        "nic-no-iommu",
        "nic-no-vf-bar",
        "pcie-os-control",
    ]
    by_pci = [explain(f"PciDevice_SriovSupport {n}")[0].code for n in range(1, 5)]
    assert by_pci == ["nic-missing-acs", "nic-missing-pf-driver", "nic-no-bus-resources", "nic-no-vf-bar"]


@pytest.mark.parametrize(
    "text",
    [
        "banana republic",
        "今日はよい天気です",
        "lorem ipsum dolor sit amet",
        "xyzzy",
        "what is the meaning of life",
        "!!!!",
        "{}{}",
    ],
)
def test_what_resembles_nothing_finds_nothing(text: str) -> None:
    assert explain(text) == []
    with pytest.raises(InputError) as caught:
        explained(text)
    assert caught.value.code == "nothing-explained"


@pytest.mark.parametrize("text", ["", " ", "\u200b\x1b", "a"])
def test_too_little_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        explain(text)
    assert caught.value.code == "search-too-short"


def test_the_best_stand_first_and_few() -> None:
    found = explain("SR-IOV")
    assert 1 < len(found) <= 5
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    assert all(0 < e.score <= 1 for e in found)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("code", CODES)
def test_the_card_quotes_windows_and_fits_a_japanese_console(code: str, lang: str) -> None:
    found = explain(code, lang)[0]
    text = found.text()
    text.encode("cp932")
    assert [s for s in text.splitlines() if clean.width(s) > 65 and not s.startswith("     ")] == []
    solid = "".join(text.split())
    for said in found.reason.system.values():
        assert "".join(said.text.replace("\u00ae", "(R)").split()) in solid
    assert found.reason.say("title", lang) in found._repr_html_().replace("&#x27;", "'").replace("&quot;", '"')


def test_an_unknown_japanese_original_is_marked() -> None:
    text = explain("no-interrupt-remapping", "ja")[0].text()
    assert "日本語の原文は未確認" in "".join(text.split())


def test_every_other_name_leads_to_a_reason() -> None:
    assert {t.code for t in explain_index.terms()} == set(CODES)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("VFDataPathActive", "vf-present-not-active"),
        ("vfdatapathactive", "vf-present-not-active"),
        ("VFDataPathActive : False", "vf-present-not-active"),
        ("IovWeight", "vm-iov-weight-zero"),
        ("IovEnabled", "switch-not-iov"),
        ("IsLegacy", "vm-nic-not-synthetic"),
        ("ProductType", "client-os"),
    ],
)
def test_a_property_leads_to_the_reason_that_rests_on_it(word: str, code: str) -> None:
    found = explain(word)
    assert (found[0].code, found[0].how, found[0].score) == (code, "property", 1.0)


@pytest.mark.parametrize(
    "word", ["IovSupport", "SriovSupport", "IovSupportReasons", "IovQueuePairsAssigned", "MaxNumVFs"]
)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_property_of_no_single_reason_is_explained_itself(word: str, lang: str) -> None:
    found = explain(word, lang)
    assert isinstance(found[0], Overview) and not any(isinstance(e, Overview) for e in found[1:])
    assert found[0].code == word and len(found) <= 5 and found[0].reason.say("title", lang) == word
    text, picture = found[0].text(), found[0]._repr_html_()
    text.encode("cp932")
    assert [s for s in text.splitlines() if clean.width(s) > 65] == []
    for section, p in ((s, p) for s, c in CMDLETS.items() for p in c.record.PROPS if p.name == word):
        assert section in text and section in picture
        assert lang == "ja" or "".join(p.meaning.split()) in "".join(text.split())
    if word == "IovSupport":
        assert {"en": "The platform can do SR-IOV", "ja": "プラットフォームで SR-IOV を使える"}[lang] in text


@pytest.mark.parametrize("word", sorted({p.name for c in CMDLETS.values() for p in c.record.PROPS}))
def test_a_property_is_never_taken_for_all_is_well(word: str) -> None:
    found = explain(word)
    assert found and "ok" not in [e.code for e in found]
    assert found[0].how in ("property", "overview", "value")
    assert found[0].text("en") and found[0].text("ja") and found[0]._repr_html_()


def test_it_is_quick_and_hostile_text_is_only_text() -> None:
    explain("warm up")
    hostile = ("a" * 1_000_000, "PCI Express の制御" * 100_000, "\x1b[31m<script>\u202e" * 10_000, "(" * 50_000)
    assert growth.seconds(lambda: [explain(text) for text in hostile]) < 20
