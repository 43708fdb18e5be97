"""Whether a certificate was taken back: from CRLs (RFC 5280) and OCSP answers (RFC 6960) that are at hand.

Nothing is fetched. An answer counts if the issuer, or for OCSP who it named for that, signed it, and if it was
given after the time that is asked about or was still in force then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from asn1crypto import core
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp

from portal.domain.signatures import certificates, digests, keys
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.faults import Unverifiable, guarded
from portal.domain.signatures.serials import revoked_at

# ГОСТ 34.311 over more would take longer than anybody waits.
LARGEST_CRL = 2 * 1024 * 1024
MOST_ANSWERS = 16
_DELTA, _POINT, _INDIRECT = "2.5.29.27", "2.5.29.28", "2.5.29.29"


@dataclass(frozen=True)
class Answer:
    """What one CRL or OCSP answer says: taken back since when, or not; as it was known at ``given``."""

    source: str
    given: datetime
    until: datetime | None
    revoked: datetime | None

    def counts(self, at: datetime) -> bool:
        return self.revoked is not None or self.given >= at or (self.until is not None and at <= self.until)


Reader = Callable[[bytes, Certificate, Certificate], Answer | None]


def ask(
    certificate: Certificate,
    issuer: Certificate,
    at: datetime,
    crls: Iterable[bytes],
    ocsps: Iterable[bytes],
) -> Answer | None:
    """The word that counts for that time: one that tells of a revocation before any other, else the latest."""
    found = [
        *_told(_of_ocsp, ocsps, certificate, issuer),
        *_told(_of_crl, crls, certificate, issuer),
    ]
    counting = (one for one in found if one.counts(at))
    return max(counting, key=lambda one: (one.revoked is not None, one.given), default=None)


def _told(read: Reader, raws: Iterable[bytes], certificate: Certificate, issuer: Certificate) -> list[Answer]:
    found = []
    for raw in list(dict.fromkeys(raws))[:MOST_ANSWERS]:
        try:
            answer = guarded(partial(read, raw, certificate, issuer), "bad_answer")
        except Unverifiable:
            continue  # what can't be read tells nothing; that nothing was told is said
        found += [answer] if answer else []
    return found


def _of_crl(raw: bytes, certificate: Certificate, issuer: Certificate) -> Answer | None:
    if len(raw) > LARGEST_CRL:
        return None
    held = asn1_crl.CertificateList.load(raw, strict=True)
    body = held["tbs_cert_list"]
    if body["issuer"].dump() != issuer.subject or not _is_complete(body):
        return None
    if issuer.usages is not None and "crl_sign" not in issuer.usages:
        return None
    if not keys.verifies(issuer.key, held["signature_algorithm"], body.dump(), bytes(held["signature"])):
        return None
    revoked = body["revoked_certificates"]
    since = revoked_at(revoked.contents or b"", certificate.serial) if len(revoked.contents or b"") else None
    return Answer("crl", body["this_update"].native, body["next_update"].native, since)


def _is_complete(body: asn1_crl.TbsCertList) -> bool:
    """No difference to an earlier one, and none for attributes or of others' certificates."""
    if isinstance(body["crl_extensions"], core.Void):
        return True
    for one in body["crl_extensions"]:
        identifier = str(one["extn_id"].dotted)
        if identifier in (_DELTA, _INDIRECT):
            return False
        if identifier == _POINT:
            point = asn1_crl.IssuingDistributionPoint.load(bytes(one["extn_value"]), strict=True)
            if any(
                point[name].native
                for name in ("only_contains_attribute_certs", "indirect_crl", "only_some_reasons")
            ):
                return False
    return True


def _of_ocsp(raw: bytes, certificate: Certificate, issuer: Certificate) -> Answer | None:
    basic = _basic(raw)
    body = basic["tbs_response_data"]
    for one in body["responses"]:
        if _is_about(one["cert_id"], certificate, issuer):
            break
    else:
        return None
    responder = _responder(basic, issuer, body["produced_at"].native)
    signature = bytes(basic["signature"])
    if not keys.verifies(responder.key, basic["signature_algorithm"], body.dump(), signature):
        return None
    status = one["cert_status"]
    if status.name == "unknown":
        return None
    since = status.chosen["revocation_time"].native if status.name == "revoked" else None
    return Answer("ocsp", one["this_update"].native, one["next_update"].native, since)


def _basic(raw: bytes) -> asn1_ocsp.BasicOCSPResponse:
    try:
        whole = asn1_ocsp.OCSPResponse.load(raw, strict=True)
        return whole["response_bytes"]["response"].parsed
    except (ValueError, TypeError, KeyError):
        return asn1_ocsp.BasicOCSPResponse.load(raw, strict=True)


def _is_about(asked: asn1_ocsp.CertId, certificate: Certificate, issuer: Certificate) -> bool:
    """By number, and by the hashes of the issuer's name and key."""
    digest = str(asked["hash_algorithm"]["algorithm"].dotted)
    return (
        asked["serial_number"].native == certificate.serial
        and bytes(asked["issuer_name_hash"]) == _hashed(digest, issuer.subject)
        and bytes(asked["issuer_key_hash"]) == _hashed(digest, keys.bits_of(issuer.key))
    )


def _hashed(digest: str, value: bytes) -> bytes:
    """SHA-1 is in order here: it tells issuers apart, and proves nothing."""
    is_sha1 = digest == "1.3.14.3.2.26"
    return hashlib.sha1(value, usedforsecurity=False).digest() if is_sha1 else digests.digest(digest, value)


def _responder(basic: asn1_ocsp.BasicOCSPResponse, issuer: Certificate, at: datetime) -> Certificate:
    """The issuer, or who the issuer gave a certificate for answers (RFC 6960, 4.2.2.2)."""
    for one in list(basic["certs"] or ())[:4]:
        delegate = certificates.read(one.dump())
        if (
            delegate.issuer == issuer.subject
            and oid.OCSP_SIGNING in (delegate.extended_usages or ())
            and delegate.begins <= at.astimezone(UTC) <= delegate.ends
            and delegate.is_signed_by(issuer)
        ):
            return delegate
    return issuer
