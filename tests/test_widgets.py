"""The notebook module on the real lab, without a browser: twins, doors, messages in place, the room, the step runner.

Rule: the controls are operated as the browser operates them, by their values and clicks.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import nbformat
import pandas as pd
import pytest
from nbconvert import HTMLExporter

import sriovkit as sk
from sriovkit import notebook as nb
from sriovkit.core import text as reader
from sriovkit.core.errors import HostError, InputError, UsageError
from sriovkit.lab import running
from sriovkit.lab.room import Room
from sriovkit.lab.running import start_process
from sriovkit.remote.apply import Patience
from sriovkit.view.states.steps import Mark, Steps
from sriovkit.view.widgets import controls, steps_parts
from sriovkit.view.widgets.secret import SecretField
from sriovkit.view.widgets.shown import VIEW, Shown
from sriovkit.view.widgets.source import SourceShown

from .plans import made, snapshot_of
from .widget_parts import HOSTILE, control, harmless, parts, words

SWIFT = Patience(interval=0.1, looks=1)
SAID = "PS C:\\> Get-VMSwitch | fl Name, *iov*\n\nName : External\nIovEnabled : True\nIovSupport : True\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No choices of another test, and no lab that somebody named."""
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    monkeypatch.setattr(controls, "_AGAIN", 0.0)  # each click is one of its own
    monkeypatch.setattr(running, "_SPEED", 60.0)
    nb._kept.clear()
    yield


def until(true: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def click(shown: Shown, kind_words: str) -> None:
    control(shown, widgets.Button, kind_words).click()


def every(lang: str) -> dict[str, Shown]:
    """Each call of the module, of one host."""
    found = sk.diagnose(snapshot_of("team-with-a-bad-member"))
    source = nb.source("lab:team-with-a-bad-member", lang=lang)
    source.work.wait()
    return {
        "source": source,
        "ladder": nb.ladder(found, lang=lang),
        "card": nb.card(found.findings[0], lang=lang),
        "slots": nb.slots(found, lang=lang),
        "compare": nb.compare(found, snapshot_of("team-with-a-bad-member"), lang=lang),
        "steps": nb.steps(sk.plan(found), lang=lang),
        "room": nb.room("lab:team-with-a-bad-member", lang=lang),
    }


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_widget_tells_the_same_by_html_text_and_table(lang: str) -> None:
    for name, shown in every(lang).items():
        bundle = shown._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "text/html", VIEW}, name
        assert bundle["text/plain"] == shown.text() == repr(shown), name
        assert f'lang="{lang}"' in bundle["text/html"], name
        assert isinstance(shown.frame(), pd.DataFrame) and len(shown.frame()), name
        harmless(bundle["text/html"])
        told = words(shown)
        for fact in {"source": ["HV25"], "card": ["nic-missing-acs"], "slots": ["NIC2"]}.get(name, []):
            assert fact in bundle["text/plain"] and fact in bundle["text/html"] and fact in told, (name, fact)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_ladders_twins_are_those_of_the_diagnosis(lang: str) -> None:
    found = sk.diagnose(snapshot_of("article"))
    shown = nb.ladder(found, lang=lang)
    assert shown.text() == found.text(lang)
    frame = shown.frame()
    assert list(frame["number"]) == list(range(9, 0, -1))
    assert list(frame["state"]) == [r.state for r in reversed(found.rungs)]
    for rung in found.rungs:
        assert sk.core.text.words(f"state.{rung.state}", lang) in words(shown)
    card = nb.card(found.first, lang=lang)
    assert card.text() == found.first.text(lang)
    assert card.frame().iloc[0]["said"] == found.first.sentence()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_button_counts_only_what_it_opens(lang: str) -> None:
    """The first reason of a rung stands above the ladder already: the button beside it opens the others."""
    shown = nb.ladder(sk.diagnose(snapshot_of("article")), lang=lang)
    names = [part.description for part in parts(shown.widget) if isinstance(part, widgets.Button)]
    for rung, key in (("firmware", "widget.open-more"), ("nic-firmware", "widget.open")):
        assert reader.words(key, lang, rung=reader.words(f"rung.{rung}", lang), count=1) in names


