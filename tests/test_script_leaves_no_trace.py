"""The collecting script leaves the caller's session as it was, and the caller's settings do not change what it says.

Rule: whoever pastes it into a PowerShell window that is in use must notice nothing but the answer.
"""

from __future__ import annotations

import pytest

from sriovkit.core import snapshot
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import collecting_script

from .engine import samples, stubs, tables
from .engine.compare import differences
from .engine.pwsh import Engine, engine

__all__ = ["engine"]

#: Everything of a session that a text could change, as text.
STATE = """
$names = 'args', 'input', 'PSBoundParameters', 'MyInvocation', 'foreach', 'switch', 'StackTrace', '^', '$', '?', '_'
$names += 'Error'
Get-Variable -Scope Global | Where-Object { $names -notcontains $_.Name } | Sort-Object Name |
    ForEach-Object { 'variable {0} = {1}' -f $_.Name, ($_.Value -join ',') }
Get-ChildItem function: | Sort-Object Name | ForEach-Object { 'function ' + $_.Name }
Get-ChildItem alias: | Sort-Object Name | ForEach-Object { 'alias ' + $_.Name }
'place ' + (Get-Location).Path
'culture ' + [System.Globalization.CultureInfo]::CurrentCulture.Name
"""


@pytest.mark.parametrize("answers", ["every command answers", "no command exists"])
def test_no_variable_function_or_setting_stays_behind(engine: Engine, answers: str) -> None:
    stub = stubs.functions(samples.sections(2)) if answers == "every command answers" else ""
    ready, before, _, after = engine.run(stub, STATE, collecting_script(), STATE)
    assert ready.thrown is None and len(before.output) > 20
    assert after == before


def test_errors_of_the_caller_stay_and_ours_are_not_added(engine: Engine) -> None:
    told = "$Error | ForEach-Object { [string]$_ }"
    fails = tables.function("Get-VM", "Write-Error ours; throw 'ours too'", "2019")
    before = "try { throw 'first' } catch { }\nWrite-Error second"
    _, _, answer, errors = engine.run(fails, before, collecting_script(), told)
    assert snapshot.read(answer.text).state("Get-VM") == "failed"
    assert errors.output == ("second", "first")


def test_a_full_error_list_of_the_caller_stays(engine: Engine) -> None:
    fill = 'foreach ($i in 1..400) { try { throw "old $i" } catch { } }'
    _, before, _, after = engine.run(fill, "$Error -join ','", collecting_script(), "$Error -join ','")
    assert before.output == after.output and "old 400" in before.text


@pytest.mark.parametrize(
    "setting",
    [
        "$ErrorActionPreference = 'Stop'",
        "$ErrorActionPreference = 'SilentlyContinue'",
        "Set-StrictMode -Version Latest",
        "Set-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'",
        "$WarningPreference = 'Stop'\n$VerbosePreference = 'Continue'\n$DebugPreference = 'Continue'",
        "$OFS = '---'",
        "$FormatEnumerationLimit = 1",
        "$row = 1; $rows = 2; $value = 3; $ask = 4; $name = 5; $fault = 6; $answer = 7; $sections = 8; $items = 9",
        "Set-Variable -Name row -Value 1 -Option ReadOnly\nSet-Variable -Name ask -Value 1 -Option ReadOnly",
        "[System.Threading.Thread]::CurrentThread.CurrentCulture = 'fr-FR'",
    ],
)
def test_settings_of_the_caller_change_nothing(engine: Engine, setting: str) -> None:
    given = samples.sections(3)
    result = engine.run(stubs.functions(given), setting, collecting_script())[-1]
    assert differences(snapshot.read(result.text).sections, given) == []


def test_default_parameters_of_the_caller_hide_no_error(engine: Engine) -> None:
    fails = tables.function("Get-VM", "Write-Error ours; [pscustomobject]@{ Name = 'a' }", "2019")
    setting = "$PSDefaultParameterValues = @{ 'Get-VM:ErrorAction' = 'Ignore' }"
    got = snapshot.read(engine.run(fails, setting, collecting_script())[-1].text)
    assert got.state("Get-VM") == "partial"


def test_errors_are_told_in_strict_sessions_too(engine: Engine) -> None:
    setting = "Set-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'"
    got = snapshot.read(engine.run(setting, collecting_script())[-1].text)
    assert [got.state(name) for name in CMDLETS if name.startswith("Get-")] == ["missing"] * 12


def test_the_script_is_plain_text_that_any_code_page_reads() -> None:
    text = collecting_script()
    assert text.isascii() and "\r" not in text and "\t" not in text and "%" not in text.replace("%ASK%", "%")
