"""The whole story of the article in a real JupyterLab, in both languages: from four reasons to a VF proven by traffic.

Rule: everything is done through what stands on the page; the lab is asked only whether it really happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import text as reader
from sriovkit.lab import Lab
from tests import left_behind
from tests.chromium import browser
from tests.jupyterlab import arrived, cell, on_lab, open_notebook, ready, shoot
from tests.story_hands import SECONDS, Hands, Keyboard, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Each language once and each way once: the hands know no words and the words no hands, so that the other two runs
#: (three minutes each) would meet nothing new. The cut in mid-step is gone on from by keyboard in English.
WAYS = pytest.mark.parametrize(("lang", "way"), [("ja", Keyboard), ("en", Mouse)])
TWENTY, THIRTY = "20-switch-and-reasons.ipynb", "30-vf-and-guest.ipynb"
LOOK, RUNNER, ROOM = "after = host.collect()", "steps = nb.steps(", "room = nb.room()"


class Desk:
    """A person in front of the page, who reads it in one language and works with these hands."""

    def __init__(self, page: Any, lang: str, hands: Hands) -> None:
        self.page, self.lang, self.hands = page, lang, hands

    def say(self, key: str, **facts: object) -> str:
        return reader.words(key, self.lang, **facts)

    def press(self, holding: str, key: str) -> None:
        """Press a button of the widget below a cell, once it can be pressed."""
        buttons = cell(self.page, holding).get_by_role("button", name=self.say(key), exact=True)
        self.hands.press(holding, buttons.first)

    def tick(self, holding: str, words: str) -> None:
        """Tick the box with these words on it."""
        label = cell(self.page, holding).locator(".widget-checkbox", has_text=words).first
        self.hands.tick(holding, label.locator("input"))

    def set(self, name: str) -> None:
        """Turn a setting on in the server room, and see that it waits for the next start."""
        off, on = self.say("room.off"), self.say("room.on")
        self.tick(ROOM, f"{name}: {off}")
        self.sees(ROOM, self.say("widget.pending", name=name, now=off, pending=on))

    def sees(self, holding: str, words: str) -> None:
        """Wait until these words stand below a cell."""
        cell(self.page, holding).get_by_text(words).first.wait_for(timeout=SECONDS)

    def rung(self, holding: str, rung: str) -> str:
        """What stands on one rung of the ladder below a cell."""
        row = cell(self.page, holding).locator(".sriovkit-row", has_text=self.say(f"rung.{rung}")).first
        return str(row.inner_text())

    def look(self) -> None:
        """Run the cell that reads the host again."""
        self.hands.run(LOOK)

    def calm(self, words: str) -> None:
        """Wait until these words stand in the server room, and nothing moves there any more."""
        self.sees(ROOM, words)
        self.sees(ROOM, self.say("widget.room-calm"))


def state(desk: Desk, word: str) -> str:
    return f"[{desk.say(f'state.{word}')}]"


@WAYS
def test_from_four_reasons_to_a_vf_proven_by_traffic(lang: str, way: type[Mouse | Keyboard], tmp_path: Path) -> None:
    with on_lab(tmp_path, lang) as (address, lab), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        hands = way(page)
        desk, heard = Desk(page, lang, hands), left_behind.messages(page)
        open_notebook(page, address, TWENTY)
        hands.run_all()
        four_reasons(desk)
        mended(desk, lab)
        sixteen_vfs(desk)
        hands.follow(f"]({THIRTY})", page.locator(f".jp-MarkdownCell a[href*='{THIRTY}']").last)
        arrived(page, THIRTY)
        the_vf_in_the_guest(desk, lab)
        hands.nothing_else()
        typed = left_behind.read_a_real_host(page, address, lab, lang)
        left_behind.nothing_secret(page, tmp_path, heard, typed)


def four_reasons(desk: Desk) -> None:
    """On the rungs of firmware, NIC firmware and hypervisor; the others stay unknown."""
    ladder = "nb.ladder(diagnosis)"
    for rung in ("firmware", "nic-firmware", "hypervisor"):
        assert state(desk, "blocked") in desk.rung(ladder, rung)
    for rung in ("hardware", "pcie-slot", "nic-driver"):
        assert state(desk, "unknown") in desk.rung(ladder, rung)
    codes = ("pcie-os-control", "no-acs-root-port", "remapping-security-override", "nic-no-sriov")
    for code in codes:
        desk.sees(f'nb.reason(diagnosis, "{code}")', code)
    cell(desk.page, ladder).scroll_into_view_if_needed()
    shoot(desk.page, f"story-1-four-reasons-{desk.lang}")
    cell(desk.page, "nb.procedure(plan").scroll_into_view_if_needed()
    shoot(desk.page, f"story-2-work-procedure-{desk.lang}")


def mended(desk: Desk, lab: Lab) -> None:
    """Work by hand in the server room, one rung after the other; then the step that is left."""
    on = desk.say("room.on")
    desk.press(RUNNER, "widget.begin")
    desk.sees(RUNNER, desk.say("widget.go-on"))
    desk.set("SR-IOV")
    desk.press(ROOM, "widget.act.restart")
    desk.calm(f"SR-IOV: {on}")
    desk.look()
    assert state(desk, "ok") in desk.rung(LOOK, "firmware") and state(desk, "blocked") in desk.rung(
        LOOK, "nic-firmware"
    )
    shoot(desk.page, f"story-3-firmware-green-{desk.lang}")
    desk.set("Option ROM: SR-IOV")
    desk.press(ROOM, "widget.act.restart")
    desk.calm(f"Option ROM: SR-IOV: {on}")
    desk.look()
    assert state(desk, "ok") in desk.rung(LOOK, "nic-firmware") and state(desk, "blocked") in desk.rung(
        LOOK, "hypervisor"
    )
    desk.press(RUNNER, "widget.go-on")
    cell(desk.page, RUNNER).scroll_into_view_if_needed()
    desk.press(RUNNER, "widget.yes")
    desk.sees(RUNNER, desk.say("apply.state.done"))
    shoot(desk.page, f"story-4-step-done-{desk.lang}")
    assert lab.machine.registry.iov_enable_override == 1


def sixteen_vfs(desk: Desk) -> None:
    desk.look()
    for rung in ("hardware", "firmware", "pcie-slot", "hypervisor", "nic-firmware", "nic-driver", "switch"):
        assert state(desk, "ok") in desk.rung(LOOK, rung)
    assert "16" in desk.rung(LOOK, "switch")
    desk.hands.run("nb.compare(before, after)")
    cell(desk.page, LOOK).scroll_into_view_if_needed()
    shoot(desk.page, f"story-5-sixteen-vfs-{desk.lang}")


def the_vf_in_the_guest(desk: Desk, lab: Lab) -> None:
    """Run all stops at the VM that is not there yet, and says how to go on; then it is made, and gets its VF."""
    wanted, prove = "wanted = sk.diagnose(", "guest=guest, peer="
    desk.hands.run_all()
    desk.sees(wanted, desk.say("error.next_label").strip())
    cell(desk.page, wanted).scroll_into_view_if_needed()
    shoot(desk.page, f"story-6-no-vm-yet-{desk.lang}")
    desk.press(ROOM, "widget.act.make-vm")
    desk.calm("VM01")
    desk.hands.run(wanted)
    desk.hands.run(RUNNER)
    desk.tick(RUNNER, desk.say("impact.vf-reset"))
    desk.press(RUNNER, "widget.begin")
    desk.press(RUNNER, "widget.yes")
    desk.sees(RUNNER, desk.say("apply.state.done"))
    desk.hands.run(LOOK)
    desk.hands.run(prove)
    assert lab.machine.vms[0].nics[0].iov_weight == 100
    proven = cell(desk.page, prove).inner_text()
    assert proven.count(desk.say("proof.state.proven")) >= 5
    cell(desk.page, prove).scroll_into_view_if_needed()
    shoot(desk.page, f"story-7-proven-{desk.lang}")


def test_a_cut_in_mid_step_and_a_kernel_that_restarts_are_gone_on_from(tmp_path: Path) -> None:
    """The command reached the host and its answer was lost; then the kernel goes. The journal carries on."""
    with on_lab(tmp_path, "en") as (address, lab), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        hands = Keyboard(page)
        desk = Desk(page, "en", hands)
        open_notebook(page, address, TWENTY)
        hands.run_all()
        desk.press(RUNNER, "widget.begin")
        desk.sees(RUNNER, desk.say("widget.go-on"))
        on = desk.say("room.on")
        for name in ("SR-IOV", "Option ROM: SR-IOV"):
            desk.set(name)
        desk.press(ROOM, "widget.act.restart")
        desk.calm(f"Option ROM: SR-IOV: {on}")
        lab.server.faults.cut_at("New-ItemProperty", "after", stays=True)
        desk.press(RUNNER, "widget.go-on")
        desk.press(RUNNER, "widget.yes")
        until(lambda: lab.machine.registry.iov_enable_override == 1)
        desk.sees(RUNNER, desk.say("widget.steps-running"))
        shoot(page, "story-8-cut")
        (journal,) = (tmp_path / "runs").glob("*.jsonl")
        lab.server.faults.clear()
        hands.restart()
        ready(page)
        hands.run("import sriovkit as sk")
        hands.rewrite(RUNNER, f"steps = nb.steps({str(journal)!r}, host)\nsteps")
        hands.run(RUNNER)
        desk.press(RUNNER, "widget.go-on")
        desk.sees(RUNNER, desk.say("apply.state.done"))
        shoot(page, "story-9-resumed")
        assert lab.machine.registry.iov_enable_override == 1


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
