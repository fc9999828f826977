"""Every control of every widget in a real JupyterLab and a real Chromium, in both languages, by mouse and by keyboard.

Rule: a control that a person sees and no test has operated fails the last test; pictures are kept to be looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from sriovkit.core import text
from sriovkit.core.text import LANGUAGES
from sriovkit.lab.running import RunningLab, start_process
from tests import built_site, chromium, jupyterlab
from tests.plans import snapshot_of
from tests.test_secrets import spellings

pytestmark = pytest.mark.browser
SECONDS = 60_000
#: What a host may call its things, and what of it must never come to life.
HOSTILE = "$\\alpha$ <img src=x onerror=window.ran=1><script>window.ran=1</script>"
CELLS = {
    "source": "source = nb.source(lang='{lang}')\nsource",
    "ladder": "ladder = nb.ladder(source, lang='{lang}')\nladder",
    "card": "nb.card(sk.diagnose(sk.read_text(said)).findings[-1], lang='{lang}')",
    "slots": "nb.slots(hostile, lang='{lang}')",
    "compare": "nb.compare(hostile, hostile, lang='{lang}')",
    "hostile": "nb.ladder(hostile, lang='{lang}')",
    "absent": "nb.reason(sk.diagnose(hostile), 'no-acs-root-port', lang='{lang}')",
    "procedure": "nb.procedure(sk.plan(sk.diagnose(hostile)), 'procedure.html', lang='{lang}')",
    "frame": "nb.slots(hostile).frame()",
    "counted": "pressed = []\nbutton('count', lambda: pressed.append(1))",
    "room": "nb.room('lab:several-at-once', lang='{lang}')",
    "held": "nb.steps(lab, lab, lang='{lang}', folder='runs', patience=Patience(interval=0.1, looks=1))",
    "steps": "planned = nb.source('lab:switch-not-iov', lang='{lang}', name='steps')\n"
    "nb.steps(planned, lang='{lang}', folder='runs', patience=Patience(interval=0.1, looks=1))",
}
#: What stands beside them: a table, and a button that counts how often it has acted.
NO_WIDGETS = ("frame", "counted")
BEFORE = """
import json
import sriovkit as sk
from sriovkit import notebook as nb
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import running
from sriovkit.remote.apply import Patience
running._SPEED = 60.0
from dataclasses import replace
from sriovkit.core.apply.hold import Hold
from sriovkit.lab import Lab
from sriovkit.view.widgets.controls import button
LEFT = Hold("HV23-left.jsonl", "tanaka@PC7", "2026-11-20T01:00:00+00:00", "2026-11-20T01:05:00+00:00")
host = Lab("vm-nic-on-wrong-switch", speed=60).__enter__()
lab = sk.connect(host.host, port=host.port, ssl=False, username=host.username, password=host.password)
host.machine = replace(host.machine, hold=LEFT.text())
hostile = Snapshot(json.load(open("hostile.json")))
said = open("said.txt").read()
"""
SENTENCE = (
    "To use SR-IOV on this system, the system BIOS must be updated to allow Windows to control PCI Express. "
    "Contact your system manufacturer for an update."
)
SAID = (
    f"PS C:\\> Get-VMSwitch | fl *iov*\n\nIovEnabled : True\nIovSupport : False\nIovSupportReasons : {{{SENTENCE}}}\n"
)
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
SELECTED = "(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.activeElement)"


class Notebook:
    """One notebook in JupyterLab, all its cells run; `operated` are the controls that a test has used."""

    def __init__(self, page: Any, lang: str, folder: Path) -> None:
        self.page, self.lang, self.folder = page, lang, folder
        # JupyterLab opens what was open before as well.
        self.panel = page.locator(PANEL)
        self.operated: set[str] = set()
        self.frames: list[bytes] = []
        self.problems: list[str] = []

    def words(self, key: str, **facts: Any) -> str:
        return text.words(f"widget.{key}", self.lang, **facts)

    def cell(self, name: str) -> Any:
        """The output of one of CELLS."""
        number = list(CELLS).index(name) + 1
        return self.panel.locator(".jp-CodeCell").nth(number).locator(".jp-Cell-outputArea")

    def button(self, cell: str, words: str) -> Any:
        return self.used(self.cell(cell).get_by_role("button", name=words, exact=True).first)

    def field(self, cell: str, words: str) -> Any:
        return self.used(self.cell(cell).get_by_label(words).first)

    def used(self, control: Any) -> Any:
        control.wait_for(timeout=SECONDS)
        self.operated.add(control.evaluate(NAME))
        return control

    def says(self, cell: str, words: str, seconds: float = 60) -> None:
        self.cell(cell).get_by_text(words).first.wait_for(timeout=seconds * 1000)

    def picture(self, name: str) -> None:
        jupyterlab.shoot(self.page, f"widgets-{name}-{self.lang}")


#: What a control is to a person: its kind and its label, numbers in it left out.
NAME = """e => {
    const label = e.getAttribute('aria-label') || (e.labels && e.labels[0] ? e.labels[0].textContent : '')
        || e.textContent || e.title;
    return e.tagName + ' ' + label.replace(/[0-9]+/g, '#').replace(/[:(（].*/s, '').trim();
}"""
#: Marks what the focus stands on; whether that is still in the notebook.
REACHED = """() => {
    document.activeElement.setAttribute("data-reached", "");
    return document.activeElement.closest(".jp-Notebook") !== null;
}"""
CONTROLS = "button, input, select, textarea, summary, a[href]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("widgets") / "home"
    # Every cell is in the page, also where nobody has scrolled to.
    settings = home / ".jupyterlab" / "en" / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    with jupyterlab.started(home, "en") as running:
        running.address  # noqa: B018
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium.browser() as started:
        yield started


@pytest.fixture(scope="module")
def real() -> Iterator[RunningLab]:
    """A host on the network, as far as the widget can tell."""
    with start_process("healthy") as lab:
        yield lab


@pytest.fixture(scope="module", params=LANGUAGES)
def notebook(request: pytest.FixtureRequest, server: Any, browser: Any) -> Iterator[Notebook]:
    lang = request.param
    folder = server.home / lang
    write(folder, lang)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    opened = Notebook(page, lang, folder)
    page.on("pageerror", lambda error: opened.problems.append(str(error)))
    page.on("websocket", lambda socket: record(socket, opened.frames))
    jupyterlab.open_notebook(page, server.address.replace("/en/", f"/{lang}/"), "widgets.ipynb")
    jupyterlab.command(page, "notebook:run-all-cells")
    jupyterlab.idle(page)
    yield opened
    page.close()


def write(folder: Path, lang: str) -> None:
    """The notebook, and beside it a host whose names are hostile."""
    cells = [BEFORE, *(code.format(lang=lang) if "{lang}" in code else code for code in CELLS.values())]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, folder / "widgets.ipynb")
    data = json.dumps(dict(snapshot_of("team-with-a-bad-member").data))
    for name in ("NIC1", "NIC2", "External", "VM01", "HV25"):
        data = data.replace(f'"{name}"', json.dumps(f"{name} {HOSTILE}"))
    (folder / "hostile.json").write_text(data, "utf-8")
    (folder / "said.txt").write_text(SAID, "utf-8")


def record(socket: Any, frames: list[bytes]) -> None:
    for event in ("framesent", "framereceived"):
        socket.on(event, lambda data, event=event: frames.append(_raw(data)))


def _raw(data: Any) -> bytes:
    return data if isinstance(data, bytes) else str(data).encode()


def test_every_widget_appears_and_nothing_serious_stands_against_it(notebook: Notebook) -> None:
    appeared(notebook)
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{theme}'}})")
        notebook.page.wait_for_function(f"document.body.dataset.jpThemeName === '{theme}'")
        notebook.page.wait_for_timeout(700)
        for name in ("source", "ladder", "room", "steps"):
            notebook.cell(name).scroll_into_view_if_needed()
            notebook.picture(f"{name}-{theme.split()[1].lower()}")
        assert serious(notebook.page) == [], theme
    assert notebook.problems == []


def appeared(notebook: Notebook) -> None:
    """Wait until every widget is in the page."""
    for name in CELLS:
        if name not in NO_WIDGETS:
            notebook.cell(name).locator(".sriovkit-widget").first.wait_for(timeout=SECONDS)


def serious(page: Any) -> list[Any]:
    """What axe finds serious or critical in the widgets."""
    script = built_site.NODE / "axe-core" / "axe.min.js"
    if not script.is_file():
        assert os.environ.get("SRIOVKIT_REQUIRE_NODE") != "1", "no axe-core in tests/node: npm ci --ignore-scripts"
        return []
    page.evaluate(script.read_text("utf-8"))
    page.wait_for_function("window.axe")
    found = page.evaluate(
        "where => axe.run(where, { resultTypes: ['violations'] }).then((told) => told.violations)",
        f"{PANEL} .sriovkit-widget",
    )
    return [
        (v["id"], [(n["html"][:300], n.get("failureSummary", "")[:300]) for n in v["nodes"][:3]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_every_control_is_reached_by_the_tab_key(notebook: Notebook) -> None:
    """From the first cell through the whole notebook: what is switched off may be passed over, nothing else."""
    appeared(notebook)
    notebook.panel.locator(".jp-Cell").first.focus()
    for _ in range(500):
        notebook.page.keyboard.press("Tab")
        if not notebook.page.evaluate(REACHED):
            break
    every = notebook.panel.locator(f".sriovkit-widget :is({CONTROLS}):visible:enabled")
    passed = [control for control in every.all() if control.get_attribute("data-reached") is None]
    assert every.count() > 30 and [control.evaluate(NAME) for control in passed] == []


def test_a_hosts_markup_and_formulas_stay_text(notebook: Notebook) -> None:
    page = notebook.page
    notebook.panel.locator(".sriovkit-widget details").evaluate_all("all => all.forEach(one => (one.open = true))")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    outputs = notebook.panel.locator(".jp-Cell-outputArea")
    assert outputs.locator("mjx-container, .MathJax, img, script").count() == 0
    assert "onerror" in notebook.cell("hostile").inner_text()
    assert "\\alpha" in notebook.cell("frame").inner_text()


def test_the_language_stands_on_every_root_and_part_and_chooses_the_glyphs(notebook: Notebook) -> None:
    page, lang = notebook.page, notebook.lang
    roots = notebook.panel.locator(f".sriovkit-widget.sriovkit-{lang}")
    assert roots.count() == notebook.panel.locator(".sriovkit-widget").count() >= len(CELLS) - len(NO_WIDGETS)
    assert roots.evaluate_all("all => all.map(one => one.getAttribute('lang'))") == [lang] * roots.count()
    for part in roots.locator(".widget-html-content > *").all():
        assert part.get_attribute("lang") == lang or part.evaluate("e => e.tagName") == "STYLE"
    if lang == "ja":
        client = page.context.new_cdp_session(page)
        for control in ("button", "select", "label:visible"):
            assert "CJK JP" in " ".join(fonts(client, notebook.cell("source").locator(control).first)), control


def fonts(client: Any, control: Any) -> list[str]:
    """The fonts that the browser really draws an element's text with."""
    control.evaluate("e => e.setAttribute('data-asked', '')")
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": "[data-asked]"})["nodeId"]
    control.evaluate("e => e.removeAttribute('data-asked')")
    return [font["familyName"] for font in client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]]


