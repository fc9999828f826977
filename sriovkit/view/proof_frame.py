"""A proof as a table, one row a claim; the columns are the same whatever stands in it.

Rule: what was seen and what is missing are keys with their facts; sentences are for text and HTML.
"""

from __future__ import annotations

from ..core.proof import CLAIMS, Claim, Proof, Said
from .frames import Table, frame
from .tables import column

COLUMNS = (
    column("host", "Name of the host"),
    column("vm_nic", "The VM NIC whose VF it is about"),
    column("number", "Number of the claim: each rests on those before it", "int"),
    column("claim", "given, active, record, guest, traffic or drill"),
    column("verdict", "proven, failed or unproven"),
    column("evidence", "What was seen: a key, and the facts as name=value", "texts"),
    column("missing", "What would be needed to say more", "texts"),
    column("peer", "The address that was to answer"),
    column("mtu", "Bytes of the largest IP packet that was to pass", "int"),
    column("simulated", "The host is simulated", "bool"),
)


def proof_frame(proof: Proof) -> Table:
    """The claims of a proof, in order."""
    return frame([_row(proof, claim) for claim in proof.claims], COLUMNS)


def _row(proof: Proof, claim: Claim) -> dict[str, object]:
    told: dict[str, object] = {"host": proof.host, "vm_nic": proof.vm_nic, "number": CLAIMS.index(claim.id) + 1}
    told |= {"claim": claim.id, "verdict": claim.verdict, "peer": proof.asked.peer, "mtu": proof.asked.mtu}
    told |= {"evidence": list(map(_flat, claim.evidence)), "missing": list(map(_flat, claim.missing))}
    return {**told, "simulated": proof.simulated}


def _flat(said: Said) -> str:
    return " ".join([said.key, *(f"{name}={value}" for name, value in said.facts.items())])
