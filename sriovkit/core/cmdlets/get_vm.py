"""Get-VM: virtual machines; a VF is given only while one runs."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-VM",
    command="Get-VM",
    table="vms",
    module="Hyper-V",
    key="id",
)
class Vm(Record):
    """One virtual machine."""

    name: str | None = prop("Name", "Name of the VM; need not be unique")
    id: str | None = prop("Id", "Identity of the VM", kind="guid")
    state: str | None = prop("State", "Running, Off, Saved, Paused ...", kind="enum")
    generation: int | None = prop("Generation", "Generation of the VM", since="2012R2")
    version: str | None = prop("Version", "Configuration version")
    integration_services_version: str | None = prop(
        "IntegrationServicesVersion", "Version of the integration services in the guest"
    )
