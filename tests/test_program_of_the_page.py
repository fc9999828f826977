"""What the page loads besides Pyodide: all that a paste needs and no more, and it says what the library says."""

from __future__ import annotations

import base64
import io
import json
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import catalogue, console
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.snapshot import Snapshot

from . import healthy, node_tools

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "tests" / "data" / "samples").rglob("*.txt"))
#: A sentence that nobody knows, so that there is something to report.
UNKNOWN = "IovSupport : False\nIovSupportReasons : {Nobody has ever read this sentence about slots.}\n"
EXAMPLES = [healthy.data(), *(healthy.with_example(reason).data for reason in catalogue.load().values())]
GIVEN = [*(file.read_text("utf-8") for file in SAMPLES), UNKNOWN, *map(json.dumps, EXAMPLES)]
#: Led to by a repr that no page shows.
FOR_A_REPR = {"sriovkit.core.slots_text"}
#: What a paste does not wait for.
HEAVY = {
    "html.entities",
    "tomllib",
    "importlib.metadata",
    "importlib.resources",
    "zipfile",
    "secrets",
    "sriovkit.core.redact",
}


@pytest.fixture(scope="module")
def publish() -> Any:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return import_module("publish.program")
    finally:
        sys.path.remove(str(ROOT / "docs"))


@pytest.fixture(scope="module")
def held(publish: Any) -> dict[str, bytes]:
    """The zip's files before they are compiled."""
    with zipfile.ZipFile(io.BytesIO(publish.archive())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def there(publish: Any) -> Any:
    """What the compiled zip answers in Pyodide to everything that is GIVEN."""
    node_tools.require("pyodide")
    program = publish.files()["sriovkit.zip"]
    return node_tools.run("page.mjs", {"program": base64.b64encode(program).decode(), "given": GIVEN})


def here(given: str) -> Diagnosis:
    return diagnose(Snapshot(json.loads(given)) if given.startswith("{") else console.read_text(given))


def test_every_sample_and_every_example_of_the_catalogue_is_diagnosed_as_by_the_library(there: Any) -> None:
    for given, told in zip(GIVEN, there["answers"], strict=True):
        d = here(given)
        for lang, said in told.items():
            answer = json.loads(said)
            assert answer["diagnosis"] == json.loads(json.dumps(d.to_dict())), given[:400]
            assert (answer["text"], answer["ready"]) == (d.text(lang), d.ready), given[:400]
            assert [found["code"] for found in answer["findings"]] == [found.code for found in d.findings]
            assert bool(answer["report"]) == bool(d.report(lang))


def test_it_holds_every_module_that_this_took_and_no_other(there: Any, held: dict[str, bytes]) -> None:
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in held if ".py" in name}
    assert modules == {name for name in there["late"] if name.startswith("sriovkit")} | FOR_A_REPR
    assert not [name for name in modules if name.startswith(("sriovkit.core.plan", "sriovkit.core.apply"))]


def test_a_first_paste_waits_for_nothing_heavy(there: Any) -> None:
    assert json.loads(there["first"])["findings"]
    assert HEAVY & (set(there["soon"]) - set(there["alone"])) == set()
    assert "sriovkit.core.redact" in there["late"], "a report does load it"


def test_its_modules_are_the_files_of_the_core(held: dict[str, bytes]) -> None:
    modules = [name for name in held if name.startswith("sriovkit/core/")]
    assert len(modules) > 50
    assert [name for name in modules if held[name] != (ROOT / name).read_bytes()] == []


def test_its_catalogue_says_what_the_files_say(held: dict[str, bytes]) -> None:
    told = json.loads(held["sriovkit/catalogue.json"])
    home = ROOT / "sriovkit" / "catalogue"
    files = {file.relative_to(home).as_posix(): tomllib.loads(file.read_text("utf-8")) for file in home.rglob("*.toml")}
    assert {path: files[path] for path in told} == told
    assert set(files) - set(told) == {"glossary.toml", "properties.ja.toml", "search.toml"}


def test_a_report_from_the_page_tells_the_version(there: Any) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    answer = json.loads(there["answers"][GIVEN.index(UNKNOWN)]["en"])
    assert f"sriovkit {version}" in answer["report"]
