"""Certificates of the demo's authority: a root, authorities below it, people, and who gives time stamps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import core, x509

from portal.demo.signing.keys import Key, identifier, sequence
from portal.domain.signatures import certificates
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate

BEGINS = datetime(2024, 1, 1, tzinfo=UTC)
# A year less than a UTCTime reaches, so that a signature can be later: the demo works on any day.
ENDS = datetime(2048, 12, 31, tzinfo=UTC)
_USAGES = ("digital_signature", "non_repudiation")


@dataclass(frozen=True)
class Owner:
    """A certificate with its key, and those above it."""

    key: Key
    certificate: Certificate
    above: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What a certificate is to say."""

    name: str
    number: str = ""
    tax_number: str = ""
    register_number: str = ""
    usages: Sequence[str] = _USAGES
    extended: Sequence[str] = ()
    is_authority: bool = False
    longest_path: int | None = None
    begins: datetime = BEGINS
    ends: datetime = ENDS
    serial: int = 0
    extensions: Sequence[tuple[str, bool, bytes]] = field(default=())


def issue(wish: Wish, key: Key, issuer: Owner | None = None) -> Owner:
    """A certificate for the key, by the issuer or by itself."""
    by = issuer.key if issuer else key
    subject = _name(wish)
    issued_by = issuer.certificate.subject if issuer else subject
    serial = wish.serial or int.from_bytes(hashlib.sha256(key.info + wish.name.encode()).digest()[:9], "big")
    signed = sequence(
        core.Integer(2, explicit=0).dump(),
        core.Integer(serial).dump(),
        by.algorithm,
        issued_by,
        sequence(x509.Time({"utc_time": wish.begins}).dump(), x509.Time({"utc_time": wish.ends}).dump()),
        subject,
        key.info,
        core.Sequence(contents=_extensions(wish, key, by), explicit=3).dump(),
    )
    bits = core.BitString.load(b"\x03" + core.OctetString(b"\0" + by.sign(signed)).dump()[1:])
    certificate = certificates.read(sequence(signed, by.algorithm, bits.dump()))
    return Owner(key, certificate, (issuer.certificate, *issuer.above) if issuer else ())


def _name(wish: Wish) -> bytes:
    stated = {"common_name": wish.name, "country_name": "UA"}
    stated |= {"serial_number": wish.number} if wish.number else {}
    return x509.Name.build(stated).dump()


def key_id(info: bytes) -> bytes:
    return hashlib.sha256(info).digest()


def _extensions(wish: Wish, key: Key, by: Key) -> bytes:
    authority = x509.AuthorityKeyIdentifier({"key_identifier": key_id(by.info)})
    constraints = {"ca": wish.is_authority}
    if wish.longest_path is not None:
        constraints["path_len_constraint"] = wish.longest_path  # type: ignore[assignment]
    found = [
        (oid.SUBJECT_KEY, False, core.OctetString(key_id(key.info)).dump()),
        (oid.AUTHORITY_KEY, False, authority.dump()),
        (oid.BASIC_CONSTRAINTS, True, x509.BasicConstraints(constraints).dump()),
        (oid.KEY_USAGE, True, x509.KeyUsage(set(wish.usages)).dump()),
        *wish.extensions,
    ]
    if wish.extended:
        found.append((oid.EXTENDED_KEY_USAGE, True, sequence(*map(identifier, wish.extended))))
    if attributes := _attributes(wish):
        found.append((oid.DIRECTORY_ATTRIBUTES, False, attributes))
    return b"".join(
        sequence(identifier(name), core.Boolean(True).dump() if critical else b"", core.OctetString(value).dump())
        for name, critical, value in found
    )


def _attributes(wish: Wish) -> bytes:
    pairs = [(oid.TAX_NUMBER, wish.tax_number), (oid.REGISTER_NUMBER, wish.register_number)]
    held = [
        sequence(identifier(name), core.SetOf([value], spec=core.PrintableString).dump())
        for name, value in pairs
        if value
    ]
    return sequence(*held) if held else b""
