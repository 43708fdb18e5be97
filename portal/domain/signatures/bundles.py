"""Bundles of certificates (``.p7b``, RFC 5652 without signers), and each certificate held to its issuer in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import cms as asn1_cms

from portal.domain.signatures import certificates, chain
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.encodings import der
from portal.domain.signatures.faults import Unverifiable, guarded

VERIFIED, FAILED, WITHOUT_ISSUER = "verified", "failed", "without issuer"


@dataclass(frozen=True)
class Held:
    """A certificate of a bundle, and what became of it; ``why`` when it failed."""

    name: str
    outcome: str
    why: str = ""


def read(content: bytes) -> tuple[bytes, ...]:
    """The certificates of a bundle, or the one that the file is, as their bytes.

    Raises:
        Unverifiable: ``unknown_file``, ``bad_cms``.
    """
    return guarded(lambda: _read(der(content)), "bad_cms")


def check(raws: Sequence[bytes]) -> list[Held]:
    """Each certificate against its issuer in the bundle; what can't be read has failed."""
    held = certificates.read_those(raws)
    unread = [Held("", FAILED, "bad_certificate")] * (len(dict.fromkeys(raws)) - len(held))
    return [_checked(one, held) for one in held] + unread


def _read(raw: bytes) -> tuple[bytes, ...]:
    if len(certificates.read_those([raw])) == 1:
        return (raw,)
    whole = asn1_cms.ContentInfo.load(raw)
    if whole["content_type"].dotted != oid.SIGNED_DATA:
        raise Unverifiable("bad_cms", "neither a bundle nor a certificate")
    return tuple(one.chosen.dump() for one in whole["content"]["certificates"] if one.name == "certificate")


def _checked(one: Certificate, held: Sequence[Certificate]) -> Held:
    name = f"{one.name} ({one.serial:x})"
    why = ""
    found = chain.candidates(one, held)
    for issuer in found:
        try:
            if one.is_signed_by(issuer):
                return Held(name, VERIFIED)
            why = why or "bad_issuer_signature"
        except Unverifiable as error:
            why = error.code
    return Held(name, FAILED, why) if found else Held(name, WITHOUT_ISSUER)