def test_a_step_is_never_told_by_the_journals_own_word() -> None:
    plan = sk.plan(sk.diagnose(snapshot_of("article")))
    for state, detail in (("skipped", "not-needed"), ("skipped", "left"), ("failed", "not-done")):
        marked = replace(Steps(plan), marks={plan.steps[0].id: Mark(state, detail)})
        assert f"</b> {detail}" not in steps_parts.rows(marked, False, "ja").replace(" (UTC)", "")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_working_step_is_under_way_and_only_a_lost_one_unknown(lang: str) -> None:
    plan = sk.plan(sk.diagnose(snapshot_of("switch-not-iov")))
    marked = replace(Steps(plan), marks={"s1": Mark("intent")})
    now, unknown = reader.words("widget.step-now", lang), reader.words("apply.step.intent", lang)
    assert f"[{now}]" in steps_parts.rows(marked, True, lang)
    assert f"[{unknown}]" in steps_parts.rows(marked, False, lang)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_work_that_is_left_to_a_person_is_not_called_unneeded(lang: str) -> None:
    plan = sk.plan(sk.diagnose(snapshot_of("lbfo-team")))
    left = next(step.id for step in plan.steps if step.action == "old-switch")
    told = steps_parts.rows(replace(Steps(plan), marks={left: Mark("skipped", "left")}), False, lang)
    assert f"[{reader.words('apply.step.left', lang)}]" in told
    assert f"[{reader.words('apply.step.skipped', lang)}]" not in told


def test_what_a_widget_says_of_its_buttons_is_what_stands_on_them() -> None:
    """The step runner's next steps name them."""
    for lang, opening, closing in (("en", '"', '"'), ("ja", "「", "」")):
        names = {reader.words(f"widget.{key}", lang) for key in ("go-on", "go-on-back", "look-again", "undo-run")}
        said = [word for key, word in reader.keys(lang).items() if key.startswith("apply.next.") and "_widget" in key]
        named = {name for one in said for name in re.findall(f"{opening}([^{closing}]+){closing}", one)}
        assert named and named <= names, named - names


def test_the_roots_say_their_language() -> None:
    for lang in ("en", "ja"):
        for name, shown in every(lang).items():
            assert f"sriovkit-{lang}" in shown.widget._dom_classes, name
            pieces = [p for p in parts(shown.widget) if isinstance(p, widgets.HTML) and p.value]
            assert pieces and all(f'lang="{lang}"' in p.value for p in pieces), name


def test_before_anything_is_read_every_call_says_what_to_do() -> None:
    source = nb.source(lang="ja")
    assert "読み取る" in words(nb.ladder(source, lang="ja"))
    for call in (nb.slots, nb.steps, lambda x: nb.compare(x, x)):
        with pytest.raises(UsageError) as caught:
            call(source)
        assert caught.value.code == "source-nothing-read"
        assert "\n".join(caught.value._render_traceback_()) == caught.value.message()


@pytest.mark.parametrize("wrong", ["text", 3, None, [1]])
def test_a_wrong_thing_is_told_by_its_kind(wrong: Any) -> None:
    for call in (nb.card, nb.slots):
        with pytest.raises(UsageError) as caught:
            call(wrong)
        assert caught.value.code == "widget-wrong-thing"
        assert type(wrong).__name__ in caught.value.message("ja")


def test_the_lab_is_read_and_the_ladder_follows_every_reading() -> None:
    source = nb.source("lab:healthy", lang="en")
    ladder = nb.ladder(source, lang="en")
    ladder.widget  # noqa: B018
    assert ladder.diagnosis is not None and ladder.diagnosis.ready
    control(source, widgets.Dropdown, "Scenario").value = "article"
    click(source, "Read again")
    source.work.wait(60)
    assert "4 blockers" in words(ladder)
    assert "HV01" in words(source)
    assert source.frame().iloc[0]["host"] == "HV01"


