"""The lab's scenarios: each loads in both languages and holds what it promises; a wrong file is refused by its place.

Rule: what a scenario says that a person should find is what the diagnosis finds in its answers.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sriovkit.core import catalogue, text
from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import InputError, SriovkitError, UsageError
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import load, names
from sriovkit.lab.collecting import answer
from sriovkit.lab.scenario import read

RIGHT = """
[about]
en = "a"
ja = "b"
[finds]
codes = []
en = "a"
ja = "b"
[machine]
name = "HV01"
slots = [{ name = "A" }, { name = "B" }]
cards = [{ kind = "intel-x550", slot = "A", ports = [{ name = "NIC1" }, { name = "NIC2" }] }]
"""


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("language", [None, "en", "ja"])
def test_a_scenario_shows_what_it_says(name: str, language: str | None) -> None:
    scenario = load(name, language)
    found = diagnose(Snapshot(answer(scenario.machine)))
    assert tuple(f.code for f in found.findings if f.verdict == "found") == scenario.finds.codes
    assert found.simulated


def test_each_rung_has_a_host_on_which_it_is_the_one_to_mend() -> None:
    known = catalogue.load()
    # A NIC that finds no usable IOMMU says so whatever the cause is.
    codes = [[code for code in load(name).finds.codes if code != "nic-no-iommu"] for name in names()]
    assert {known[one[0]].rung for one in codes if len(one) == 1} == set(catalogue.RUNGS)


@pytest.mark.parametrize("name", names())
def test_a_scenario_has_its_words_in_both_languages(name: str) -> None:
    scenario = load(name)
    for words in (scenario.about, scenario.finds):
        assert words.in_language("en").isascii() and not words.in_language("ja").isascii()
    assert set(scenario.finds.codes) <= set(catalogue.load())


def test_the_articles_host_is_the_default() -> None:
    assert names()[0] == load().name == "article"
    assert {"slot-without-acs", "healthy", "vf-exhausted"} < set(names())


def test_a_host_can_be_told_to_speak_another_language() -> None:
    assert load("article").machine.language == "ja"
    assert load("article", "en").machine.language == "en"


def test_a_file_of_ones_own_is_a_scenario(tmp_path: Path) -> None:
    place = tmp_path / "mine.toml"
    place.write_text(RIGHT, encoding="utf-8")
    assert load(str(place)).name == "mine"


def with_lines(*lines: str) -> str:
    return RIGHT + "\n".join(lines) + "\n"


def held(line: str) -> str:
    """The first port with settings of its own."""
    return with_lines("[[machine.interfaces]]", 'adapter = "NIC1"', "dhcp = false", line)


SWITCH = '[[machine.switches]]\nname = "S"\nuplinks = ["NIC1"]'
WRONG = {
    "a key nobody knows": (with_lines('colour = "red"'), "lab-unknown-key", "machine.colour"),
    "a key nobody knows, deep": (with_lines("firmware = { vt = true }"), "lab-unknown-key", "machine.firmware.vt"),
    "a table nobody knows": (with_lines("[other]"), "lab-unknown-key", "other"),
    "no host": (RIGHT.partition("[machine]")[0], "lab-missing-key", "machine"),
    "no name": (RIGHT.replace('name = "HV01"', ""), "lab-missing-key", "machine.name"),
    "a word for a truth": (with_lines('hyperv = "yes"'), "lab-wrong-value", "machine.hyperv"),
    "a truth for a number": (with_lines("memory_gib = true"), "lab-wrong-value", "machine.memory_gib"),
    "a table for a list": (with_lines("vms = { }"), "lab-wrong-value", "machine.vms"),
    "a clock without its offset": (with_lines("clock = 2026-01-01T00:00:00"), "lab-wrong-value", "machine.clock"),
    "a Windows that is none": (with_lines('release = "2015"'), "lab-wrong-value", "release"),
    "a language that is none": (with_lines('language = "de"'), "lab-wrong-value", "language"),
    "a clock before Windows": (with_lines("clock = 0001-01-01T00:00:00Z"), "lab-wrong-value", "clock"),
    "a clock at its end": (with_lines("clock = 9999-12-31T23:59:59Z"), "lab-wrong-value", "clock"),
    "a start before the clock": (with_lines("uptime_hours = 999999999"), "lab-wrong-value", "uptime_hours"),
    "no memory": (with_lines("memory_gib = -5"), "lab-wrong-value", "memory_gib"),
    "no TOML": ("[machine", "lab-unreadable", ""),
    "no end of it": ("a = " + "[" * 5000, "lab-unreadable", ""),
    "a card that is none": (RIGHT.replace("intel-x550", "intel-x999"), "lab-no-such", "machine.cards[0].kind"),
    "a slot that is none": (RIGHT.replace('slot = "A"', 'slot = "Z"'), "lab-no-such", "Z"),
    "two cards in one slot": (
        RIGHT.replace("cards = [", 'cards = [{ kind = "bcm57810", slot = "A", ports = [{ name = "NIC3" }] }, '),
        "lab-slot-taken",
        "BCM57810",
    ),
    "more VFs than bus numbers": (
        RIGHT.replace('slot = "A"', 'slot = "A", max_vfs = 40000'),
        "lab-wrong-value",
        "cards.A.max_vfs",
    ),
    "a bus beyond the last": (RIGHT.replace('{ name = "A" }', '{ name = "A", bus = 256 }'), "lab-wrong-value", "A.bus"),
    "spare buses beyond the last": (
        RIGHT.replace('{ name = "A" }', '{ name = "A", bus = 250, spare_buses = 6 }'),
        "lab-wrong-value",
        "A.spare_buses",
    ),
    "two cards on one bus": (
        RIGHT.replace("cards = [", 'cards = [{ kind = "bcm57810", slot = "B", ports = [{ name = "NIC3" }] }, '),
        "lab-duplicate",
        "slots.bus",
    ),
    "two ports of one name": (RIGHT.replace("NIC2", "NIC1"), "lab-duplicate", "NIC1"),
    "more VFs than the card has": (
        RIGHT.replace('slot = "A"', 'slot = "A", firmware = { vfs = 64 }'),
        "lab-wrong-value",
        "64",
    ),
    "an uplink that is none": (with_lines(SWITCH.replace("NIC1", "NIC9")), "lab-no-such", "NIC9"),
    "one uplink for two": (with_lines(SWITCH, SWITCH.replace('"S"', '"T"')), "lab-uplink-taken", "NIC1"),
    "two uplinks without SET": (with_lines(SWITCH.replace('"NIC1"', '"NIC1", "NIC2"')), "lab-wrong-value", "uplinks"),
    "SET before 2016": (
        with_lines('release = "2012R2"', SWITCH, "embedded_teaming = true"),
        "lab-not-in-release",
        "embedded_teaming",
    ),
    "a vSwitch on a team in 2022": (
        with_lines(
            'release = "2022"',
            'teams = [{ name = "T", members = ["NIC1", "NIC2"] }]',
            SWITCH.replace("NIC1", "T"),
        ),
        "lab-not-in-release",
        "switches.S",
    ),
    "Hyper-V without SLAT in 2019": (with_lines("cpu = { slat = false }"), "lab-not-in-release", "slat"),
    "a vSwitch without Hyper-V": (with_lines("hyperv = false", SWITCH), "lab-wrong-value", "hyperv"),
    "a weight over 100": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ switch = "S", iov_weight = 101 }]'),
        "lab-wrong-value",
        "101",
    ),
    "a VM on no such vSwitch": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ switch = "X" }]'),
        "lab-no-such",
        "X",
    ),
    "a power that is none": (with_lines('power = "half"'), "lab-wrong-value", "power"),
    "a mirroring that is none": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ port_mirroring = "All" }]'),
        "lab-wrong-value",
        "port_mirroring",
    ),
    "a card beside the server with a port of one inside": (
        with_lines('shelf = [{ kind = "bcm57810", ports = [{ name = "NIC1" }] }]'),
        "lab-duplicate",
        "NIC1",
    ),
    "a step that is neither command nor act": (with_lines("[[way]]", "clears = []"), "lab-missing-key", "way[0]"),
    "a step with a key nobody knows": (
        with_lines("[[way]]", 'act = "restart"', "why = 1"),
        "lab-unknown-key",
        "way[0].why",
    ),
    "an act that is none": (with_lines("[[way]]", 'act = "kick"'), "lab-no-such", "kick"),
    "an act with a list": (with_lines("[[way]]", 'act = "bios"', "with = []"), "lab-wrong-value", "way[0].with"),
    "an end that is none": (RIGHT.replace("codes = []", 'codes = []\nend = "luck"'), "lab-wrong-value", "luck"),
    "a VLAN beyond the last": (
        with_lines('host_nics = [{ name = "M", switch = "S", vlan = { mode = "Access", access = 4095 } }]', SWITCH),
        "lab-wrong-value",
        "4095",
    ),
    "a VLAN mode that is none": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ switch = "S", vlan = { mode = "Private" } }]'),
        "lab-wrong-value",
        "Private",
    ),
    "a list of VLANs that is none": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ vlan = { mode = "Trunk", allowed = "1-x" } }]'),
        "lab-wrong-value",
        "1-x",
    ),
    "an access list entry without an address": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ acls = [{ remote = "all" }] }]'),
        "lab-wrong-value",
        "all",
    ),
    "an access list entry that does nothing known": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ acls = [{ action = "Log" }] }]'),
        "lab-wrong-value",
        "Log",
    ),
    "a host adapter on no vSwitch": (
        with_lines('host_nics = [{ name = "M", switch = "X" }]'),
        "lab-no-such",
        "host_nics.M.switch",
    ),
    "a host adapter on a private vSwitch": (
        with_lines(
            'host_nics = [{ name = "M", switch = "P" }]', "[[machine.switches]]", 'name = "P"', 'kind = "Private"'
        ),
        "lab-wrong-value",
        "switches.P",
    ),
    "two forwarding extensions": (
        with_lines(SWITCH, 'extensions = [{ name = "A" }, { name = "B" }]'),
        "lab-wrong-value",
        "Forwarding",
    ),
    "an extension of a kind that is none": (
        with_lines(SWITCH, 'extensions = [{ name = "A", kind = "Magic" }]'),
        "lab-wrong-value",
        "Magic",
    ),
    "an address that is none": (held('addresses = [{ ip = "192.0.2.999" }]'), "lab-wrong-value", "192.0.2.999"),
    "a prefix that is none": (held('addresses = [{ ip = "192.0.2.9", prefix = 33 }]'), "lab-wrong-value", "/33"),
    "one address twice": (
        held('addresses = [{ ip = "192.0.2.9" }, { ip = "192.0.2.9" }]'),
        "lab-duplicate",
        "192.0.2.9",
    ),
    "an address by DHCP without DHCP": (
        held('addresses = [{ ip = "192.0.2.9", origin = "Dhcp" }]'),
        "lab-wrong-value",
        "dhcp",
    ),
    "a route of two kinds of address": (
        held('routes = [{ destination = "::/0", next_hop = "192.0.2.1" }]'),
        "lab-wrong-value",
        "::/0",
    ),
    "a name server without an address": (held('dns = ["dns.example"]'), "lab-wrong-value", "dns.example"),
    "a network category that is none": (held('category = "Home"'), "lab-wrong-value", "Home"),
    "a domain's network without a domain": (held('category = "DomainAuthenticated"'), "lab-wrong-value", "category"),
    "settings of no adapter": (with_lines('interfaces = [{ adapter = "NIC9" }]'), "lab-no-such", "NIC9"),
    "settings of one adapter twice": (
        with_lines('interfaces = [{ adapter = "NIC1" }, { adapter = "NIC1" }]'),
        "lab-duplicate",
        "NIC1",
    ),
    "a connection to nowhere": (
        with_lines('connections = [{ local = "192.0.2.9", remote = "target", remote_port = 3260 }]'),
        "lab-wrong-value",
        "target",
    ),
    "a way in by no address": (with_lines('entry = { address = "host" }'), "lab-wrong-value", "entry.address"),
    "a cluster node in a state that is none": (
        with_lines('cluster = { name = "C", state = "Half" }'),
        "lab-wrong-value",
        "cluster.state",
    ),
    "a cluster with this host twice": (
        with_lines('cluster = { name = "C", nodes = ["HV01"] }'),
        "lab-duplicate",
        "HV01",
    ),
    "Storage Spaces Direct before 2016": (
        with_lines('release = "2012R2"', 'cluster = { name = "C", s2d = true }'),
        "lab-not-in-release",
        "s2d",
    ),
    "Network ATC before 2025": (with_lines("network_atc = true"), "lab-not-in-release", "network_atc"),
    "an intent of no adapter": (
        with_lines('release = "2025"', "network_atc = true", 'intents = [{ name = "I", adapters = ["NIC9"] }]'),
        "lab-no-such",
        "NIC9",
    ),
    "one adapter in two intents": (
        with_lines(
            'release = "2025"',
            "network_atc = true",
            'intents = [{ name = "I", adapters = ["NIC1"] }, { name = "J", adapters = ["NIC1"] }]',
        ),
        "lab-duplicate",
        "intents",
    ),
    "intents without Network ATC": (
        with_lines('release = "2025"', 'intents = [{ name = "I", adapters = ["NIC1"] }]'),
        "lab-wrong-value",
        "network_atc",
    ),
    "a value that waits of a kind that is none": (
        with_lines('pending = [{ kind = "luck", name = "", item = "vtd", value = 1 }]'),
        "lab-wrong-value",
        "luck",
    ),
    "a value that waits for an item that is none": (
        with_lines('pending = [{ kind = "bios", name = "", item = "colour", value = 1 }]'),
        "lab-wrong-value",
        "colour",
    ),
    "a value that waits for no port": (
        with_lines('pending = [{ kind = "port", name = "NIC9", item = "num_vfs", value = 1 }]'),
        "lab-no-such",
        "NIC9",
    ),
    "something on its way that cannot be": (
        with_lines('settling = [{ kind = "moon", name = "", until = 2026-11-22T05:03:00Z }]'),
        "lab-wrong-value",
        "moon",
    ),
    "an event that is none": (
        with_lines('events = [{ at = 2026-11-22T05:03:00Z, id = 7, thing = "NIC1" }]'),
        "lab-wrong-value",
        "events.id",
    ),
    "a list of VLANs without an end": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ vlan = { allowed = "1-999999999999" } }]'),
        "lab-wrong-value",
        "999999999999",
    ),
    "a MAC address that is none": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', 'nics = [{ mac = "00:15:5D" }]'),
        "lab-wrong-value",
        "00:15:5D",
    ),
    "RDMA of a host adapter before 2016": (
        with_lines('release = "2012R2"', 'host_nics = [{ name = "M", switch = "S", rdma = true }]', SWITCH),
        "lab-not-in-release",
        "rdma",
    ),
    "a legacy adapter in generation 2": (
        with_lines(SWITCH, "[[machine.vms]]", 'name = "V"', "nics = [{ legacy = true }]"),
        "lab-wrong-value",
        "legacy",
    ),
}


@pytest.mark.parametrize(("toml", "code", "place"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_wrong_scenario_is_refused_by_its_place(toml: str, code: str, place: str, lang: str) -> None:
    with pytest.raises(InputError) as refused:
        read(toml, "mine", file="mine.toml")
    assert refused.value.code == code
    said = refused.value.message(lang)
    assert "mine.toml" in said and place in said and not re.search(r"\{[a-z]+\}", said)


def test_the_pattern_of_the_wrong_ones_is_right() -> None:
    assert read(RIGHT, "mine").machine.name == "HV01"


@pytest.mark.parametrize("name", ["nowhere", "", "../article", "article.toml.bak"])
def test_an_unknown_scenario_names_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        load(name)
    assert all(known in str(refused.value) for known in names())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SriovkitError) as refused:
        load(str(tmp_path / "none.toml"))
    assert refused.value.code == "lab-unreadable"


def test_every_refusal_has_its_words() -> None:
    for code in {code for _, code, _ in WRONG.values()} | {"lab-no-scenario", "lab-not-started"}:
        for lang in ("en", "ja"):
            assert {f"error.{code}.cause", f"error.{code}.next"} <= set(text.keys(lang))