#: The rungs with reasons, and how their buttons are called: of the first one a card stands open already.
OPENED = {"nic-firmware": "open", "hypervisor": "open", "firmware": "open-more"}


def test_the_lab_is_read_by_keyboard_alone_and_the_ladder_opens_its_cards(notebook: Notebook) -> None:
    page = notebook.page
    notebook.field("source", notebook.words("scenario")).select_option(index=0)
    notebook.field("source", notebook.words("speaks")).select_option(index=1)
    read = notebook.button("source", notebook.words("read-now"))
    read.focus()
    page.keyboard.press("Enter")
    notebook.says("source", notebook.words("read", host="HV01"))
    assert page.evaluate("document.activeElement.textContent") == notebook.words("read-again")
    verdict = {"en": "4 blockers", "ja": "要対応 4 件"}[notebook.lang]
    notebook.says("ladder", verdict)
    status = notebook.cell("ladder").locator("[role=status]", has_text=verdict)
    assert status.count() == 1
    for rung, word in OPENED.items():
        name = text.words(f"rung.{rung}", notebook.lang)
        opener = notebook.button("ladder", notebook.words(word, rung=name, count=1))
        opener.focus()
        page.keyboard.press("Enter")
        closing = notebook.words("close", rung=name)
        page.wait_for_function("words => document.activeElement.textContent === words", arg=closing)
    notebook.says("ladder", "remapping-security-override")
    notebook.picture("ladder-opened")
    for rung, word in OPENED.items():
        name = text.words(f"rung.{rung}", notebook.lang)
        notebook.button("ladder", notebook.words("close", rung=name)).click()
        notebook.button("ladder", notebook.words(word, rung=name, count=1))
    notebook.page.wait_for_timeout(500)
    for summary in notebook.cell("ladder").locator("summary").all():
        notebook.used(summary).press("Enter")
    assert notebook.cell("ladder").locator("details[open]").count() >= 2