def test_a_re_run_finds_the_choices_of_the_first_run() -> None:
    first = nb.source(lang="en")
    control(first, widgets.Dropdown, "Source").value = "live"
    control(first, widgets.Text, "Name or address").value = "hv07"
    control(first, widgets.Text, "User name").value = r"HV07\Administrator"
    again = nb.source(lang="en")
    assert control(again, widgets.Text, "Name or address").value == "hv07"
    assert control(again, widgets.Text, "User name").value == r"HV07\Administrator"
    assert nb.source(lang="en", name="another").choices.door == "lab"
    first.choose(door="paste")
    first.bring(SAID.encode())
    first.read()
    assert first.snapshot.data == nb.source(lang="en").snapshot.data, "and what it read"
    assert "Read: Pasted text." in words(nb.source(lang="en"))
    steps = nb.steps(made("switch-not-iov"), object(), lang="en")
    control(steps, widgets.Checkbox, "path changes").value = True
    assert nb.steps(made("switch-not-iov"), object(), lang="en").state.allowed == {"vf-reset"}
    opened = nb.ladder(snapshot_of("article"), lang="en")
    click(opened, "Hypervisor: open 1")
    assert "remapping-security-override" in words(nb.ladder(snapshot_of("article"), lang="en"))


def test_pasted_text_is_read_and_nothing_in_it_is_told_in_place() -> None:
    source = nb.source(lang="ja")
    control(source, widgets.Dropdown, "読み取り元").value = "paste"
    area = control(source, widgets.Textarea, "コンソールの出力")
    click(source, "読み取る")
    until(lambda: source.work.job.state == "failed")
    assert "テキストが届いていません" in words(source)
    area.value = "hello"
    click(source, "読み取る")
    until(lambda: "Get-VMSwitch | Format-List" in words(source) and source.work.job.state == "failed")
    area.value = SAID
    click(source, "読み取る")
    until(lambda: source.work.job.state == "done")
    assert "読み取りました: 貼り付けたテキスト" in words(source)
    with pytest.raises(UsageError) as caught:
        source.host  # noqa: B018
    assert caught.value.code == "source-no-host"


def test_a_paste_of_ten_megabytes_is_refused_in_place_with_the_way_on() -> None:
    source = nb.source(lang="en")
    control(source, widgets.Dropdown, "Source").value = "paste"
    control(source, widgets.Textarea, "Console output").value = "x" * 10_000_000
    click(source, "Read")
    until(lambda: source.work.job.state == "failed")
    assert "larger than 4 MB" in words(source)
    assert "sk.load" in words(source)


def upload(source: SourceShown, name: str, content: bytes) -> Any:
    made = next(p for p in parts(source.widget) if isinstance(p, widgets.FileUpload))
    sent = {"name": name, "type": "", "size": len(content), "last_modified": 0, "content": memoryview(content)}
    made.set_state({"value": [sent]})
    return made


def test_a_file_is_read_and_leaves_the_widget() -> None:
    source = nb.source(lang="en")
    control(source, widgets.Dropdown, "Source").value = "file"
    content = json.dumps(dict(snapshot_of("healthy").data)).encode()
    made = upload(source, f"{HOSTILE}.json", content)
    assert made.value == ()
    click(source, "Read")
    until(lambda: source.work.job.state == "done")
    assert sk.diagnose(source.snapshot).ready
    upload(source, "broken.json", b'{"schema": ')
    click(source, "Read again")
    until(lambda: source.work.job.state == "failed")
    assert "broken.json" in words(source)
    assert sk.diagnose(source._reading.snapshot).ready, "what was read before still stands"
    for part in parts(source.widget):
        if isinstance(part, widgets.HTML):
            harmless(part.value)


def test_this_windows_is_refused_where_there_is_none() -> None:
    source = nb.source("here:", lang="ja")
    until(lambda: source.work.job.state == "failed")
    assert "Windows" in words(source)
    with pytest.raises(UsageError):
        source.snapshot  # noqa: B018


