"""Get-VMHost: the verdict of the platform on SR-IOV."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-VMHost",
    command="Get-VMHost",
    table="host",
    module="Hyper-V",
)
class VmHost(Record):
    """What Hyper-V says of the platform, one row."""

    iov_support: bool | None = prop("IovSupport", "The platform can do SR-IOV")
    iov_support_reasons: list[str] | None = prop(
        "IovSupportReasons", "Why it cannot, sentences in the language of the host; empty when it can"
    )