def test_a_command_is_selected_by_the_tab_key_and_copied(notebook: Notebook) -> None:
    page = notebook.page
    field = notebook.used(notebook.cell("ladder").locator("input.sriovkit-cmd").first)
    command = field.input_value()
    field.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == command
    assert page.evaluate(SELECTED) == command
    shown = notebook.cell("ladder").locator(".sriovkit-command pre").first
    shown.click()
    assert page.evaluate("getSelection().toString()") == command
    for one in notebook.panel.locator(".sriovkit-command pre:visible").all():
        assert one.evaluate("e => e.scrollWidth <= e.clientWidth"), "a command is seen whole"
    notebook.button("ladder", notebook.words("copy")).click()
    told = (
        notebook.cell("ladder")
        .get_by_text(notebook.words("copied"))
        .or_(notebook.cell("ladder").get_by_text(notebook.words("not-copied")))
    )
    told.first.wait_for(timeout=SECONDS)
    assert field.bounding_box()["width"] > 300, "what is told takes no room from the command"
    assert "mono" in field.evaluate("e => getComputedStyle(e).fontFamily"), "in Japanese too"
    for summary in notebook.cell("card").locator("summary").all():
        notebook.used(summary).click()


def door(notebook: Notebook, name: str) -> None:
    words = notebook.words(f"door.{name}")
    notebook.field("source", notebook.words("source")).select_option(label=words)