@pytest.fixture(scope="module")
def lab() -> Iterator[Any]:
    with start_process("healthy") as started:
        yield started


def live(lab: Any, password: str, lang: str = "en") -> SourceShown:
    source = nb.source(lang=lang)
    source.choose(door="live", address=lab.host, way="sealed", port=str(lab.port), username=lab.username)
    field = next(p for p in parts(source.widget) if isinstance(p, SecretField))
    field.set_state({"value": password})
    assert field.value == "" and password not in str(field.get_state())
    return source


def test_a_live_host_is_read_with_a_password_that_nobody_keeps(lab: Any) -> None:
    source = live(lab, lab.password)
    assert lab.password not in str(vars(source))
    click(source, "Read")
    until(lambda: not source.work.job.busy)
    assert source.work.job.state == "done", source.text()
    assert source._secret is None
    assert sk.diagnose(source.snapshot).ready
    click(source, "Read again")  # by the host that was reached: the password is not asked for again
    until(lambda: source.work.job.number == 2 and not source.work.job.busy)
    assert source.work.job.state == "done", source.text()


def test_enter_in_the_password_field_begins_to_read(lab: Any) -> None:
    source = nb.source(lang="en")
    source.choose(door="live", address=lab.host, way="sealed", port=str(lab.port), username=lab.username)
    field = next(p for p in parts(source.widget) if isinstance(p, SecretField))
    field._handle_custom_msg({"event": "submit"}, [])
    field.set_state({"value": lab.password})
    until(lambda: source.work.job.state == "done")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_wrong_password_is_told_in_place_and_the_field_is_empty(lab: Any, lang: str) -> None:
    source = live(lab, "wrong-" + lab.password, lang)
    source.read()
    until(lambda: source.work.job.state == "failed")
    assert isinstance(source.work.job.error, HostError)
    assert source.work.job.error.code == "login-refused"
    assert source.work.job.error.cause(lang) in words(source)
    assert lab.password not in words(source)
    with pytest.raises(HostError):
        source.snapshot  # noqa: B018


def test_a_reading_can_be_stopped_and_its_late_answer_is_dropped() -> None:
    with start_process("healthy", latency=3.0) as slow:
        source = live(slow, slow.password)
        click(source, "Read")
        assert source.work.job.state == "running"
        assert 'aria-busy="true"' in next(
            p.value for p in parts(source.widget) if "aria-busy" in getattr(p, "value", "")
        )
        assert not source.read(), "a second click while it reads begins nothing"
        click(source, "Stop")
        assert source.work.job.state == "stopped"
        assert "Stopped" in words(source)


def test_a_lab_that_was_ended_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with start_process("healthy") as ended:
        told = tmp_path / "lab.json"
        told.write_text(json.dumps(ended.to_dict()))
        told.chmod(0o600)
        monkeypatch.setenv("SRIOVKIT_LAB", str(told))
        source, room = nb.source("lab:healthy", lang="ja"), nb.room("lab:healthy", lang="ja")
        source.snapshot  # noqa: B018
        room.widget  # noqa: B018
    source.widget  # noqa: B018
    click(source, "もう一度読み取る")
    until(lambda: source.work.job.state == "failed")
    assert "ラボが応答しません" in words(source)
    click(room, "様子を見る")
    until(lambda: room.work.job.state == "failed")
    assert "ラボ" in words(room)


@pytest.fixture(scope="module")
def article() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as swift:
        swift.setattr(running, "_SPEED", 60.0)
        with start_process("article") as started:
            yield Room(started)


@pytest.fixture
def room(article: Room) -> Any:
    article.scenario("article")
    shown = nb.room(article, lang="en")
    shown.widget  # noqa: B018
    return shown


def settled(room: Any) -> None:
    assert not room.work.wait(90).busy


