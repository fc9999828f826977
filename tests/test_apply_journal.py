"""The journal: cut at every byte it is whole up to a record; a run goes on from each record without losing a step."""

from __future__ import annotations

import contextlib
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.core.apply import journal
from sriovkit.core.errors import InputError, UsageError
from sriovkit.lab import Machine, load
from sriovkit.lab.life import Life
from sriovkit.remote.apply import Patience
from sriovkit.remote.apply.book import Book

from .applying import ALL, Straight, plan_of
from .cutting import Outcome, agree, row

QUICK = Patience(0.001, 0.2, 2)
NAME = "switch-not-iov"
COMMANDS = ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"]


class Model(Straight):
    """A lab without a network whose clock runs fast, and what was done to it."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(Life(machine, speed=5000))
        self.did: list[str] = []
        self.shell.passing = lambda command, when: self.did.append(command) if when == "during" else None


@dataclass(frozen=True)
class Moment:
    """When a record was written: how long the journal was before it, and what the host was like and had been asked."""

    length: int
    machine: Machine
    did: int


@dataclass(frozen=True)
class Story:
    """One whole run, moment by moment."""

    data: bytes
    moments: tuple[Moment, ...]
    plan: sk.Plan
    did: list[str]


def terms(**more: Any) -> dict[str, Any]:
    return {"allow": ALL, "ask": lambda question: True, "patience": QUICK, **more}


def go_on(path: Path, host: Model) -> sk.Run:
    return sk.resume(path, host, **terms())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Three commands, the first of which takes a vSwitch away."""
    told = tell(NAME, tmp_path_factory.mktemp("story"))
    assert told.did == COMMANDS
    return told


def tell(name: str, folder: Path, end: str = "done") -> Story:
    host, moments = Model(load(name).machine), list[Moment]()
    plan, note = plan_of(host), Book.note  # type: ignore[arg-type]

    def noted(book: Book, kind: str, **told: Any) -> Any:
        moments.append(Moment(book.path.stat().st_size, host.shell.life.machine, len(host.did)))
        return note(book, kind, **told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "note", noted)
        run = sk.apply(plan, host, folder=folder, **terms())  # type: ignore[arg-type]
    assert run.state == end
    return Story(run.journal.read_bytes(), tuple(moments), plan, host.did)


def test_cut_at_every_byte_it_holds_every_whole_record_and_says_what_was_torn(tmp_path: Path) -> None:
    story = tell("vm-nic-on-wrong-switch", tmp_path)  # one command: a short journal, and every byte of it
    ends = [m.length for m in story.moments[1:]] + [len(story.data)]
    whole = journal.read(story.data).records
    for cut in range(len(story.data) + 1):
        there = sum(end <= cut for end in ends)
        try:
            read = journal.read(story.data[:cut])
        except InputError as error:
            assert error.code == "journal-empty" and there == 0
            continue
        assert read.records == whole[:there] and read.torn == story.data[:cut][read.length :]
        assert read.length == ([0, *ends])[there]


def test_a_run_goes_on_from_every_record_whatever_the_host_has_done_by_then(story: Story, tmp_path: Path) -> None:
    """The program may end right after it wrote a line, or right before the next: the host has done more by then."""
    outcomes: list[Outcome] = []
    for number, moment in enumerate(story.moments[1:], 1):
        before = story.moments[number - 1]
        for state in (before, moment):
            path = tmp_path / f"{number}-{state.did}-{len(outcomes)}.jsonl"
            path.write_bytes(story.data[: moment.length])
            host = Model(state.machine)
            left = sk.Run.load(path).state
            run = go_on(path, host)
            outcomes.append(Outcome(left, run.state, tuple(host.did), run.ready))
            assert run.state == "done", f"{number}: {run}"
            assert [*COMMANDS[: state.did], *host.did] == COMMANDS, f"record {number}: something was done twice or lost"
    assert len(outcomes) > 30
    assert agree([row("program", "any", outcomes)])


