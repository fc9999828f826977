"""Win32_ComputerSystem: the machine itself; a model name also tells a virtual or simulated one."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Win32_ComputerSystem",
    command="Get-CimInstance -ClassName Win32_ComputerSystem",
    table="computer",
    module="CimCmdlets",
    key="name",
)
class ComputerSystem(Record):
    """The computer of a host, one row."""

    name: str | None = prop("Name", "Computer name")
    dns_host_name: str | None = prop("DNSHostName", "Host name in DNS")
    domain: str | None = prop("Domain", "Domain or workgroup")
    part_of_domain: bool | None = prop("PartOfDomain", "Member of a domain")
    manufacturer: str | None = prop("Manufacturer", "Maker of the server")
    model: str | None = prop("Model", 'Model of the server; "Virtual Machine" is a nested host')
    hypervisor_present: bool | None = prop("HypervisorPresent", "A hypervisor is running")
    total_physical_memory: int | None = prop("TotalPhysicalMemory", "Memory", unit="bytes")
