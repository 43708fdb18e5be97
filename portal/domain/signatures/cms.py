"""A CMS with signatures (RFC 5652; CAdES, ETSI EN 319 122): reading it, and checking one signer of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms as asn1_cms
from asn1crypto import core, tsp  # noqa: F401 (tsp tells asn1crypto of the attributes of time stamps)

from portal.domain.signatures import certificates, digests, keys, moments
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.faults import Broken, Unverifiable, guarded

MOST_CERTIFICATES = 40
Digest = Callable[[str, bytes], bytes]


@dataclass(frozen=True)
class SignedData:
    """The parts of a CMS."""

    content_type: str
    content: bytes | None
    certificates: tuple[Certificate, ...]
    signers: tuple[asn1_cms.SignerInfo, ...]
    crls: tuple[bytes, ...]


@dataclass(frozen=True)
class Checked:
    """A signer whose signature is right: by this certificate, over this content."""

    certificate: Certificate
    algorithm: str
    claimed: datetime | None
    signature: bytes
    names_certificate: bool
    signed: dict[str, asn1_cms.CMSAttribute]
    unsigned: dict[str, asn1_cms.CMSAttribute]


def read(raw: bytes) -> SignedData:
    """The CMS of these bytes; zeros behind it, as PDFs have them, are passed over.

    Raises:
        Unverifiable: ``bad_cms``, ``bad_certificate``, ``too_many_certificates``.
    """
    return guarded(lambda: _read(raw), "bad_cms")


def check(signed: SignedData, info: asn1_cms.SignerInfo, digest_of_content: Digest) -> Checked:
    """Check a signer (RFC 5652, 5.4 and 5.6); ``digest_of_content(identifier, sbox)`` hashes what was signed.

    Raises:
        Broken: ``content_changed``, ``bad_signature``, ``signer_swapped``.
        Unverifiable: ``bad_cms``, ``no_certificate``, ``no_signed_attributes`` and what keys and digests raise.
    """
    return guarded(lambda: _check(signed, info, digest_of_content), "bad_cms")


def values(attribute: asn1_cms.CMSAttribute) -> Iterator[bytes]:
    """The values of an attribute, as their bytes."""
    for value in attribute["values"]:
        yield value.dump()


def certificate_of(signed: SignedData, info: asn1_cms.SignerInfo) -> Certificate | None:
    """The certificate that the signer is said to have: by issuer and number, or by the key's identifier."""
    sid = info["sid"].chosen
    for one in signed.certificates:
        if isinstance(sid, asn1_cms.IssuerAndSerialNumber):
            if one.serial == sid["serial_number"].native and one.issuer == sid["issuer"].dump():
                return one
        elif one.key_id and one.key_id == bytes(sid.native):
            return one
    return None


def _read(raw: bytes) -> SignedData:
    held = asn1_cms.ContentInfo.load(raw)
    if held["content_type"].dotted != oid.SIGNED_DATA:
        raise Unverifiable("bad_cms", "no signedData")
    body = held["content"]
    inner = body["encap_content_info"]
    raws = [one.chosen.dump() for one in body["certificates"] or () if one.name == "certificate"]
    if len(raws) > MOST_CERTIFICATES:
        raise Unverifiable("too_many_certificates")
    content = inner["content"]
    return SignedData(
        content_type=str(inner["content_type"].dotted),
        content=None if content.native is None else bytes(content),
        certificates=certificates.read_those(raws),
        signers=tuple(body["signer_infos"]),
        crls=tuple(one.chosen.dump() for one in body["crls"] or () if one.name == "crl"),
    )


def _check(signed: SignedData, info: asn1_cms.SignerInfo, digest_of_content: Digest) -> Checked:
    certificate = certificate_of(signed, info)
    if certificate is None:
        raise Unverifiable("no_certificate")
    attributes = _by_type(info["signed_attrs"])
    if not attributes:
        raise Unverifiable("no_signed_attributes")
    sbox = keys.sbox_of(certificate.key)
    digest = str(info["digest_algorithm"]["algorithm"].dotted)
    if _only(attributes, oid.CONTENT_TYPE).dotted != signed.content_type:
        raise Broken("content_changed")
    names_certificate = _names(certificate, attributes, sbox)
    # Hashed as a SET, whatever tag they carry inside of the signer (RFC 5652, 5.4).
    covered = info["signed_attrs"].untag().dump()
    signature = bytes(info["signature"])
    if not keys.verifies(certificate.key, info["signature_algorithm"], covered, signature, digest):
        raise Broken("bad_signature")
    if bytes(_only(attributes, oid.MESSAGE_DIGEST)) != digest_of_content(digest, sbox):
        raise Broken("content_changed")
    return Checked(
        certificate=certificate,
        algorithm=keys.name(info["signature_algorithm"], digest),
        claimed=moments.read(_only(attributes, oid.SIGNING_TIME)) if oid.SIGNING_TIME in attributes else None,
        signature=signature,
        names_certificate=names_certificate,
        signed=attributes,
        unsigned=_by_type(info["unsigned_attrs"]),
    )


def _by_type(attributes: asn1_cms.CMSAttributes) -> dict[str, asn1_cms.CMSAttribute]:
    found: dict[str, asn1_cms.CMSAttribute] = {}
    for one in attributes or ():
        if found.setdefault(str(one["type"].dotted), one) is not one:
            raise Unverifiable("bad_cms", "an attribute stands twice")
    return found


def _only(attributes: dict[str, asn1_cms.CMSAttribute], identifier: str) -> core.Asn1Value:
    if identifier not in attributes or len(attributes[identifier]["values"]) != 1:
        raise Unverifiable("bad_cms", f"not one {identifier}")
    value = attributes[identifier]["values"][0]
    return value.chosen if isinstance(value, core.Choice) else value


def _names(certificate: Certificate, attributes: dict[str, asn1_cms.CMSAttribute], sbox: bytes) -> bool:
    """Whether what was signed names this certificate (RFC 5035): else somebody could put another in its place."""
    if oid.SIGNING_CERTIFICATE_V2 not in attributes:
        return False
    first = _only(attributes, oid.SIGNING_CERTIFICATE_V2)["certs"][0]
    digest = str(first["hash_algorithm"]["algorithm"].dotted)
    if bytes(first["cert_hash"]) != digests.digest(digest, certificate.raw, sbox):
        raise Broken("signer_swapped")
    return True