def test_a_run_that_waits_for_hands_waits_on_from_every_record(tmp_path: Path) -> None:
    told = tell("article", tmp_path / "story", "waiting")
    outcomes = []
    for number, moment in enumerate(told.moments[1:], 1):
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(told.data[: moment.length])
        left, host = sk.Run.load(path).state, Model(moment.machine)
        run = go_on(path, host)
        assert (run.state, run.ended["why"], host.did) == ("waiting", "hands", [])
        outcomes.append(Outcome(left, run.state, (), run.ready))
    assert agree([row("program", "hands", outcomes)])


def test_a_torn_line_is_kept_as_evidence_and_not_continued(story: Story, tmp_path: Path) -> None:
    for number in (3, 8, len(story.moments) - 2):
        start, end = story.moments[number].length, story.moments[number + 1].length
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(story.data[: (start + end) // 2])
        torn = path.read_bytes()[start:]
        assert sk.Run.load(path).torn and "cut" in sk.Run.load(path).text("en")
        run = go_on(path, Model(story.moments[number].machine))
        assert run.state == "done"
        assert [r["bytes"] for r in run.records if r["kind"] == "torn"] == [torn.hex()]


@pytest.mark.parametrize("change", ["a word", "a line away", "two lines swapped", "one line twice"])
def test_a_journal_that_was_changed_is_refused(story: Story, tmp_path: Path, change: str) -> None:
    lines = story.data.splitlines(True)
    changed = {
        "a word": [*lines[:4], lines[4].replace(b'"step"', b'"stop"'), *lines[5:]],
        "a line away": [*lines[:4], *lines[5:]],
        "two lines swapped": [*lines[:4], lines[5], lines[4], *lines[6:]],
        "one line twice": [*lines[:5], lines[4], *lines[5:]],
    }[change]
    path = tmp_path / "changed.jsonl"
    path.write_bytes(b"".join(changed))
    host = Model(load(NAME).machine)
    for call in (lambda: go_on(path, host), lambda: sk.Run.load(path)):
        with pytest.raises(InputError) as refused:
            call()
        assert refused.value.code == "journal-damaged" and "line" in refused.value.facts
    assert host.did == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "journal-empty"),
        (b"{", "journal-empty"),
        (b'{"kind":"begun", "at"\nx', "journal-damaged"),
        (b"hello\nx", "not-a-journal"),
        (b'{"schema":"sriovkit.plan/1"}', "not-a-journal"),
    ],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        sk.Run.load(path)
    assert refused.value.code == code
    other, _ = journal.line({"kind": "other"}, "")
    path.write_bytes(other)
    with pytest.raises(InputError) as foreign:
        sk.Run.load(path)
    assert foreign.value.code == "not-a-journal"


@contextlib.contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """The system itself writes no file any further than so many bytes, as a full disk would not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_stops_before_the_next_change_and_leaves_a_journal_that_says_so(
    story: Story, tmp_path: Path
) -> None:
    for number, moment in enumerate(story.moments):
        folder = tmp_path / str(number)
        host = Model(load(NAME).machine)
        with no_more_than(moment.length + 20), pytest.raises(UsageError) as full:
            sk.apply(story.plan, host, folder=folder, **terms())  # type: ignore[arg-type]
        assert full.value.code == "journal-full"
        if not (there := list(folder.iterdir())):
            assert host.did == [] and number <= 1, "no room before the first change: nothing was begun"
            continue
        (path,) = there
        said = [r["step"] for r in sk.Run.load(path).records if r["kind"] == "step" and r["state"] == "intent"]
        assert len(host.did) <= len(said), "no change without an intent that is on the disk"
        run = go_on(path, host)
        assert run.state == "done" and host.did == COMMANDS


def test_a_program_that_is_killed_holds_the_journal_no_longer(story: Story, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(story.data)
    code = (
        "import sys, time; from pathlib import Path; from sriovkit.remote.apply import Book\n"
        "book = Book.resume(Path(sys.argv[1])); print('mine', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None and child.stdout.readline() == b"mine\n"
        with pytest.raises(UsageError) as told:
            Book.resume(path)
        assert told.value.code == "journal-in-use"
    finally:
        child.kill()
        child.communicate()
    Book.resume(path).close()


def test_no_secret_and_no_password_is_in_a_journal(story: Story) -> None:
    assert b"password" not in story.data.lower()
