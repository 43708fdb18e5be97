"""Time stamps (RFC 3161): when something was there, by the word of an authority that is trusted for time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import tsp

from portal.domain.signatures import chain, cms, digests, moments
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.chain import Chain
from portal.domain.signatures.faults import Broken, Unverifiable, guarded
from portal.domain.signatures.trust import Trust


@dataclass(frozen=True)
class Stamp:
    """A time stamp that is right, and the way from who gave it."""

    at: datetime
    chain: Chain
    algorithm: str
    crls: tuple[bytes, ...] = ()


def check(token: bytes, stamped: bytes, others: Iterable[Certificate], trust: Trust) -> Stamp:
    """The time at which ``stamped`` was there.

    Raises:
        Broken: ``stamp_of_other``: upon other bytes; or the stamp itself was changed.
        Unverifiable: it can't be read, or is by rules that are not known here.
    """
    return guarded(lambda: _check(token, stamped, others, trust), "bad_stamp")


def _check(token: bytes, stamped: bytes, others: Iterable[Certificate], trust: Trust) -> Stamp:
    signed = cms.read(token)
    if signed.content_type != oid.TST_INFO or signed.content is None or len(signed.signers) != 1:
        raise Unverifiable("bad_stamp", "no TSTInfo")
    content = signed.content
    checked = cms.check(signed, signed.signers[0], lambda digest, sbox: digests.digest(digest, content, sbox))
    info = tsp.TSTInfo.load(content, strict=True)
    imprint = info["message_imprint"]
    identifier = str(imprint["hash_algorithm"]["algorithm"].dotted)
    if bytes(imprint["hashed_message"]) != digests.digest(identifier, stamped):
        raise Broken("stamp_of_other")
    at = moments.read(info["gen_time"])
    way = chain.build(checked.certificate, (*signed.certificates, *others), trust, at)
    if checked.certificate.extended_usages != frozenset({oid.TIME_STAMPING}):
        raise Unverifiable("bad_stamp", "by a certificate that is not for time stamps")
    return Stamp(at, way, checked.algorithm, signed.crls)
