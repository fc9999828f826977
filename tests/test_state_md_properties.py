"""Every property that the facts name for a cmdlet of the main job is collected."""

from __future__ import annotations

import pytest

from sriovkit.core.cmdlets import CMDLETS

#: From the facts' state.md: sections 1 to 8, property by property.
NAMED = {
    "Get-VMHost": "IovSupport IovSupportReasons",
    "Get-VMSwitch": "Name Id Notes SwitchType AllowManagementOS NetAdapterInterfaceDescription"
    " NetAdapterInterfaceDescriptions NetAdapterInterfaceGuid EmbeddedTeamingEnabled AllowNetLbfoTeams IovEnabled"
    " IovSupport IovSupportReasons IovVirtualFunctionCount IovVirtualFunctionsInUse IovQueuePairCount"
    " IovQueuePairsInUse BandwidthReservationMode AvailableVMQueues NumberVmqAllocated",
    "Get-NetAdapterSriov": "Caption Description ElementName InstanceID Name InterfaceDescription Source SystemName"
    " Enabled SriovSupport SwitchType SwitchName NumVFs NumAllocatedVFs NumVPorts NumActiveVPorts"
    " NumQueuePairsForDefaultVPort NumQueuePairsForNonDefaultVPorts NumActiveDefaultVPortMacAddresses"
    " NumActiveDefaultVPortVlanIds NumActiveNonDefaultVPortMacAddresses NumActiveNonDefaultVPortVlanIds"
    + "".join(
        f" {where}Capabilities.{name}"
        for where in ("Hardware", "Current")
        for name in (
            "VlanSupported",
            "PerVportInterruptModerationSupported",
            "AsymmetricQueuePairsForNonDefaultVPortsSupported",
            "VfRssSupported",
            "SingleVportPoolSupported",
            "MaxNumSwitches",
            "MaxNumVPorts",
            "MaxNumVFs",
            "MaxNumQueuePairs",
            "MaxNumQueuePairsPerNonDefaultVPort",
            "MaxNumMacAddresses",
        )
    ),
    "Get-NetAdapterSriovVf": "FunctionID SwitchID VmFriendlyName VmID VmNicID CurrentMacAddress PermanentMacAddress"
    " VPortID",
    "Get-NetAdapterHardwareInfo": "SegmentNumber BusNumber DeviceNumber FunctionNumber SlotNumber NumaNode"
    " LocationInformationString PciExpressCurrentLinkSpeedEncoded PciExpressCurrentLinkWidth"
    " PciExpressMaxLinkSpeedEncoded PciExpressMaxLinkWidth PciExpressVersion PciDeviceType NumMsixTableEntries"
    " SriovSupport PciDeviceLabelString",
    "Get-NetAdapterAdvancedProperty": "RegistryKeyword RegistryValue",
    "Get-VM": "State Generation Version IntegrationServicesVersion",
    "Get-VMNetworkAdapter": "IovWeight IovQueuePairsRequested IovInterruptModeration IovQueuePairsAssigned IovUsage"
    " VirtualFunction VFDataPathActive Status StatusDescription AllowTeaming MacAddressSpoofing IsLegacy SwitchName"
    " Connected",
    "IOVEnableOverride": "IOVEnableOverride",
}


@pytest.mark.parametrize("section", list(NAMED))
def test_every_named_property_is_collected(section: str) -> None:
    kept = {p.name for p in CMDLETS[section].record.PROPS}
    assert set(NAMED[section].split()) - kept == set()