def again(notebook: Notebook) -> Any:
    words = (notebook.words("read-again"), notebook.words("read-now"))
    cell = notebook.cell("source")
    found = cell.get_by_role("button", name=words[0], exact=True).or_(
        cell.get_by_role("button", name=words[1], exact=True)
    )
    notebook.page.wait_for_timeout(450)  # else it is the second of two clicks
    return notebook.used(found.first)


def test_pasted_text_and_files_are_read(notebook: Notebook, tmp_path: Path) -> None:
    door(notebook, "paste")
    notebook.field("source", notebook.words("paste")).fill("hello")
    again(notebook).click()
    notebook.cell("source").get_by_role("alert").get_by_text("Get-VMSwitch").first.wait_for(timeout=SECONDS)
    notebook.field("source", notebook.words("paste")).fill(SAID)
    again(notebook).click()
    notebook.says("source", notebook.words("read", host=text.words("ladder.pasted", notebook.lang)))
    door(notebook, "file")
    file = tmp_path / "host.json"
    file.write_text(json.dumps(dict(snapshot_of("healthy").data)), "utf-8")
    with notebook.page.expect_file_chooser() as chooser:
        notebook.button("source", f"{notebook.words('upload')} (0)").click()
    chooser.value.set_files(str(file))
    notebook.says("source", "host.json")
    again(notebook).click()
    notebook.says("source", notebook.words("read", host="HV10"))
    door(notebook, "here")
    again(notebook).click()
    notebook.cell("source").get_by_role("alert").get_by_text("Windows").first.wait_for(timeout=SECONDS)


