"""Whether a certificate was taken back: from CRLs (RFC 5280) and OCSP answers (RFC 6960) that are at hand.

Nothing is fetched. An answer counts if the issuer, or for OCSP who it named for that, signed it, and if it was
given after the time that is asked about or was still in force then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from asn1crypto import core
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509

from portal.domain.signatures import certificates, digests, keys, moments
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.faults import Unverifiable, guarded
from portal.domain.signatures.serials import revoked_at

# ГОСТ 34.311 over more would take longer than anybody waits.
LARGEST_CRL = 2 * 1024 * 1024
# So many signatures of answers are verified at most.
MOST_ANSWERS = 16
_DELTA, _POINT = "2.5.29.27", "2.5.29.28"
# May be critical and does not change what a CRL covers: names and keys of its issuer, numbers, where others are.
_HARMLESS = ("2.5.29.35", "2.5.29.18", "2.5.29.20", "2.5.29.46", "2.5.29.60", "1.3.6.1.5.5.7.1.1")


@dataclass(frozen=True)
class Answer:
    """What one CRL or OCSP answer says: taken back since when, or not; as it was known at ``given``."""

    source: str
    given: datetime
    until: datetime | None
    revoked: datetime | None

    def counts(self, at: datetime) -> bool:
        return self.revoked is not None or self.given >= at or (self.until is not None and at <= self.until)


# What was read of an answer: when it was given, and how to have its signature verified, which takes long.
Fitting = tuple[datetime, Callable[[], Answer | None]]
Reader = Callable[[bytes, Certificate, Certificate], Fitting | None]


def ask(
    certificate: Certificate,
    issuer: Certificate,
    at: datetime,
    crls: Iterable[bytes],
    ocsps: Iterable[bytes],
) -> Answer | None:
    """The word that counts for that time: one that tells of a revocation before any other, else the latest.

    Ask of what a stranger brings apart from what the operator has: of either only so many answers are verified.
    """
    found = [
        *_told(_of_ocsp, ocsps, certificate, issuer),
        *_told(_of_crl, crls, certificate, issuer),
    ]
    return foremost(one for one in found if one.counts(at))


def foremost(found: Iterable[Answer | None]) -> Answer | None:
    """A revocation before any other word, else the latest."""
    said = (one for one in found if one)
    return max(said, key=lambda one: (one.revoked is not None, one.given), default=None)


def _told(read: Reader, raws: Iterable[bytes], certificate: Certificate, issuer: Certificate) -> list[Answer]:
    """What those say that are about this certificate, the newest first: others can't crowd them out."""
    fitting: list[Fitting] = []
    for raw in dict.fromkeys(raws):
        with suppress(Unverifiable):  # what can't be read tells nothing; that nothing was told is said
            one = guarded(partial(read, raw, certificate, issuer), "bad_answer")
            fitting += [one] if one else []
    found = []
    for _given, verified in sorted(fitting, key=lambda one: one[0], reverse=True)[:MOST_ANSWERS]:
        with suppress(Unverifiable):
            answer = guarded(verified, "bad_answer")
            found += [answer] if answer else []
    return found


def _of_crl(raw: bytes, certificate: Certificate, issuer: Certificate) -> Fitting | None:
    if len(raw) > LARGEST_CRL:
        return None
    body = asn1_crl.CertificateList.load(raw, strict=True)["tbs_cert_list"]
    if body["issuer"].dump() != issuer.subject or (issuer.usages is not None and "crl_sign" not in issuer.usages):
        return None
    covers = _coverage(body, certificate)
    if covers is None:
        return None
    given, until = moments.read(body["this_update"]), moments.read_any(body["next_update"])

    def verified() -> Answer | None:
        entries = body["revoked_certificates"].contents or b""
        since = revoked_at(entries, certificate.serial) if entries else None
        if since is None and not covers:
            return None
        return Answer("crl", given, until, since) if _is_signed(raw, issuer.key) else None

    return given, verified


@lru_cache(maxsize=16)
def _is_signed(raw: bytes, key: bytes) -> bool:
    """Remembered, for a hash takes seconds, and the certificates of a file often have one issuer."""
    held = asn1_crl.CertificateList.load(raw, strict=True)
    return keys.verifies(key, held["signature_algorithm"], held["tbs_cert_list"].dump(), bytes(held["signature"]))


def _coverage(body: asn1_crl.TbsCertList, certificate: Certificate) -> bool | None:
    """Whether a CRL that does not list the certificate says by that that it was not taken back (RFC 5280, 5.2).

    None: nor would it say anything if it did. It is the difference to another one, of others' certificates, or
    by rules that are not known here.
    """
    if isinstance(body["crl_extensions"], core.Void):
        return True
    covers = True
    for one in body["crl_extensions"]:
        identifier = str(one["extn_id"].dotted)
        if identifier == _POINT:
            point = asn1_crl.IssuingDistributionPoint.load(bytes(one["extn_value"]), strict=True)
            if point["only_contains_attribute_certs"].native or point["indirect_crl"].native:
                return None
            covers = covers and _is_point_of(point, certificate)
        elif identifier == _DELTA or (one["critical"].native and identifier not in _HARMLESS):
            return None
    return covers


def _is_point_of(point: asn1_crl.IssuingDistributionPoint, certificate: Certificate) -> bool:
    """Whether the part of the revocations that is published there is that of this certificate (6.3.3, b)."""
    others = "only_contains_user_certs" if certificate.is_authority else "only_contains_ca_certs"
    if point[others].native or point["only_some_reasons"].native:
        return False
    names = _names(point["distribution_point"])
    _is_critical, held = certificate.extensions.get(oid.CRL_POINTS, (False, b"\x30\x00"))
    own = asn1_x509.CRLDistributionPoints.load(held, strict=True)
    return not names or any(names & _names(one["distribution_point"]) for one in own)


def _names(point: asn1_x509.DistributionPointName) -> set[bytes]:
    if isinstance(point, core.Void):
        return set()
    return {one.dump() for one in point.chosen} if point.name == "full_name" else {point.chosen.dump()}


def _of_ocsp(raw: bytes, certificate: Certificate, issuer: Certificate) -> Fitting | None:
    basic = _basic(raw)
    body = basic["tbs_response_data"]
    one = next((one for one in body["responses"] if _is_about(one["cert_id"], certificate, issuer)), None)
    if one is None or one["cert_status"].name == "unknown":
        return None
    status = one["cert_status"]
    given, until = moments.read(one["this_update"]), moments.read_any(one["next_update"])
    since = moments.read(status.chosen["revocation_time"]) if status.name == "revoked" else None

    def verified() -> Answer | None:
        responder = _responder(basic, issuer, moments.read(body["produced_at"]))
        signature = bytes(basic["signature"])
        is_right = keys.verifies(responder.key, basic["signature_algorithm"], body.dump(), signature)
        return Answer("ocsp", given, until, since) if is_right else None

    return given, verified


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
            and delegate.begins <= at <= delegate.ends
            and delegate.is_signed_by(issuer)
        ):
            return delegate
    return issuer
