"""Evidence from beside the host's PowerShell: Linux and Windows guests, and the NIC firmware's mlxconfig.

Rule: these lines are taken out of a text before the PowerShell reader sees it; every other line stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..gather import Gather
from ..shape import Line, Notes
from . import events, linux, mlxconfig
from .guests import Guests
from .shells import Block, blocks

__all__ = ["take"]

#: No line of any guest or of mlxconfig reads without one of these somewhere in the text.
_HINT = re.compile(
    r"hv_netvsc|hv_pci|/sys/class/net|link/ether|\[0200\]|Hyper-V-Netvsc|failureReason|SRIOV_EN|NUM_OF_VFS"
    r"|Virtual Function|: joined to |\bVF\b|vf_[rt]x_"
)
#: Longer lines are none of these tools'.
LONGEST = 2000


def take(lines: Sequence[Line], gather: Gather, notes: Notes) -> list[Line]:
    """The lines that are none of these; what the others say stands in the sections "Guest" and "mlxconfig"."""
    if not any(_HINT.search(line.text[:LONGEST]) for line in lines):
        return list(lines)
    guests = Guests()
    taken: set[int] = set()
    for block in blocks(lines):
        read = linux.read(block, guests) | events.read(block, guests, notes) | mlxconfig.read(block, gather, notes)
        taken |= read | _beside(block, read, notes)
    rows = guests.rows()
    if rows:
        gather.beside["Guest"] = rows
    return [Line(line.number, "") if at in taken else line for at, line in enumerate(lines)]


def _beside(block: Block, read: set[int], notes: Notes) -> set[int]:
    """The command of what was read; and what no host said: the rest of a session in a VM, a shell's other commands."""
    rest = [(at, line) for at, line in block.lines if at not in read]
    told = next((at for at, line in rest if not line.blank), -1)
    if block.at < 0 or not (read or block.vm or block.prompted):
        return set()
    if not block.vm and read:
        return {block.at}
    if not block.vm:
        # A shell says nothing of where its output ends when no prompt follows.
        end = next((i for i, (_, line) in enumerate(rest) if line.blank), len(rest))
        rest = rest if block.ended else rest[:end]
    if told >= 0 and rest and not read:
        notes.add("not-asked", block.line, command=block.text)
    return {block.at, *(at for at, _ in rest)}
