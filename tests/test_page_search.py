"""Search as people do it: fragments from a console, codes and names, in both languages; the right page comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sriovkit.core import catalogue

from . import built_site

pytestmark = pytest.mark.browser

_REASONS = catalogue.load()
SAMPLES = built_site.ROOT / "tests" / "data" / "samples"


def said(code: str, lang: str, start: int = 0, end: int | None = None) -> str:
    return _REASONS[code].system[lang].text[start:end]


def wrapped(text: str, width: int = 17) -> str:
    """As a console breaks it: inside words, with the next line moved in."""
    return ("\n" + " " * 28).join(text[at : at + width] for at in range(0, len(text), width))


def sample(name: str, start: int = 0, end: int | None = None) -> str:
    """Lines of a real paste."""
    (file,) = SAMPLES.rglob(f"{name}.txt")
    return "\n".join(file.read_text("utf-8").splitlines()[start:end])


#: (language of the page, what is typed, the page that is wanted first)
SEARCHES = [
    ("ja", said("pcie-os-control", "ja"), "reasons/pcie-os-control/"),
    ("ja", wrapped(said("pcie-os-control", "ja")), "reasons/pcie-os-control/"),
    ("ja", said("pcie-os-control", "ja", 10, 60), "reasons/pcie-os-control/"),
    ("ja", said("no-acs-root-port", "ja", 0, 45), "reasons/no-acs-root-port/"),
    ("ja", wrapped(said("no-acs-root-port", "ja")), "reasons/no-acs-root-port/"),
    ("ja", said("remapping-security-override", "ja", 5, 70), "reasons/remapping-security-override/"),
    ("ja", wrapped(said("remapping-security-override", "ja")), "reasons/remapping-security-override/"),
    ("ja", said("nic-no-sriov", "ja"), "reasons/nic-no-sriov/"),
    ("ja", f"IovSupportReasons : {{{said('nic-no-sriov', 'ja')}}}", "reasons/nic-no-sriov/"),
    ("ja", "このネットワークアダプターはSR-IOVをサポート", "reasons/nic-no-sriov/"),
    ("ja", "ＩＯＶＥｎａｂｌｅＯｖｅｒｒｉｄｅ", "reasons/remapping-security-override/"),
    ("ja", "物理関数", "reference/glossary/"),
    ("ja", "仮想関数", "reference/glossary/"),
    ("ja", "NoOscSupport", "reasons/pcie-os-control/"),
    ("ja", "Get-NetAdapterSriovVf", "reference/cmdlets/get-netadaptersriovvf/"),
    ("ja", "切り戻し", "build/rollback/"),
    ("en", said("pcie-os-control", "en"), "reasons/pcie-os-control/"),
    ("en", wrapped(said("no-acs-root-port", "en")), "reasons/no-acs-root-port/"),
    ("en", said("nic-no-sriov", "en", 0, 30), "reasons/nic-no-sriov/"),
    ("en", said("remapping-security-override", "en", 20, 90), "reasons/remapping-security-override/"),
    ("en", "nic-no-vf-bar", "reasons/nic-no-vf-bar/"),
    ("en", "Missing PF Driver", "reasons/nic-missing-pf-driver/"),
    ("en", "get-vmswitch", "reference/cmdlets/get-vmswitch/"),
    ("en", "Win32_Processor", "reference/cmdlets/win32-processor/"),
    ("en", said("pcie-os-control", "ja", 0, 30), "reasons/pcie-os-control/"),
    # What people carry from a console: whole answers, single lines, a prompt.
    ("ja", sample("get-netadaptersriov-noosc-ja"), "reasons/pcie-os-control/"),
    ("ja", sample("get-vmswitch-fails-ja"), "reasons/pcie-os-control/"),
    ("ja", sample("get-vmswitch-fails-ja", 11, 14), "reasons/no-acs-root-port/"),
    ("ja", sample("get-vmswitch-fails-ja", 14, 18), "reasons/remapping-security-override/"),
    ("ja", sample("reason-slot-ja"), "reasons/nic-missing-acs/"),
    ("ja", sample("reason-slot-ja", 2, 3), "reasons/nic-missing-acs/"),
    ("ja", "SriovSupport         : NoOscSupport", "reasons/pcie-os-control/"),
    ("ja", "SriovSupport         : MissingAcs", "reasons/nic-missing-acs/"),
    ("ja", "IovSupport               : False", "diagnose/iov-support-false/"),
    ("ja", "IovSupport=False", "diagnose/iov-support-false/"),
    ("ja", "IovSupport False", "diagnose/iov-support-false/"),
    ("ja", "IovSupportReasons        : {OK}", "reasons/ok/"),
    ("ja", "VFDataPathActive         : False", "diagnose/vf-unused/"),
    ("ja", "NumVFs : 24", "operate/capacity/"),
    ("ja", r"PS C:\Users\Administrator> Get-NetAdapterSriov", "reference/cmdlets/get-netadaptersriov/"),
    ("ja", "Get-VMSwitch | fl *iov*", "reference/cmdlets/get-vmswitch/"),
    # Subjects.
    ("ja", "ライブマイグレーション", "operate/migration/"),
    ("ja", "チーム", "operate/teaming/"),
    ("ja", "BitLocker", "build/before/"),
    ("ja", "回復キー", "build/before/"),
    ("ja", "前提条件", "build/prerequisites/"),
    ("ja", "模擬ホスト", "lab/tour/"),
    ("ja", "WinRM", "reference/connect/"),
    ("ja", "VF が足りない", "operate/capacity/"),
    ("ja", "レガシ ネットワーク アダプター", "reasons/vm-nic-not-synthetic/"),
    ("en", "IovSupportReasons", "diagnose/iov-support-false/"),
    ("en", "VFDataPathActive : False", "diagnose/vf-unused/"),
    ("en", "live migration", "operate/migration/"),
    ("en", "New-VMSwitch -EnableIov $true", "build/switch/"),
    ("en", "Set-VMNetworkAdapter", "build/guest/"),
    ("en", "Disable-NetAdapterSriov", "build/rollback/"),
    ("en", "VF MTU mismatch", "reasons/guest-vf-mtu-mismatch/"),
    ("en", "hypervisoriommupolicy", "reasons/iommu-disabled-by-config/"),
    ("en", "does not do DMA remapping", "reasons/no-dma-remapping/"),
    ("en", "not enough PCI Express BAR resources", "reasons/nic-no-vf-bar/"),
    ("en", "JEA", "reference/jea/"),
]


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with built_site.served(built_site.folder()) as address:
        yield address


@pytest.fixture(scope="module")
def pages(home: str) -> Iterator[dict[str, Any]]:
    with built_site.browser() as browser:
        context = browser.new_context()
        pages = {lang: context.new_page() for lang in built_site.LANGUAGES}
        for lang, page in pages.items():
            page.goto(built_site.address(home, lang, ""))
            with page.expect_response("**/assets/exact.*.json"):
                page.click(".md-search__input")
        yield pages


@pytest.mark.parametrize(("lang", "typed", "wanted"), SEARCHES)
def test_the_right_page_comes_first(pages: dict[str, Any], home: str, lang: str, typed: str, wanted: str) -> None:
    page = pages[lang]
    page.fill(".md-search__input", "")
    page.fill(".md-search__input", typed)
    first = page.locator(".md-search-result a[href]:visible").first
    first.wait_for(timeout=60_000)
    assert first.get_attribute("href").split("?")[0] == built_site.address(home, lang, wanted)


def test_enter_opens_the_exact_hit(pages: dict[str, Any], home: str) -> None:
    page = pages["ja"]
    page.fill(".md-search__input", said("nic-no-sriov", "ja"))
    page.locator(".exact-hits a").first.wait_for()
    page.wait_for_timeout(500)  # the theme's own results come later and must not take its place
    page.keyboard.press("Enter")
    page.wait_for_url(built_site.address(home, "ja", "reasons/nic-no-sriov/") + "*")


def test_nothing_is_fetched_before_somebody_searches(pages: dict[str, Any], home: str) -> None:
    asked: list[str] = []
    page = pages["en"].context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(home)
    assert not [url for url in asked if "exact." in url and url.endswith(".json")]
    page.close()
