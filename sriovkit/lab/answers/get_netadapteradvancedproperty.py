"""Get-NetAdapterAdvancedProperty: the *SRIOV keyword of every port whose driver has one.

Rule: display texts are the vendor's own and stay English here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    for card, port in machine.ports:
        if card.capable and card.driver.pf_support:
            # The registry has a new value at once; the adapter follows when it is restarted.
            on = bool(machine.coming("port", port.name, "sriov_keyword", port.sriov_keyword))
            yield {
                "Name": port.name,
                "InterfaceDescription": machine.port_description(port),
                "RegistryKeyword": "*SRIOV",
                "RegistryValue": [str(int(on))],
                "DefaultRegistryValue": "1",
                "DisplayName": "SR-IOV",
                "DisplayValue": "Enabled" if on else "Disabled",
            }