def test_hands_do_in_the_room_what_the_article_did(room: Any) -> None:
    control(room, widgets.Checkbox, "SR-IOV").value = True
    settled(room)
    assert "SR-IOV: off, after the next start on" in words(room)
    assert "1 waiting for the next start" in words(room)
    control(room, widgets.Checkbox, "Option ROM: SR-IOV").value = True
    settled(room)
    control(room, widgets.BoundedIntText, "Option ROM: VFs").value = 8
    settled(room)
    click(room, "Update the firmware")
    settled(room)
    assert "4 waiting" in words(room)
    click(room, "Power off")
    settled(room)
    assert control(room, widgets.Button, "Power off").disabled
    assert not control(room, widgets.Button, "Power on").disabled
    click(room, "Power on")
    until(lambda: room.seen["power"] == "starting" or not room.work.job.busy)
    settled(room)
    assert "waiting" not in words(room)
    told = {row["item"]: row["value"] for _, row in room.frame().iterrows() if row["kind"] == "bios"}
    assert told["sriov"] == "on"


def test_a_card_is_taken_out_and_put_elsewhere(room: Any) -> None:
    take = next(p for p in parts(room.widget) if getattr(p, "description", "") == "Take the card out")
    assert take.disabled, "the server is on"
    click(room, "Power off")
    settled(room)
    assert not take.disabled
    take.click()
    settled(room)
    assert "Beside the server" in words(room)
    click(room, "Put the card in there")
    settled(room)
    assert "Beside the server" not in words(room)


def test_a_control_that_follows_the_room_acts_by_itself_on_nothing(room: Any) -> None:
    before = room.work.job.number
    for seen in (room.seen, {**room.seen, "bios": flipped(room.seen["bios"])}):
        room._see(seen)
    assert room.work.job.number == before


def flipped(bios: Any) -> Any:
    changed = copy.deepcopy(bios)
    for item in changed["items"]:
        item["value"] = not item["value"]
    return changed


def test_the_room_is_begun_anew_and_plays_another_scenario(room: Any) -> None:
    control(room, widgets.Checkbox, "SR-IOV").value = True
    settled(room)
    click(room, "Begin the scenario anew")
    settled(room)
    assert "waiting" not in words(room)
    control(room, widgets.Dropdown, "Scenario").value = "healthy"
    assert room.seen["scenario"] == "article", "choosing plays nothing yet"
    click(room, "Play this scenario")
    settled(room)
    assert room.seen["scenario"] == "healthy"
    assert "VM01" in words(room)


def test_what_the_lab_refuses_is_told_in_place(room: Any) -> None:
    room.act("move-card", card="554FLR-1", slot="FLR")
    until(lambda: room.work.job.state == "failed")
    assert room.work.job.error.message("en").splitlines()[0] in words(room)
    with pytest.raises(UsageError):
        nb.room(nb.source("here:"))


@pytest.fixture(scope="module")
def without_sriov() -> Iterator[Any]:
    with start_process("switch-not-iov") as lab:
        yield lab


@pytest.fixture
def runner(without_sriov: Any, tmp_path: Path) -> Any:
    """The plan of a vSwitch without SR-IOV."""
    lab = without_sriov
    Room(lab).reset()
    host = sk.connect(lab.host, port=lab.port, ssl=False, username=lab.username, password=lab.password)
    plan = sk.plan(sk.diagnose(host.collect()))
    shown = nb.steps(plan, host, lang="en", folder=tmp_path, patience=SWIFT)
    shown.widget  # noqa: B018
    return shown


def answered(shown: Any, answer: str, most: int = 99) -> int:
    """Answer every question by its button until the run has ended; how many there were."""
    count = 0
    while shown.work.job.busy:
        if shown.state.question is not None and count < most:
            assert shown.asking.box.layout.display is None
            click(shown, answer)
            count += 1
        time.sleep(0.02)
    shown.work.wait(60)
    return count


def test_nothing_is_done_that_nobody_allowed(runner: Any) -> None:
    click(runner, "Begin")
    assert answered(runner, "Yes") < 9
    assert runner.run.state == "waiting"
    assert "was not allowed" in words(runner)
    assert all(r.state not in ("sent", "proven") for r in runner.run.steps)


