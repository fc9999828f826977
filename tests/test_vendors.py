"""NIC families: each file says what the facts say and nothing more, and a device is known by its names."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

from sriovkit.core import catalogue, vendors

from .avoided import AVOID

HERE = Path(__file__).parent
FACTS = json.loads((HERE / "data/facts/adapters.json").read_text(encoding="utf-8"))
BY_NAME: dict[str, dict[str, Any]] = {a["family"]: a for a in FACTS["adapters"]}
FOLDER = HERE.parent / "sriovkit/catalogue/vendors"
RAW = {f.stem: tomllib.loads(f.read_text(encoding="utf-8")) for f in sorted(FOLDER.glob("*.toml"))}
FAMILIES = {name: raw for name, raw in RAW.items() if not name.startswith("_")}
EVERY = pytest.mark.parametrize("name", sorted(FAMILIES))
KEYS = {"family", "vendors", "pf", "vf", "descriptions", "sources", "vf_hyperv", "max_vfs", "enabled_in", "note"}
#: Technical words that every page of the field uses; anything else with a capital or a digit must be in the facts.
COMMON = {"sr-iov", "pf", "vf", "vfs", "nic", "bios", "id", "windows", "linux", "hyper-v", "server", "vswitch"}
COMMON |= {"ids", "option", "rom", "hii"}
SENTENCE_END = r"(?:ます|です|ません|ました|でした)(?: \([^()]*\))?$"
KANA_KANJI = r"[ぁ-んァ-ヴー々一-龠]"


def told(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Every fact with words of a file, with the words of the facts it stands for."""
    raw, fact = FAMILIES[name], BY_NAME[FAMILIES[name]["family"]]
    notes = zip(fact["windows_notes"], raw.get("note", []), strict=True)
    found = [(_flat(note, "windows_notes"), ours) for note, ours in notes]
    return found + [(_flat(fact[key], key), raw[key]) for key in ("max_vfs", "enabled_in") if key in raw]


def _flat(fact: Any, key: str) -> str:
    """A fact as text, followed by what "as ..." points at: the same key of the other family."""
    text = json.dumps(fact, ensure_ascii=False)
    for marker, other in (("as 82599", "Intel 82599 / X520"), ("as BE3", "Emulex OneConnect BE3")):
        if marker in text:
            text += json.dumps(next(a for n, a in BY_NAME.items() if n.startswith(other))[key], ensure_ascii=False)
    return text


def test_every_family_of_the_facts_has_its_file() -> None:
    assert sorted(raw["family"] for raw in FAMILIES.values()) == sorted(BY_NAME)
    assert set(vendors.load()) == set(FAMILIES)


@EVERY
def test_ids_limits_and_vendors_are_those_of_the_facts(name: str) -> None:
    raw, fact = FAMILIES[name], BY_NAME[FAMILIES[name]["family"]]
    assert set(raw) <= KEYS
    assert raw["vendors"] == ([] if fact["vendor"] == "none" else fact["vendor"].split(" or "))
    for key in ("pf", "vf"):
        unknown = isinstance(fact[key], str) and not fact[key].startswith("none")
        assert raw.get(key) == (None if unknown else fact[key] if isinstance(fact[key], list) else []), key
    assert raw.get("vf_hyperv", {}).get("ids") == _hyperv(fact)
    limit = fact["max_vfs"]
    value = limit.get("value") if isinstance(limit, dict) else limit
    assert raw.get("max_vfs", {}).get("value") == (value if isinstance(value, int) else None)
    assert raw.get("max_vfs", {}).get("per") == (limit.get("per") if isinstance(limit, dict) else None)
    assert ("max_vfs" in raw) is (limit != "unknown")
    assert ("enabled_in" in raw) is (fact["enabled_in"] not in ("unknown", "not applicable"))


def _hyperv(fact: dict[str, Any]) -> list[str] | None:
    said = fact["vf_hyperv"]
    if isinstance(said, dict):
        return said["id"] if isinstance(said["id"], list) else [said["id"]]
    if said.startswith("unknown"):
        return None
    return list(fact["vf"]) if said.startswith("same") else []


@EVERY
def test_general_knowledge_is_never_shown_as_more(name: str) -> None:
    for fact, ours in told(name):
        said = ours["confidence"]
        assert said in ("documented", "seen", "general-knowledge", "unknown")
        if "general knowledge" in fact and "title and introduction" not in fact:
            assert said == "general-knowledge" or "(general rule of that guide)" in fact, fact
        assert said != "documented" or not fact.startswith('"seen'), fact
    sources = FAMILIES[name]["sources"]
    facts = BY_NAME[FAMILIES[name]["family"]]["sources"]
    assert [s if not s.startswith("ogawad") else "seed" for s in sources] == facts


