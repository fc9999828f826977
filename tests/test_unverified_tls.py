"""A diagnosis says that the host never proved who it is: after TLS that nobody verified, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.snapshot import Snapshot
from tests import healthy

MARK = {"en": "[TLS NOT VERIFIED]", "ja": "[TLS 未検証]"}
LANGUAGES = pytest.mark.parametrize("lang", MARK)
SOURCE = {"transport": "psrp", "address": "hv01", "port": 5986, "tls": True, "verified": False, "auth": "ntlm"}


def read_over(**source: Any) -> Diagnosis:
    return diagnose(Snapshot({**healthy.data(), "source": {**SOURCE, **source}}))


def html(diagnosis: Diagnosis, lang: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SRIOVKIT_LANG", lang)
    return diagnosis._repr_html_()


@LANGUAGES
def test_the_ladder_in_a_terminal_says_it_in_its_first_line(lang: str) -> None:
    assert MARK[lang] in read_over().text(lang).splitlines()[0]


@LANGUAGES
def test_the_ladder_in_a_notebook_says_it_before_the_verdict(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = html(read_over(), lang, monkeypatch)
    verdict = {"en": "Verdict:", "ja": "判定:"}[lang]
    assert MARK[lang] in shown.partition(verdict)[0]
    assert verdict in shown


def test_what_is_printed_of_it_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_LANG", "en")
    assert MARK["en"] in repr(read_over())


def test_a_simulated_host_says_both() -> None:
    data = {**healthy.data(), "source": SOURCE}
    data["sections"]["Win32_ComputerSystem"]["rows"][0]["Model"] = "sriovkit lab (simulated): Server R1"
    first = diagnose(Snapshot(data)).text("en").splitlines()[0]
    assert "[SIMULATED]" in first and MARK["en"] in first


@LANGUAGES
@pytest.mark.parametrize(
    "source", [{"verified": True}, {"tls": False, "port": 5985}, {"tls": False, "verified": True}], ids=str
)
def test_nothing_is_said_where_it_was_verified_or_no_tls_was_used(
    source: dict[str, Any], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagnosis = read_over(**source)
    assert MARK[lang] not in diagnosis.text(lang)
    assert MARK[lang] not in html(diagnosis, lang, monkeypatch)


@LANGUAGES
def test_a_file_and_a_paste_have_no_such_word(lang: str) -> None:
    assert MARK[lang] not in diagnose(Snapshot(healthy.data())).text(lang)
