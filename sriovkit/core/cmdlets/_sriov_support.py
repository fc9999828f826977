"""The SriovSupport enum of MSFT_NetAdapterSriovSettingData and MSFT_NetAdapterHardwareInfoSettingData.

Rule: numbers as Get-NetAdapterSriov uses them; the PCI device property numbers the same states differently.
"""

SRIOV_SUPPORT = {
    0: "Unknown",
    1: "Supported",
    2: "MissingAcs",
    3: "MissingPfDriver",
    4: "NoBusResources",
    5: "NoIoMmuSupport",
    6: "NoVfBarSpace",
    7: "NoOscSupport",
}
