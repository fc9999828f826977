"""Claims 4 and 5, from inside the guest: it sees the VF and uses it; a peer answers while the VF's counters rise.

Rule: the guest is matched by MAC address and by nothing else; an answer proves a VLAN only without a router between.
"""

from __future__ import annotations

from collections.abc import Iterator

from .asking import Asked
from .claim import Claim, Said, failed, proven, said, unproven
from .evidence import SYNTHETIC, UNBOUND, VF, Adapter, Look, dashed

_NO_WAY = said("no-way-in")


def sees(look: Look | None, mac: str) -> Claim:
    """Claim 4."""
    if look is None:
        return unproven("guest", _NO_WAY)
    if not mac or not look.has_mac(mac):
        return unproven("guest", said("guest-other-mac", mac=dashed(mac) or "-", found=_macs(look)))
    vf = look.of_mac(mac, VF)
    if vf is None:
        unbound = any(a.mac == mac and a.kind == UNBOUND for a in look.adapters)
        return failed("guest", said("guest-unbound" if unbound else "guest-no-vf", mac=dashed(mac)))
    seen = (said("guest-vf", name=vf.name, mac=dashed(mac), driver=vf.driver or "-"),)
    if vf.carries is False:
        return failed("guest", *seen, said("guest-off-vf"))
    if vf.up is False:
        return failed("guest", *seen, said("guest-vf-down"))
    if vf.carries or _moved(vf):
        return proven("guest", *seen, said("guest-on-vf") if vf.carries else said("guest-counted", **_counts(vf)))
    return unproven("guest", said("guest-unused"), evidence=seen)


def _moved(vf: Adapter) -> bool:
    """Packets went through it since it came."""
    return any(count for count in (vf.after.rx, vf.after.tx, vf.before.rx, vf.before.tx))


def _counts(vf: Adapter) -> dict[str, int | None]:
    last = vf.after if vf.after.rx is not None else vf.before
    return {"rx": last.rx, "tx": last.tx}


def _macs(look: Look) -> str:
    return ", ".join(map(dashed, look.macs[:4])) or "-"


def traffic(look: Look | None, mac: str, asked: Asked) -> Claim:
    """Claim 5."""
    if asked.peer is None:
        return unproven("traffic", said("no-peer"))
    if look is None:
        return unproven("traffic", _NO_WAY)
    lacking = [*reached(look, mac, asked)]
    dead = silent(look, asked)
    elsewhere = any(lack.key in ("other-peer", "other-way") for lack in lacking)
    if dead and not elsewhere:
        return failed("traffic", *dead, missing=tuple(lacking))
    if lacking:
        return unproven("traffic", *lacking, evidence=tuple(_answered(look)))
    return _over_vf(look, mac, asked)


def reached(look: Look, mac: str, asked: Asked) -> Iterator[Said]:
    """What is missing before an answer says anything of this VM NIC, its VLAN and its MTU."""
    if look.peer and look.peer != asked.peer:
        yield said("other-peer", peer=look.peer, wanted=asked.peer)
    if not look.pings:
        yield said("no-pings", peer=asked.peer)
    elif look.pinged(asked.size) is None:
        yield said("small-pings", size=max(p.size for p in look.pings), wanted=asked.size, mtu=asked.mtu)
    if look.route is None or look.route.direct is None:
        yield said("no-route", peer=asked.peer)
    elif not look.route.direct:
        yield said("routed", peer=asked.peer)
    way = look.way
    if look.route is not None and (way is None or way.mac != mac or way.kind not in (SYNTHETIC, "")):
        yield said("other-way", name=way.name if way else look.route.name or look.route.index, mac=dashed(mac))


def silent(look: Look, asked: Asked) -> tuple[Said, ...]:
    """Why the peer cannot be reached as it should; nothing where it answers, or was not asked."""
    small, full = look.small, look.pinged(asked.size)
    if small is None or (look.peer and look.peer != asked.peer):
        return ()
    if small.answered == 0 and not small.too_big:
        return (said("silent", peer=asked.peer, sent=sum(p.sent for p in look.pings)),)
    if full is None or full.good:
        return ()
    facts = {"peer": asked.peer, "size": full.size, "mtu": asked.mtu, "sent": full.sent, "answered": full.answered}
    if full.too_big:
        return (said("mtu-guest", **facts),)
    if full.answered:
        return (said("lossy", **facts),)
    return (said("mtu-way", **facts),)


def _answered(look: Look) -> Iterator[Said]:
    for p in look.pings:
        yield said("answered", peer=look.peer or "-", size=p.size, sent=p.sent, answered=p.answered)


def _over_vf(look: Look, mac: str, asked: Asked) -> Claim:
    vf, seen = look.of_mac(mac, VF), tuple(_answered(look))
    if vf is None:
        return failed("traffic", *seen, said("no-vf-counters"))
    rise, least = vf.rise, look.answers
    if rise.rx is None or rise.tx is None:
        return unproven("traffic", said("no-counters", name=vf.name), evidence=seen)
    rose = said("counters", name=vf.name, rx=rise.rx, tx=rise.tx)
    if rise.rx < least or rise.tx < least:
        return failed("traffic", *seen, rose, said("not-over-vf", answered=least))
    return proven("traffic", *seen, rose, said("vlan-mtu", mtu=asked.mtu), missing=tuple(_larger(look, mac, asked)))


def _larger(look: Look, mac: str, asked: Asked) -> Iterator[Said]:
    """The guest could send larger packets than were tried."""
    own = look.of_mac(mac, SYNTHETIC)
    if own is not None and own.mtu is not None and own.mtu > asked.mtu:
        yield said("larger-mtu", own=own.mtu, mtu=asked.mtu)
