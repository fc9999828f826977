"""Get-PnpDeviceProperty: the PCI devices and root bridges, from which the way of a NIC up to its root port is read.

Rule: asked once for all devices, never device by device, which takes over a second each; and turned into one row a
device on the host, for a row a property would be four times as long. Not tried on a real host: that numbers of
properties are written "{set} number", and what they are called in the answer. All known forms are understood.
"""

from __future__ import annotations

from ._base import Record, prop, record

#: Sets of properties of pciprop.h: of a PCI device, and of a root bus.
_DEVICE = "{3ab22e31-8264-4b4e-9af5-a8d2d8e33e62}"
_ROOT_BUS = "{d817fc28-793e-4b9e-9970-469d8be63073}"
#: What is asked -> the property of a row; the names are those of pciprop.h.
PROPERTY_KEYS = {
    "DEVPKEY_Device_Parent": "Parent",
    f"{_DEVICE} 1": "DeviceType",
    f"{_DEVICE} 26": "SriovSupport",
    f"{_DEVICE} 29": "AcsSupport",
    f"{_DEVICE} 30": "AriSupport",
    f"{_DEVICE} 31": "AcsCompatibleUpHierarchy",
    f"{_ROOT_BUS} 1": "SecondaryInterface",
    f"{_ROOT_BUS} 12": "PCIExpressNativeHotPlugControl",
    f"{_ROOT_BUS} 14": "PCIExpressNativePMEControl",
    f"{_ROOT_BUS} 15": "PCIExpressAERControl",
    f"{_ROOT_BUS} 16": "PCIExpressCapabilityControl",
    f"{_ROOT_BUS} 17": "NativePciExpressControl",
}
_COMMAND = (
    """$keys = @{
"""
    + "\n".join(f"        '{key}' = '{name}'" for key, name in PROPERTY_KEYS.items())
    + """
    }
    $found = [ordered]@{}
    try {
        Get-PnpDevice -PresentOnly -InstanceId 'PCI\\*', 'ACPI\\PNP0A08*', 'ACPI\\PNP0A03*' |
            Get-PnpDeviceProperty -KeyName @($keys.Keys) | ForEach-Object {
                $told = @{}
                foreach ($part in 'DeviceID', 'InstanceId', 'Key', 'KeyName', 'Data') {
                    $member = $_.PSObject.Properties[$part]
                    if ($null -ne $member -and $null -ne $member.Value) { $told[$part] = $member.Value }
                }
                $id = if ($told.ContainsKey('InstanceId')) { $told['InstanceId'] } else { $told['DeviceID'] }
                if ($null -eq $id) { return }
                if (-not $found.Contains([string]$id)) { $found[[string]$id] = @{ InstanceId = $id } }
                if ($told.ContainsKey('Data')) {
                    # A key comes back as it was asked, or by the name of pciprop.h with its number beside it.
                    $name = $keys[([string]$told['KeyName'] -replace '\\s+', ' ')]
                    if ($null -eq $name) { $name = $keys[([string]$told['Key'] -replace '\\s+', ' ')] }
                    if ($null -eq $name) { $name = [string]$told['KeyName'] -replace '^DEVPKEY_[A-Za-z]+_' }
                    if ($name) { $found[[string]$id][$name] = $told['Data'] }
                }
            }
    } catch { $_ }
    foreach ($device in $found.Values) { [pscustomobject]$device }"""
)
_DEVICE_TYPES = {
    0: "PciConventional",
    1: "PciX",
    2: "PciExpressEndpoint",
    3: "PciExpressLegacyEndpoint",
    4: "PciExpressRootComplexIntegratedEndpoint",
    5: "PciExpressTreatedAsPci",
    6: "PciConventionalBridge",
    7: "PciXBridge",
    8: "PciExpressRootPort",
    9: "PciExpressUpstreamSwitchPort",
    10: "PciExpressDownstreamSwitchPort",
    11: "PciExpressToPciXBridge",
    12: "PciXToExpressBridge",
    13: "PciExpressTreatedAsPciBridge",
    14: "PciExpressEventCollector",
}
#: Not the numbers of Get-NetAdapterSriov: there 2 is MissingAcs, here 2 is MissingPfDriver.
_PCI_SRIOV_SUPPORT = {0: "Ok", 1: "MissingAcs", 2: "MissingPfDriver", 3: "NoBusResource", 4: "DidntGetVfBarSpace"}


@record(
    "Get-PnpDeviceProperty",
    command=_COMMAND,
    table="pci_devices",
    module="PnpDevice",
    key="instance_id",
    links={"parent": "pci_devices.instance_id"},
    since="2016",
)
class PciDevice(Record):
    """One PCI device, bridge or root bridge."""

    instance_id: str | None = prop("InstanceId", "Plug and play identity, as in Get-NetAdapter's PnPDeviceID")
    parent: str | None = prop("Parent", "Identity of the device above it")
    device_type: str | None = prop("DeviceType", "Kind of PCI device or bridge", values=_DEVICE_TYPES)
    sriov_support: str | None = prop(
        "SriovSupport",
        "Whether SR-IOV can work, else what is missing; numbered differently from Get-NetAdapterSriov",
        values=_PCI_SRIOV_SUPPORT,
    )
    acs_support: str | None = prop(
        "AcsSupport",
        "Access Control Services of this device; NotNeeded is for root ports only",
        values={0: "Present", 1: "NotNeeded", 2: "Missing"},
    )
    ari_support: bool | None = prop("AriSupport", "Can have more than 8 functions")
    acs_compatible_up_hierarchy: str | None = prop(
        "AcsCompatibleUpHierarchy",
        "Access Control Services of this device and all bridges up to the root port",
        values={0: "NotSupported", 1: "SingleFunctionSupported", 2: "NoP2PSupported", 3: "Supported", 4: "Enhanced"},
    )
    secondary_interface: str | None = prop(
        "SecondaryInterface",
        "Of a root bridge: the kind of bus below it",
        values={0: "PciConventional", 1: "PciXMode1", 2: "PciXMode2", 3: "PciExpress"},
    )
    native_hot_plug_control: bool | None = prop(
        "PCIExpressNativeHotPlugControl", "Of a root bridge: the firmware granted control of hot plug"
    )
    native_pme_control: bool | None = prop(
        "PCIExpressNativePMEControl", "Of a root bridge: the firmware granted control of power events"
    )
    aer_control: bool | None = prop(
        "PCIExpressAERControl", "Of a root bridge: the firmware granted control of error reporting"
    )
    capability_control: bool | None = prop(
        "PCIExpressCapabilityControl", "Of a root bridge: the firmware granted control of the PCI Express capability"
    )
    native_pci_express_control: bool | None = prop(
        "NativePciExpressControl", "Of a root bridge: Windows controls PCI Express; False keeps SR-IOV off below it"
    )