def test_allowed_and_answered_the_plan_is_done_and_taken_back(runner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controls, "_AGAIN", 0.4)
    for box in [p for p in parts(runner.widget) if isinstance(p, widgets.Checkbox)]:
        box.value = True
    begin = control(runner, widgets.Button, "Begin")
    begin.click()
    begin.click()  # the same click
    monkeypatch.setattr(controls, "_AGAIN", 0.0)
    assert answered(runner, "Yes") >= 3
    assert runner.run.state == "done", runner.run.text("en")
    assert runner.work.job.number == 1
    assert "proven" in words(runner) and str(runner.run.journal.name) in words(runner)
    assert runner.run.text("en") in runner.text()
    assert_once(runner)
    click(runner, "Undo what was done")
    answered(runner, "Yes")
    assert runner.run.state == "undone", runner.run.text("en")
    assert_once(runner)
    click(runner, "Look again")
    runner.work.wait(60)
    assert runner.state.run is None and "nothing done yet" in words(runner) and runner.state.lacking == ()


def assert_once(runner: Any) -> None:
    """After its run each step stands there once, and nothing says that it is still to be begun."""
    told = words(runner)
    assert "nothing done yet" not in told and "Plan" not in told.split("1. [")[0]
    for step in runner.plan.steps:
        assert told.count(f"{step.id.removeprefix('s')}. [") == 1
    first = next(p for p in parts(runner.widget) if isinstance(p, widgets.Button) and p.button_style == "primary")
    assert first.description.startswith("Look again")
    undo = control(runner, widgets.Button, "Undo what was done")
    assert (undo.layout.display is None) is (runner.run.state == "done")


def test_an_undo_is_stopped_and_gone_on_with(runner: Any) -> None:
    for impact in runner.state.impacts:
        runner.allow(impact)
    click(runner, "Begin")
    answered(runner, "Yes")
    click(runner, "Undo what was done")
    until(lambda: asks_to_take_back(runner))
    assert "Taking back: 0 of 3" in words(runner)
    click(runner, "Stop before the next step")
    until(lambda: not runner.work.job.busy)
    assert runner.run.state == "stopped" and all(r.state == "proven" for r in runner.run.steps)
    click(runner, "Undo what was done")
    answered(runner, "Yes")
    assert runner.run.state == "undone", runner.run.text("en")


def test_a_no_ends_the_run_and_the_journal_goes_on_elsewhere(runner: Any) -> None:
    for impact in runner.state.impacts:
        runner.allow(impact)
    click(runner, "Begin")
    answered(runner, "No", most=1)
    assert runner.run.state in ("waiting", "stopped", "refused")
    later = nb.steps(runner.run.journal, lang="en")
    assert later.state.run.journal == runner.run.journal
    assert runner.run.journal.name in words(later)


def test_stop_acts_between_two_steps_and_answers_no(runner: Any) -> None:
    for impact in runner.state.impacts:
        runner.allow(impact)
    click(runner, "Begin")
    until(lambda: (runner.state.question is not None and runner.state.question.step is not None) or answer_one(runner))
    click(runner, "Stop before the next step")
    until(lambda: not runner.work.job.busy)
    assert runner.run.state in ("stopped", "waiting")
    assert all(r.state not in ("sent", "proven") for r in runner.run.steps)
    go_on = control(runner, widgets.Button, "Go on from the journal")
    assert go_on.layout.display is None
    click(runner, "Go on from the journal")
    answered(runner, "Yes")
    assert runner.run.state == "done", runner.run.text("en")


def asks_to_take_back(runner: Any) -> bool:
    """Whether the way back is asked for; what nobody could look at is answered first."""
    question = runner.state.question
    if question is not None and question.unknown is not None:
        click(runner, "Yes")
    return question is not None and question.back


def answer_one(runner: Any) -> bool:
    if runner.state.question is not None and runner.state.question.step is None:
        click(runner, "Yes")
    return False


