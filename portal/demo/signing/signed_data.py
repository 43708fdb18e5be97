"""CMS and time stamps by the demo's people (CAdES-BES, -T; RFC 3161)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from asn1crypto import cms, core, tsp

from portal.demo.signing.certificates import Owner
from portal.demo.signing.keys import identifier, sequence
from portal.domain.signatures import digests, keys
from portal.domain.signatures import identifiers as oid


def sign(
    content: bytes,
    owner: Owner,
    at: datetime | None,
    *,
    is_inside: bool = False,
    stamped_by: Owner | None = None,
    stamped_at: datetime | None = None,
    content_type: str = oid.DATA,
    names_certificate: bool = True,
    crls: Sequence[bytes] = (),
    certificates: Sequence[bytes] | None = None,
) -> bytes:
    """A CMS with one signer, the content inside or beside."""
    key, sbox = owner.key, keys.sbox_of(owner.key.info)
    attributes = [
        _attribute(oid.CONTENT_TYPE, identifier(content_type)),
        _attribute(oid.MESSAGE_DIGEST, core.OctetString(digests.digest(key.digest, content, sbox)).dump()),
    ]
    attributes += [_attribute(oid.SIGNING_TIME, cms.Time({"utc_time": at}).dump())] if at else []
    attributes += [_attribute(oid.SIGNING_CERTIFICATE_V2, _reference(owner, sbox))] if names_certificate else []
    held = b"".join(sorted(attributes))
    signature = key.sign(core.SetOf(contents=held, spec=core.Any).dump())
    stamp = b""
    if stamped_by is not None:
        assert stamped_at is not None
        token = time_stamp(signature, stamped_by, stamped_at)
        stamp = _tagged(1, _attribute(oid.TIME_STAMP_TOKEN, token))
    signer = sequence(
        core.Integer(1).dump(),
        sequence(owner.certificate.issuer, core.Integer(owner.certificate.serial).dump()),
        sequence(identifier(key.digest)),
        _tagged(0, held),
        key.algorithm,
        core.OctetString(signature).dump(),
        stamp,
    )
    raws = certificates if certificates is not None else [one.raw for one in (owner.certificate, *owner.above)]
    inner = core.OctetString(content, explicit=0).dump() if is_inside else b""
    body = sequence(
        core.Integer(1 if content_type == oid.DATA else 3).dump(),
        core.SetOf(contents=sequence(identifier(key.digest)), spec=core.Any).dump(),
        sequence(identifier(content_type), inner),
        _tagged(0, b"".join(raws)),
        _tagged(1, b"".join(crls)) if crls else b"",
        core.SetOf(contents=signer, spec=core.Any).dump(),
    )
    return sequence(identifier(oid.SIGNED_DATA), core.Any.load(body).retag({"explicit": 0}).dump())


def time_stamp(stamped: bytes, owner: Owner, at: datetime) -> bytes:
    """A token of RFC 3161 upon these bytes."""
    digest = owner.key.digest
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.804.2.1.1.1.2.3.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": digest},
                "hashed_message": digests.digest(digest, stamped),
            },
            "serial_number": 7,
            "gen_time": at,
        }
    )
    return sign(info.dump(), owner, at, is_inside=True, content_type=oid.TST_INFO)


def _attribute(name: str, value: bytes) -> bytes:
    return sequence(identifier(name), core.SetOf(contents=value, spec=core.Any).dump())


def _reference(owner: Owner, sbox: bytes) -> bytes:
    """SigningCertificateV2 of RFC 5035."""
    hashed = digests.digest(owner.key.digest, owner.certificate.raw, sbox)
    return sequence(sequence(sequence(sequence(identifier(owner.key.digest)), core.OctetString(hashed).dump())))


def _tagged(number: int, contents: bytes) -> bytes:
    """[number] IMPLICIT SET OF."""
    return core.SetOf(contents=contents, spec=core.Any, implicit=number).dump()
