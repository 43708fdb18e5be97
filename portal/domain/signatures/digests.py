"""Hashes by their identifier."""

from __future__ import annotations

import hashlib

from portal.domain.signatures import gost34311, kupyna
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.faults import Unverifiable


def digest(identifier: str, content: bytes, sbox: bytes = gost34311.DEFAULT_SBOX) -> bytes:
    """The hash; ``sbox`` is that of the key which signs, and matters to ГОСТ 34.311 alone.

    Raises:
        Unverifiable: ``weak_digest``, ``unknown_digest``.
    """
    if identifier == oid.GOST_34311:
        return gost34311.digest(content, sbox)
    if identifier in oid.KUPYNA:
        return kupyna.digest(content, oid.KUPYNA[identifier])
    if identifier in oid.SHA:
        return hashlib.new(oid.SHA[identifier], content).digest()
    raise Unverifiable("weak_digest" if identifier in oid.WEAK_DIGESTS else "unknown_digest", identifier)


def name(identifier: str) -> str:
    """What people call it."""
    if identifier == oid.GOST_34311:
        return "ГОСТ 34.311"
    if identifier in oid.KUPYNA:
        return f"ДСТУ 7564 ({oid.KUPYNA[identifier]})"
    return oid.SHA.get(identifier, identifier).replace("sha", "SHA-")