def test_a_password_goes_once_and_is_nowhere_afterwards(notebook: Notebook, real: RunningLab) -> None:
    door(notebook, "live")
    notebook.field("source", notebook.words("address")).fill(real.host)
    notebook.field("source", notebook.words("way.name")).select_option(index=1)
    notebook.field("source", notebook.words("port")).fill(str(real.port))
    notebook.field("source", notebook.words("username")).fill(real.username)
    field = notebook.field("source", notebook.words("password"))
    assert field.get_attribute("type") == "password"
    notebook.frames.clear()
    field.press_sequentially(f"wrong-{real.password}")
    notebook.page.wait_for_timeout(400)
    assert not holding(notebook.frames, real.password), "nothing is sent while it is typed"
    field.press("Enter")
    notebook.cell("source").get_by_role("alert").get_by_text(real.username).first.wait_for(timeout=SECONDS)
    assert field.input_value() == ""
    notebook.picture("wrong-password")
    field.press_sequentially(real.password)
    again(notebook).click()
    notebook.says("source", notebook.words("read", host="HV10"))
    assert field.input_value() == ""
    carrying = holding(notebook.frames, real.password)
    assert len(carrying) == 2, "each of the two went once, and neither came back"
    jupyterlab.command(notebook.page, "docmanager:save")
    notebook.page.wait_for_timeout(1000)
    state = notebook.page.evaluate(
        """async () => {
            const panel = window.jupyterapp.shell.currentWidget;
            return JSON.stringify(panel.content.model.toJSON());
        }"""
    )
    saved = [path.read_bytes() for path in notebook.folder.parent.rglob("*") if path.is_file()]
    assert any(b"nb.source" in data for data in saved)
    assert not holding([state.encode(), *saved], real.password)


def holding(data: list[bytes], password: str) -> list[bytes]:
    return [one for one in data if any(spelling in one for spelling in spellings(password))]


def test_ten_megabytes_are_answered_in_place(notebook: Notebook) -> None:
    door(notebook, "paste")
    area = notebook.field("source", notebook.words("paste"))
    area.evaluate("e => { e.value = 'x'.repeat(10_000_000); e.dispatchEvent(new Event('change', { bubbles: true })); }")
    again(notebook).click()
    notebook.cell("source").get_by_role("alert").get_by_text("sk.load").first.wait_for(timeout=SECONDS)
    door(notebook, "lab")
    again(notebook).click()
    notebook.says("source", notebook.words("read", host="HV01"))