def hostile() -> Any:
    """A host that gives its things hostile names."""
    data = copy.deepcopy(dict(snapshot_of("team-with-a-bad-member").data))
    text = json.dumps(data)
    for name in ("NIC1", "NIC2", "External", "VM01", "HV25"):
        text = text.replace(f'"{name}"', json.dumps(f"{name} {HOSTILE}"))
    return sk.core.snapshot.Snapshot(json.loads(text))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_hosts_text_is_text_everywhere(lang: str) -> None:
    found = sk.diagnose(hostile())
    shown = [nb.ladder(found, lang=lang), nb.slots(found, lang=lang), nb.compare(found, found, lang=lang)]
    shown += [nb.steps(sk.plan(found), object(), lang=lang), nb.card(found.findings[0], lang=lang)]
    names = 0
    for one in shown:
        for part in parts(one.widget):
            if isinstance(part, widgets.HTML):
                harmless(part.value)
                assert 'class="tex2jax_ignore' in part.value or not part.value
                names += "window.ran" in part.value
            assert "$" not in getattr(part, "description", "")
            assert getattr(part, "description_allow_html", False) is False
        harmless(one.html())
        harmless(one.frame()._repr_html_())
        assert "tex2jax_ignore" in one.frame()._repr_html_()
    assert names >= 4, "the names are shown, as text"


def test_a_journal_that_is_none_and_a_missing_one_are_told(tmp_path: Path) -> None:
    wrong = tmp_path / "a.jsonl"
    wrong.write_text("{}\n")
    with pytest.raises((InputError, UsageError)):
        nb.steps(wrong)
    with pytest.raises((InputError, UsageError)):
        nb.steps(tmp_path / "no.jsonl")


def test_the_page_of_a_reason_is_linked_where_a_guide_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    found = sk.diagnose(snapshot_of("article")).first
    for site, href in (("http://127.0.0.1:8000", True), ("javascript:alert(1)//", False), ("", False)):
        monkeypatch.setenv("SRIOVKIT_SITE", site)
        told = "".join(p.value for p in parts(nb.card(found, lang="ja").widget) if isinstance(p, widgets.HTML))
        assert (f'href="http://127.0.0.1:8000/ja/reasons/{found.code}/"' in told) is href
        assert "javascript" not in told


def test_copying_says_where_it_went_or_how_else(monkeypatch: pytest.MonkeyPatch) -> None:
    found = sk.diagnose(snapshot_of("article")).first
    for copies in (True, False):
        monkeypatch.setattr(nb, "copy", lambda words, told=copies: told)
        card = nb.card(found, lang="ja")
        click(card, "コピー")
        assert ("コピーしました" in words(card)) is copies
        assert ("Ctrl+C" in words(card)) is not copies


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_call_of_the_module_is_in_the_reference(lang: str) -> None:
    page = (Path(__file__).parents[1] / "docs" / "pages" / "reference" / f"notebook.{lang}.md").read_text("utf-8")
    calls = [name for name, made in vars(nb).items() if callable(made) and _ours(made) and name.islower()]
    public = [name for name in calls if not name.startswith("_")]
    assert {"source", "ladder", "card", "reason", "slots", "compare", "steps", "room", "ask", "procedure"} <= set(
        public
    )
    assert [name for name in public if f"| `nb.{name}(" not in page] == []
    assert set(re.findall(r"^\| `nb\.(\w+)\(", page, re.MULTILINE)) == set(public)


def _ours(made: Any) -> bool:
    return getattr(made, "__module__", "") in ("sriovkit.notebook", "sriovkit.notebook.pages")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_plain_html_export_shows_what_the_widget_shows(lang: str) -> None:
    """Of a notebook without widget state, as JupyterLab saves it unless told otherwise."""
    found = sk.diagnose(snapshot_of("article"))
    cells = []
    for shown in (nb.ladder(found, lang=lang), nb.slots(found, lang=lang), nb.steps(sk.plan(found), lang=lang)):
        output = nbformat.v4.new_output("display_data", data=shown._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    exported, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert exported.count(f'<div class="sriovkit tex2jax_ignore mathjax_ignore" lang="{lang}"') == 3
    assert found.first is not None and found.first.code in exported
    assert VIEW not in exported
