"""Collecting through a JEA endpoint of the lab: the same answers for the same requests, and word of an old role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypsrp.powershell import PowerShell, RunspacePool

from sriovkit.core import ladder, text
from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import HostError
from sriovkit.core.jea import is_restricted
from sriovkit.core.script import COMMAND, CONFIGURATION, VERSION, collecting_script
from sriovkit.core.snapshot import Snapshot
from sriovkit.lab import Lab
from sriovkit.lab.server import ErrorAnswer, LabServer, PipelineAnswer

from .engine.compare import differences
from .engine.role import ALWAYS_SEEN
from .lab_clients import client
from .visits import Says, reach, snapshot_text

#: What goes on between two visits.
CLOCK = {"/taken", *(f"/sections/Win32_OperatingSystem/rows[0]/{name}" for name in ("LocalDateTime", "LastBootUpTime"))}


@pytest.fixture(scope="module")
def running() -> Iterator[Lab]:
    with Lab("healthy", "en") as made:
        yield made


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    machine = running.machine
    yield running
    running.machine = machine


def collected(lab: Lab, auth: str = "basic") -> Snapshot:
    return reach(lab.server, auth, configuration_name=CONFIGURATION).collect()


def test_the_role_says_what_the_script_says(lab: Lab) -> None:
    plain, through = reach(lab.server).collect(), collected(lab)
    assert through.source == {**plain.source, "configuration": CONFIGURATION}
    told = differences({**through.data, "source": None}, {**plain.data, "source": None})
    assert {line.partition(":")[0] for line in told} <= CLOCK
    assert not through.notes


@pytest.mark.parametrize(("auth", "requests"), [("basic", 6), ("ntlm", 9)])
def test_it_costs_no_more_requests(lab: Lab, auth: str, requests: int) -> None:
    before = lab.server.requests.total
    collected(lab, auth)
    assert lab.server.requests.total - before == requests
    assert lab.server.shells == ()


def test_what_is_sent_is_the_command_alone() -> None:
    says = Says(snapshot_text())
    with LabServer(says, configurations=lambda: ("readers",)) as server:
        reach(server, configuration_name="Readers").collect()
    (command,) = says.asked[0].commands
    assert (command.name, command.is_script, command.parameters) == (COMMAND, False, ())
    assert says.asked[0].configuration == "readers"


@pytest.mark.parametrize(
    ("name", "restricted"),
    [
        ("Microsoft.PowerShell", False),
        ("microsoft.powershell", False),
        ("Microsoft.PowerShell32", False),
        ("PowerShell.7", False),
        ("sriovkit", True),
        ("Readers", True),
    ],
)
def test_configurations_that_windows_brings_are_sent_the_script(name: str, restricted: bool) -> None:
    assert is_restricted(name) is restricted


@pytest.mark.parametrize(("held", "code"), [("0", "older-script"), (str(int(VERSION) + 1), "newer-script")])
def test_a_role_of_another_version_is_told(lab: Lab, held: str, code: str) -> None:
    lab.machine = replace(lab.machine, role=held)
    taken = collected(lab)
    (note,) = taken.notes
    assert (note.code, note.facts) == (code, {"held": int(held), "ours": int(VERSION)})
    assert taken.data["script"]["version"] == held
    for lang in text.LANGUAGES:
        said = "".join(ladder.text(diagnose(taken), lang).split())
        assert "".join(text.words(f"gap.{code}", lang, held=held, ours=VERSION).split()) in said


@pytest.mark.parametrize("script", [{"version": None}, {"version": "x"}, {"version": "9" * 5000}, {}])
def test_a_version_that_is_no_number_is_no_age(script: dict[str, Any]) -> None:
    with LabServer(Says(snapshot_text(script=script)), configurations=lambda: (CONFIGURATION,)) as server:
        assert not reach(server, configuration_name=CONFIGURATION).collect().notes


def test_whoever_asks_the_virtual_account_answers(lab: Lab) -> None:
    lab.machine = replace(lab.machine, elevated=False)
    assert reach(lab.server).collect().state("Get-VMHost") == "unelevated"
    assert collected(lab).state("Get-VMHost") == "answered"


@pytest.mark.parametrize("change", [{"role": ""}, {"release": "2012"}, {"release": "2012R2"}])
def test_a_host_without_the_role(lab: Lab, change: dict[str, str]) -> None:
    lab.machine = replace(lab.machine, **change)
    with pytest.raises(HostError) as caught:
        collected(lab)
    assert caught.value.code == "host-fault"


def test_a_configuration_that_has_no_such_command() -> None:
    missing = ErrorAnswer("The term is not recognized.", "ObjectNotFound", "CommandNotFoundException")
    says = Says()
    says.answer = PipelineAnswer((), terminating=missing)
    with LabServer(says, configurations=lambda: ("readers",)) as server, pytest.raises(HostError) as caught:
        reach(server, configuration_name="Readers").collect()
    assert caught.value.code == "no-jea-role"
    for lang in text.LANGUAGES:
        assert "Readers" in caught.value.message(lang) and "sriovkit jea" in caught.value.message(lang)


# -- the lab's endpoint refuses as the real one does -------------------------------------------------------------------


@pytest.mark.parametrize("script", [COMMAND, "1", collecting_script(), "", "Get-VMHost"])
def test_script_text_is_refused(lab: Lab, script: str) -> None:
    assert refusal(lab, script=script) == "ScriptsNotAllowed"


@pytest.mark.parametrize("name", ["Get-VMHost", "Get-VMSwitch", "Get-NetAdapter", f"{COMMAND}; 1", "Hyper-V\\Get-VM"])
def test_other_commands_are_not_found(lab: Lab, name: str) -> None:
    assert refusal(lab, name) == "CommandNotFoundException"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, sorted([COMMAND, *ALWAYS_SEEN])),
        ({"Name": "Get-*"}, ["Get-Command", "Get-FormatData", "Get-Help", COMMAND]),
        ({"Name": ["select-object", "Get-VMHost"]}, ["Select-Object"]),
    ],
)
def test_the_endpoint_shows_the_role_s_command_and_what_every_such_session_sees(
    lab: Lab, asked: dict[str, Any], shown: list[str]
) -> None:
    with client(lab.server) as connection, RunspacePool(connection, configuration_name=CONFIGURATION) as pool:
        pipeline = PowerShell(pool).add_cmdlet("Get-Command").add_parameters(asked)
        assert [
            one.adapted_properties.get("Name") or one.extended_properties["Name"] for one in pipeline.invoke()
        ] == shown
        told = [error.fq_error for error in pipeline.streams.error]
        missing = "CommandNotFoundException,Microsoft.PowerShell.Commands.GetCommandCommand"
        assert told == [missing] * ("Get-VMHost" in str(asked))


def test_what_else_such_a_session_sees_is_not_taken_for_missing(lab: Lab) -> None:
    assert refusal(lab, "Select-Object") == "LabNotPlayed"


def test_parameters_and_pipes_are_refused(lab: Lab) -> None:
    assert refusal(lab, COMMAND, Path="x") == f"{COMMAND} takes no parameters."
    assert refusal(lab, COMMAND, "Get-VMHost") == "CommandNotFoundException"


def refusal(lab: Lab, *names: str, script: str | None = None, **parameters: str) -> str:
    """The id of the error with which the endpoint ends a pipeline of these commands, or of this text."""
    with client(lab.server) as connection, RunspacePool(connection, configuration_name=CONFIGURATION) as pool:
        pipeline = PowerShell(pool)
        if script is not None:
            pipeline.add_script(script)
        for name in names:
            pipeline.add_cmdlet(name)
        pipeline.add_parameters(parameters)
        assert list(pipeline.invoke()) == []
        return str(pipeline.streams.error[-1].fq_error)
