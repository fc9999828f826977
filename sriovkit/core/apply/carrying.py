"""Which adapters carry something: the session, storage traffic; and which ones a step touches.

Rule: told from the host's own connections and addresses; where they do not lead to an adapter, it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..plan import Step
from .answer import Told

#: Ports of Windows remote management; SMB and iSCSI, whoever called.
WINRM = ("5985", "5986")
STORAGE = ("445", "3260")
_LOCAL = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Wires:
    """The host's network as its looks told it: who reaches the outside through which adapter (InterfaceDescription)."""

    items: Mapping[str, Told]

    def rows(self, look: str) -> tuple[Mapping[str, str], ...]:
        told = self.items.get(look)
        return told.rows if told is not None and told.state == "found" else ()

    def knows(self, *looks: str) -> bool:
        return all(look in self.items and self.items[look].state == "found" for look in looks)

    def under(self, alias: str) -> frozenset[str]:
        """The adapters under an interface, by its name; none where its way cannot be told."""
        for row in self.rows("host-nics"):
            if alias == f"vEthernet ({row.get('Name', '')})":
                return frozenset(d for s in self._switches(row.get("SwitchId", "")) for d in self.uplinks(s))
        return frozenset(
            device
            for row in self.rows("adapters")
            if row.get("Name") == alias
            for device in self.below(row.get("InterfaceDescription", ""))
        )

    def uplinks(self, switch: Mapping[str, str]) -> frozenset[str]:
        """The adapters under a vSwitch, through a team as well."""
        told = switch.get("NetAdapterInterfaceDescriptions") or switch.get("NetAdapterInterfaceDescription") or ""
        return frozenset(device for named in told.split("|") if named for device in self.below(named))

    def below(self, device: str) -> frozenset[str]:
        """An adapter itself, or, where it is a team's, those of its members."""
        names = {row.get("Name") for row in self.rows("adapters") if row.get("InterfaceDescription") == device}
        for team in self.rows("teams"):
            if names & {team.get("Name"), *team.get("TeamNics", "").split("|")}:
                own = [m for m in self.rows("members") if m.get("Team") == team.get("Name")]
                return frozenset(m.get("InterfaceDescription", "") for m in own)
        return frozenset([device]) if device else frozenset()

    def carrying(self, connections: Iterable[Mapping[str, str]]) -> tuple[frozenset[str], bool]:
        """The adapters by which connections go, and whether the way of each of them could be told."""
        aliases = {
            row.get("IPAddress", "").partition("%")[0]: row.get("InterfaceAlias") for row in self.rows("addresses")
        }
        found: set[str] = set()
        whole = True
        for row in connections:
            address = row.get("LocalAddress", "").partition("%")[0].removeprefix("::ffff:")
            if address in _LOCAL:
                continue
            under = self.under(aliases.get(address) or "")
            found |= under
            whole = whole and bool(under)
        return frozenset(found), whole

    def touched(self, step: Step) -> frozenset[str]:
        """The adapters that a step restarts, or whose vSwitch it makes or removes; none for a VM NIC's change."""
        told = step.arguments
        named = [str(told["device"])] if "device" in told else [str(u) for u in told.get("uplinks", ())]
        found = {device for name in named for device in self.below(name)}
        if "switch" in told and "adapter" not in told:
            found |= {d for s in self._switches(str(told["switch"])) for d in self.uplinks(s)}
        return frozenset(found)

    def _switches(self, identity: str) -> list[Mapping[str, str]]:
        return [row for row in self.rows("switches") if row.get("Id", "").casefold() == identity.casefold()]