def test_the_room_is_worked_in(notebook: Notebook) -> None:
    page = notebook.page
    waiting = notebook.cell("room").locator(
        "label", has_text={"en": "after the next start", "ja": "次の起動後"}[notebook.lang]
    )
    for number, item in enumerate(("vtd", "sriov", "acs", "pcie_native_control", "above_4g")):
        box = notebook.field("room", notebook.words(f"item.{item}"))
        box.focus()
        page.wait_for_timeout(450)  # a press so soon after another is taken for a double click
        page.keyboard.press("Space")
        waiting.nth(number).wait_for(timeout=SECONDS)  # "calm" may still be what it said before
        notebook.says("room", notebook.words("room-calm"))
    assert page.evaluate("document.activeElement.type") == "checkbox", "the focus stays"
    notebook.field("room", "Option ROM: SR-IOV").click()
    notebook.field("room", "Option ROM: VF").fill("4")
    page.keyboard.press("Tab")
    for act in ("update-bios", "install-driver", "make-vm", "install-guest-driver", "restart"):
        words = notebook.words(f"act.{act}")
        over = notebook.cell("room").get_by_role("button", name=notebook.words("act-done", act=words), exact=True)
        active = notebook.cell("room").get_by_role("button", name=words, exact=True)
        active.or_(over).first.wait_for(timeout=SECONDS)
        if active.count():
            notebook.button("room", words).click()
            page.wait_for_timeout(600)
        else:  # what it brings is there: it says so, and cannot be pressed
            assert notebook.used(over.first).is_disabled()
    notebook.says("room", notebook.words("room-calm"), 120)
    notebook.button("room", notebook.words("act.power-off")).press("Enter")
    page.wait_for_function(
        "words => document.activeElement.textContent === words", arg=notebook.words("act.power-on"), timeout=SECONDS
    )
    notebook.picture("room-off")
    notebook.button("room", notebook.words("act.remove-card")).click()
    notebook.says("room", {"en": "Beside the server", "ja": "サーバーの外"}[notebook.lang])
    notebook.field("room", notebook.words("free-slot")).select_option(index=0)
    notebook.button("room", notebook.words("act.insert-card")).click()
    page.wait_for_timeout(800)
    notebook.button("room", notebook.words("act.move-card")).click()
    page.wait_for_timeout(800)
    notebook.button("room", notebook.words("act.power-on")).click()
    notebook.says("room", notebook.words("room-calm"), 120)
    notebook.button("room", notebook.words("look")).click()
    notebook.button("room", notebook.words("reset")).click()
    page.wait_for_timeout(800)
    which = notebook.field("room", notebook.words("play-which"))
    which.select_option(label=next(o for o in which.locator("option").all_inner_texts() if o.startswith("healthy:")))
    notebook.button("room", notebook.words("play")).click()
    notebook.says("room", "HV10")


def test_a_plan_is_applied_asked_stopped_gone_on_with_and_undone(notebook: Notebook) -> None:
    for summary in notebook.cell("steps").locator("summary").all()[:1]:
        notebook.used(summary).click()
    notebook.button("steps", notebook.words("begin")).click()
    consent(notebook, stop_at=False)
    for box in notebook.cell("steps").locator("input[type=checkbox]").all():
        notebook.used(box).check()
    notebook.picture("steps-before")
    notebook.button("steps", notebook.words("go-on")).click()
    consent(notebook, stop_at=True)
    notebook.button("steps", notebook.words("go-on")).click()
    consent(notebook, stop_at=False)
    notebook.says("steps", text.words("apply.state.done", notebook.lang))
    notebook.picture("steps-done")
    cell = notebook.cell("steps")
    assert cell.get_by_role("button", name=notebook.words("begin"), exact=True).count() == 0
    notebook.button("steps", notebook.words("undo-run")).click()
    consent(notebook, stop_at=True)
    notebook.button("steps", notebook.words("undo-run")).click()
    consent(notebook, stop_at=False)
    notebook.says("steps", text.words("apply.state.undone", notebook.lang))
    notebook.picture("steps-undone")
    assert cell.get_by_text("1. [").count() == 1, "each step once"
    notebook.button("steps", notebook.words("look-again")).click()
    notebook.button("steps", notebook.words("begin"))
    assert notebook.panel.locator(".sriovkit-widget [role=alert]").count() >= 1


def test_a_hold_that_somebody_left_is_taken_over_in_words(notebook: Notebook) -> None:
    """Two people at one host: the second is told who holds it, says why it is taken over, and goes on."""
    cell, begin = notebook.cell("held"), notebook.words("begin")
    for box in cell.locator("input[type=checkbox]").all():
        notebook.used(box).check()
    assert not cell.get_by_label(notebook.words("take-over")).is_visible()
    notebook.button("held", begin).click()
    cell.get_by_role("alert").get_by_text("tanaka@PC7").first.wait_for(timeout=SECONDS)
    notebook.page.wait_for_timeout(450)
    notebook.button("held", begin).click()  # without words it is not taken
    notebook.page.wait_for_timeout(1500)
    cell.get_by_role("alert").get_by_text("tanaka@PC7").first.wait_for(timeout=SECONDS)
    why = notebook.field("held", notebook.words("take-over"))
    why.fill("agreed by phone <b>&</b>")
    notebook.page.keyboard.press("Enter")
    notebook.picture("held")
    notebook.button("held", begin).click()
    consent(notebook, stop_at=False, name="held")
    notebook.says("held", text.words("apply.state.done", notebook.lang))
    assert not cell.get_by_label(notebook.words("take-over")).is_visible()
    journals = [path.read_text("utf-8") for path in (notebook.folder / "runs").glob("HV23-*.jsonl")]
    assert any("took-over" in told and "agreed by phone" in told and "tanaka@PC7" in told for told in journals)


