"""Windows Server releases and display languages: what differs between them, as data.

Rule: builds are facts; NDIS and PowerShell build numbers are general knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """One Windows Server release."""

    name: str
    build: int
    kernel: str
    powershell: str
    ndis: str

    @property
    def version(self) -> str:
        """As Win32_OperatingSystem gives it: "6.2.9200"."""
        return f"{self.kernel}.{self.build}"

    @property
    def caption(self) -> str:
        return f"Microsoft Windows Server {self.name.replace('R2', ' R2')} Datacenter"

    def has(self, since: str, until: str = "") -> bool:
        """Whether what came with the release `since` and left after `until` is here; "": the first and the newest."""
        here = ORDER.index(self.name)
        return ORDER.index(since or ORDER[0]) <= here <= ORDER.index(until or ORDER[-1])


@dataclass(frozen=True)
class Language:
    """A display language of Windows: its tag and its number."""

    tag: str
    number: int


RELEASES = {
    r.name: r
    for r in (
        Release("2012", 9200, "6.2", "3.0", "6.30"),
        Release("2012R2", 9600, "6.3", "4.0", "6.40"),
        Release("2016", 14393, "10.0", "5.1.14393.1", "6.60"),
        Release("2019", 17763, "10.0", "5.1.17763.1", "6.82"),
        Release("2022", 20348, "10.0", "5.1.20348.1", "6.85"),
        Release("2025", 26100, "10.0", "5.1.26100.1", "6.89"),
    )
}
ORDER = tuple(RELEASES)
LANGUAGES = {"en": Language("en-US", 1033), "ja": Language("ja-JP", 1041)}
