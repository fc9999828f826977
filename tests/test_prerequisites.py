"""Go or no-go: proof on every rung, work that is named, and the honest end, in both languages."""

from __future__ import annotations

import pytest

import sriovkit as sk
from sriovkit.core import clean
from sriovkit.core.diagnose import diagnose
from sriovkit.lab import load
from tests import healthy, plans
from tests.test_diagnose import article

LANGS = pytest.mark.parametrize("lang", ["en", "ja"])
SAID = {
    "go": {"en": "GO: ", "ja": "可: "},
    "work": {"en": "GO AFTER WORK: ", "ja": "条件付きで可: "},
    "no-go": {"en": "NO-GO: this hardware cannot.", "ja": "不可: このハードウェアでは"},
    "unknown": {"en": "NOT KNOWN: ", "ja": "判断できません: "},
}


#: A host does not tell whether its processor has no SLAT or its firmware hides it: the work ends at another server.
IN_DOUBT = {"cpu-without-slat": "server-room"}


def of(name: str) -> sk.Prerequisites:
    return sk.prerequisites(diagnose(plans.snapshot_of(name)))


@pytest.mark.parametrize("name", IN_DOUBT)
def test_what_may_be_hidden_by_the_firmware_is_work_with_the_hardware_as_its_last_step(name: str) -> None:
    told = of(name)
    assert told.verdict == "work" and "bios" in told.work
    assert told.blocking[0].steps[-1].where == IN_DOUBT[name]


@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_every_host_of_the_lab_gets_the_verdict_of_its_story(name: str) -> None:
    """What blocks below the vSwitch is read from the scenario, which knows nothing of this verdict."""
    told = of(name)
    if load(name).finds.end == "hardware-cannot" and name not in IN_DOUBT:
        assert told.verdict == "no-go"
    elif told.blocking:
        assert told.verdict == "work" and {f.code for f in told.blocking} & set(load(name).finds.codes)
    else:
        assert told.verdict in ("go", "unknown")


def test_the_article_is_work_in_the_order_of_its_reasons() -> None:
    told = of("article")
    assert [f.code for f in told.blocking] == [
        *("pcie-os-control", "no-acs-root-port", "remapping-security-override", "nic-no-sriov")
    ]
    assert told.impact == "power-off" and {"bios", "nic-firmware", "host"} <= set(told.work)


def test_what_only_the_switch_or_a_vm_lacks_is_no_obstacle() -> None:
    assert of("vf-exhausted").verdict == of("switch-not-iov").verdict == of("guest-without-driver").verdict == "go"


@LANGS
@pytest.mark.parametrize("name", ["article", "healthy", "nested-host"])
def test_verdict_six_rungs_and_what_is_left_to_the_eye(name: str, lang: str) -> None:
    told = of(name)
    text = told.text(lang)
    assert text.splitlines()[1].startswith(SAID[told.verdict][lang])
    rungs = [line for line in text.splitlines() if line[1:2].isdigit() and line[2:3] == " "]
    assert [line[1] for line in rungs] == list("654321")
    assert "bcdedit" in text and all(clean.width(line) <= 65 for line in text.splitlines())
    text.encode("cp932")


@LANGS
def test_the_honest_end_names_what_nothing_helps_against(lang: str) -> None:
    told = of("nested-host")
    assert "(nested-host)" in told.text(lang) and "(nested-host)" in told.html(lang)
    assert {"en": "Nothing that is done on this host", "ja": "何をしても変わりません"}[lang] in told.html(lang)


def test_silence_is_no_go_ahead() -> None:
    said = sk.read_text("PS C:\\> Get-VMSwitch | fl *iov*\n\nIovEnabled : True\nIovSupport : True\n")
    assert sk.prerequisites(sk.diagnose(said)).verdict in ("go", "unknown")
    nothing = sk.read_text("PS C:\\> Get-NetAdapterSriov\n\nName : NIC1\nEnabled : True\n")
    assert sk.prerequisites(sk.diagnose(nothing)).verdict == "unknown"


def test_hostile_names_are_text_in_it() -> None:
    data = article()
    data["sections"]["Win32_ComputerSystem"]["rows"][0]["Name"] = "<script>alert(1)</script>\x1b[31m"
    told = sk.prerequisites(diagnose(healthy.Snapshot(data)))
    assert "<script" not in told.html("en") and "alert(1)" in told.html("en")
    assert "\x1b" not in told.text("en") + told.html("en")