def consent(notebook: Notebook, stop_at: bool, name: str = "steps") -> None:
    """Answer by keyboard what is asked until the run has ended; or stop it at the first question of a step."""
    page, cell = notebook.page, notebook.cell(name)
    yes, stop = notebook.words("yes"), notebook.words("stop-steps")
    notebook.button(name, stop)  # it has begun
    for _ in range(400):
        page.wait_for_timeout(100)
        asked = cell.get_by_role("button", name=yes, exact=True)
        if asked.count() and asked.is_visible():
            assert cell.get_by_role("alert").count() >= 1
            if stop_at:  # by mouse, wherever the focus is; not so soon that it is taken for a double click
                page.wait_for_timeout(600)
                notebook.button(name, stop).click()
                page.wait_for_timeout(600)
                stop_at = False
                continue
            page.wait_for_function("words => document.activeElement.textContent === words", arg=notebook.words("no"))
            notebook.used(asked).focus()
            page.wait_for_timeout(450)
            page.keyboard.press("Space")
            notebook.operated.add("BUTTON " + notebook.words("no"))
        elif not cell.get_by_role("button", name=stop, exact=True).count():
            page.wait_for_timeout(450)  # a press so soon after another is taken for a double click
            return
    raise AssertionError("the run did not end")


def test_clicks_that_wait_in_a_busy_kernel_are_told_apart_by_when_they_were_made(notebook: Notebook) -> None:
    count = notebook.button("counted", "count")
    notebook.page.evaluate(f"() => {{ ({KERNEL}).requestExecute({{ code: 'import time; time.sleep(6)' }}); }}")
    notebook.page.wait_for_function(f"({KERNEL}).status === 'busy'")
    count.click()
    notebook.page.wait_for_timeout(1000)
    count.dblclick()
    assert notebook.page.evaluate(f"({KERNEL}).status") == "busy", "the kernel had to be asked again later"
    counted = f"""async () => {{
        const asked = ({KERNEL}).requestExecute({{ code: "", user_expressions: {{ pressed: "len(pressed)" }} }});
        return (await asked.done).content.user_expressions.pressed.data["text/plain"];
    }}"""
    assert notebook.page.evaluate(counted) == "2"


def test_the_slot_map_shows_one_way_alone(notebook: Notebook) -> None:
    which = notebook.field("slots", notebook.words("slots-of"))
    assert "NIC1" in notebook.cell("slots").inner_text()
    which.select_option(index=2)
    notebook.page.wait_for_timeout(500)
    lines = notebook.cell("slots").locator("li").all_inner_texts()
    assert sum(line.startswith("NIC NIC2 ") for line in lines) == 1
    assert not any("NIC1" in line or "Management" in line for line in lines)


def test_what_was_chosen_is_found_when_the_cell_is_run_again(notebook: Notebook) -> None:
    door(notebook, "live")
    notebook.field("source", notebook.words("address")).fill("hv77")
    notebook.page.keyboard.press("Tab")
    jupyterlab.command(notebook.page, "notebook:run-all-cells")
    jupyterlab.idle(notebook.page)
    notebook.page.wait_for_timeout(1500)
    assert notebook.cell("source").get_by_label(notebook.words("address")).input_value() == "hv77"


def test_every_control_was_operated(notebook: Notebook) -> None:
    visible = notebook.panel.locator(f".sriovkit-widget :is({CONTROLS}):visible")
    left = {control.evaluate(NAME) for control in visible.all()} - notebook.operated
    assert sorted(left) == []
