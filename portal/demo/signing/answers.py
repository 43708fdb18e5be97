"""CRLs and OCSP answers of the demo's authority."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from asn1crypto import core, crl, ocsp

from portal.demo.signing.certificates import Owner
from portal.demo.signing.keys import identifier, sequence
from portal.domain.signatures import keys
from portal.domain.signatures.certificates import Certificate

_SHA1 = "1.3.14.3.2.26"


def revocation_list(
    issuer: Owner, given: datetime, until: datetime, revoked: Mapping[int, datetime] | None = None
) -> bytes:
    """A CRL with these numbers taken back."""
    entries = [
        crl.RevokedCertificate(
            {"user_certificate": serial, "revocation_date": crl.Time({"utc_time": since})}
        ).dump()
        for serial, since in (revoked or {}).items()
    ]
    body = sequence(
        core.Integer(1).dump(),
        issuer.key.algorithm,
        issuer.certificate.subject,
        crl.Time({"utc_time": given}).dump(),
        crl.Time({"utc_time": until}).dump(),
        sequence(*entries) if entries else b"",
    )
    return sequence(body, issuer.key.algorithm, _bit_string(issuer.key.sign(body)))


def status_answer(
    about: Certificate,
    issuer: Certificate,
    by: Owner,
    given: datetime,
    until: datetime,
    revoked: datetime | None = None,
) -> bytes:
    """An OCSP answer, by the issuer or by who it named for that."""
    asked = {
        "hash_algorithm": {"algorithm": _SHA1},
        "issuer_name_hash": hashlib.sha1(issuer.subject, usedforsecurity=False).digest(),
        "issuer_key_hash": hashlib.sha1(keys.bits_of(issuer.key), usedforsecurity=False).digest(),
        "serial_number": about.serial,
    }
    status = (
        ocsp.CertStatus("revoked", ocsp.RevokedInfo({"revocation_time": revoked}))
        if revoked
        else ocsp.CertStatus("good", core.Null())
    )
    single = {"cert_id": asked, "cert_status": status, "this_update": given, "next_update": until}
    body = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId("by_key", hashlib.sha1(by.key.info, usedforsecurity=False).digest()),
            "produced_at": given,
            "responses": [single],
        }
    ).dump()
    held = core.Sequence(contents=by.certificate.raw, explicit=0).dump()
    basic = sequence(body, by.key.algorithm, _bit_string(by.key.sign(body)), held)
    answer = sequence(identifier("1.3.6.1.5.5.7.48.1.1"), core.OctetString(basic).dump())
    return sequence(
        core.Enumerated.load(b"\x0a\x01\x00").dump(), core.Any.load(answer).retag({"explicit": 0}).dump()
    )


def _bit_string(held: bytes) -> bytes:
    return b"\x03" + core.OctetString(b"\0" + held).dump()[1:]
