"""Win32_OperatingSystem: which Windows this is, and in which language it speaks."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Win32_OperatingSystem",
    command="Get-CimInstance -ClassName Win32_OperatingSystem",
    table="os",
    module="CimCmdlets",
    key="caption",
)
class OperatingSystem(Record):
    """The operating system of a host, one row."""

    caption: str | None = prop("Caption", "Name of the product, in the language of the host")
    version: str | None = prop("Version", "Version number")
    build_number: str | None = prop(
        "BuildNumber", "Build: 9200 is 2012, 9600 2012 R2, 14393 2016, 17763 2019, 20348 2022, 26100 2025"
    )
    product_type: str | None = prop(
        "ProductType",
        "Work station, domain controller or server",
        values={1: "WorkStation", 2: "DomainController", 3: "Server"},
    )
    mui_languages: list[str] | None = prop("MUILanguages", "Installed display languages")
    os_language: int | None = prop("OSLanguage", "Language of the installation, a Windows language number")
    locale: str | None = prop("Locale", "Locale, a hexadecimal Windows language number")
    last_boot_up_time: str | None = prop("LastBootUpTime", "When the host started, UTC", kind="date")
    local_date_time: str | None = prop("LocalDateTime", "The clock of the host when it was asked, UTC", kind="date")