@EVERY
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_word_of_ours_goes_beyond_the_facts(name: str, lang: str) -> None:
    for fact, ours in told(name):
        known = fact.lower() + FAMILIES[name]["family"].lower() + " ".join(FAMILIES[name]["sources"]).lower()
        for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9_.*/=-]*", ours[lang]):
            technical = word.lower().strip(".=*/-")
            if lang == "ja" or re.search(r"[A-Z].*[A-Z]|[0-9]", word):
                parts = re.split("[/]", technical)
                assert all(p in known or p in COMMON for p in parts), f"{word} in {ours[lang]} / {fact}"


@EVERY
def test_words_are_written_as_the_style_asks(name: str) -> None:
    for _, ours in told(name):
        assert ours["en"].isascii() and ours["en"].endswith(".")
        ja = ours["ja"]
        assert ja.endswith("。") and ja.encode("cp932") and not re.search(AVOID, ja), ja
        assert not re.search(rf"{KANA_KANJI}[A-Za-z0-9*]|[A-Za-z0-9*]{KANA_KANJI}", ja), ja
        assert all(re.search(SENTENCE_END, s) for s in ja.split("。")[:-1]), ja


def test_lines_for_every_card_are_written_as_the_style_asks() -> None:
    for line in RAW["_any"]["line"]:
        assert line["sources"] and set(line.get("codes", [])) <= set(catalogue.load())
        assert line["ja"].endswith("。") and line["ja"].encode("cp932") and line["en"].isascii()
        assert not re.search(rf"{KANA_KANJI}[A-Za-z0-9*]|[A-Za-z0-9*]{KANA_KANJI}", line["ja"]), line["ja"]
        assert all(east_asian_width(c) != "A" for c in line["en"])


def test_an_id_belongs_to_one_family() -> None:
    owners: dict[tuple[str, str], str] = {}
    for family in vendors.load().values():
        for vendor in family.vendors:
            for device in family.ids:
                assert owners.setdefault((vendor, device), family.id) == family.id


@EVERY
def test_a_device_is_known_by_its_id_and_by_its_description(name: str) -> None:
    family = vendors.load()[name]
    for device in family.ids:
        for vendor in family.vendors:
            assert vendors.family_of(rf"PCI\VEN_{vendor.upper()}&DEV_{device.upper()}&SUBSYS_1\4&2", None) is family
    for known in family.descriptions:
        described = f"Some {known.replace('#', '0')} adapter #2"
        assert vendors.family_of(None, described) is family, described


@pytest.mark.parametrize(
    ("identity", "description", "name"),
    [
        (None, "HP NC555a 10Gb 2-Port FlexFabric Network Adapter", "emulex-be3"),
        (None, "HP FlexFabric 10Gb 2-port 554FLR-SFP+ Adapter", "emulex-be3"),
        (None, "HP Ethernet 10Gb 2-port 530FLR-SFP+ Adapter", "bcm57810"),
        (None, "Broadcom BCM57810S NetXtreme II 10 GigE", "bcm57810"),
        (None, "Broadcom BCM5709C NetXtreme II GigE", "bcm5709"),
        (None, "Broadcom BCM57416 NetXtreme-E 10GBASE-T", "netxtreme-e"),
        (None, "Mellanox ConnectX-4 Lx Ethernet Adapter #2", "connectx-4"),
        (None, "Intel(R) Ethernet Converged Network Adapter X540-T1", "intel-x540"),
        (None, "Microsoft Network Adapter Multiplexor Driver #2", "lbfo-team"),
        (r"PCI\VEN_8086&DEV_FFFF&SUBSYS_0", "Intel(R) Ethernet Controller X550", "intel-x550"),
        (r"pci\ven_8086&dev_1528", "whatever", "intel-x540"),
        (r"PCI\VEN_10EC&DEV_8168", "Realtek X540 lookalike", None),
        (r"PCI\VEN_8086&DEV_FFFF", "Intel(R) I219-LM", None),
        (None, "Intel(R) X5400 Adapter", None),
        (r"ROOT\NET\0000", None, None),
        (None, None, None),
        ("", "", None),
    ],
)
def test_families_of_real_names(identity: str | None, description: str | None, name: str | None) -> None:
    family = vendors.family_of(identity, description)
    assert (family.id if family else None) == name
