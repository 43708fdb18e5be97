"""A certificate (RFC 5280), read once and for all: what is lazy or could raise later is done here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import algos, core
from asn1crypto import x509 as asn1_x509

from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import keys, moments
from portal.domain.signatures.faults import Unverifiable, guarded

LARGEST = 64 * 1024


@dataclass(frozen=True)
class Certificate:
    """One certificate, by its bytes."""

    raw: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    algorithm: algos.SignedDigestAlgorithm = field(repr=False, compare=False)
    signature: bytes = field(repr=False)
    key: bytes = field(repr=False)
    subject: bytes = field(repr=False)
    issuer: bytes = field(repr=False)
    subject_names: dict[str, str] = field(repr=False, compare=False)
    issuer_names: dict[str, str] = field(repr=False, compare=False)
    serial: int
    begins: datetime
    ends: datetime
    extensions: dict[str, tuple[bool, bytes]] = field(repr=False, compare=False)
    usages: frozenset[str] | None = field(repr=False, compare=False)
    extended_usages: frozenset[str] | None = field(repr=False, compare=False)
    is_authority: bool = field(repr=False, compare=False)
    longest_path: int | None = field(repr=False, compare=False)
    key_id: bytes = field(repr=False)
    authority_key_id: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def name(self) -> str:
        """The common name, or what there is instead of it."""
        return shown(self.subject_names)

    @property
    def unknown_rules(self) -> tuple[str, ...]:
        """Critical extensions that are not understood here: such a certificate can't be judged (RFC 5280, 4.2)."""
        known = (oid.KEY_USAGE, oid.BASIC_CONSTRAINTS, oid.EXTENDED_KEY_USAGE, *oid.HARMLESS)
        return tuple(one for one, (is_critical, _) in self.extensions.items() if is_critical and one not in known)

    def is_signed_by(self, issuer: Certificate) -> bool:
        """Whether the issuer's key made the signature.

        Raises:
            Unverifiable: by an algorithm or a key that is not known here.
        """
        return keys.verifies(issuer.key, self.algorithm, self.signed, self.signature)


def shown(names: dict[str, str]) -> str:
    """The common name of a subject or an issuer, else its organisation."""
    return names.get("2.5.4.3") or names.get("2.5.4.10") or ""


def read(raw: bytes) -> Certificate:
    """The certificate of these bytes.

    Raises:
        Unverifiable: ``bad_certificate``.
    """
    if len(raw) > LARGEST:
        raise Unverifiable("bad_certificate", "too long")
    return guarded(lambda: _read(asn1_x509.Certificate.load(raw, strict=True)), "bad_certificate")


def read_those(raws: Iterable[bytes]) -> tuple[Certificate, ...]:
    """Those that can be read, each once: one that can't is no reason to look at none."""
    found = []
    for raw in dict.fromkeys(raws):
        try:
            found.append(read(raw))
        except Unverifiable:
            continue
    return tuple(found)


def _read(held: asn1_x509.Certificate) -> Certificate:
    body = held["tbs_certificate"]
    if body["signature"].dump() != held["signature_algorithm"].dump():
        raise ValueError("two algorithms of one signature")
    extensions = _extensions(body)
    constraints = _parsed(extensions, oid.BASIC_CONSTRAINTS, asn1_x509.BasicConstraints)
    usages = _parsed(extensions, oid.KEY_USAGE, asn1_x509.KeyUsage)
    extended = _parsed(extensions, oid.EXTENDED_KEY_USAGE, core.SequenceOf, spec=core.ObjectIdentifier)
    own = _parsed(extensions, oid.SUBJECT_KEY, core.OctetString)
    return Certificate(
        raw=held.dump(),
        signed=body.dump(),
        algorithm=held["signature_algorithm"],
        signature=bytes(held["signature_value"]),
        key=body["subject_public_key_info"].dump(),
        subject=body["subject"].dump(),
        issuer=body["issuer"].dump(),
        subject_names=_names(body["subject"]),
        issuer_names=_names(body["issuer"]),
        serial=int(body["serial_number"].native),
        begins=moments.read(body["validity"]["not_before"]),
        ends=moments.read(body["validity"]["not_after"]),
        extensions=extensions,
        usages=None if usages is None else frozenset(usages.native),
        extended_usages=None if extended is None else frozenset(str(one.dotted) for one in extended),
        is_authority=bool(constraints is not None and constraints["ca"].native),
        longest_path=None if constraints is None else constraints["path_len_constraint"].native,
        key_id=b"" if own is None else bytes(own),
        authority_key_id=_authority_key(extensions),
    )


def _extensions(body: asn1_x509.TbsCertificate) -> dict[str, tuple[bool, bytes]]:
    found: dict[str, tuple[bool, bytes]] = {}
    if isinstance(body["extensions"], core.Void):
        return found
    for one in _Extensions.load(body["extensions"].untag().dump(), strict=True):
        identifier = str(one["id"].dotted)
        if identifier in found:
            raise ValueError(f"twice the extension {identifier}")
        found[identifier] = (bool(one["critical"].native), bytes(one["value"]))
    return found


class _Extension(core.Sequence):  # type: ignore[misc]
    """Its value as it is: asn1crypto would refuse a certificate for an extension that nobody asks for."""

    _fields = [
        ("id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class _Extensions(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Extension


def _authority_key(extensions: dict[str, tuple[bool, bytes]]) -> bytes:
    """The identifier of the issuer's key; some write it bare, without the SEQUENCE of RFC 5280, 4.2.1.1."""
    _is_critical, held = extensions.get(oid.AUTHORITY_KEY, (False, b""))
    if held[:1] == b"\x04":
        return bytes(core.OctetString.load(held, strict=True))
    return (
        bytes(asn1_x509.AuthorityKeyIdentifier.load(held, strict=True)["key_identifier"].native or b"")
        if held
        else b""
    )


def _parsed(extensions: dict[str, tuple[bool, bytes]], identifier: str, kind: Any, **options: Any) -> Any:
    if identifier not in extensions:
        return None
    return kind.load(extensions[identifier][1], strict=True, **options)


def _names(name: asn1_x509.Name) -> dict[str, str]:
    """The values by their identifiers; of two alike the first."""
    found: dict[str, str] = {}
    for part in name.chosen:
        for pair in part:
            found.setdefault(str(pair["type"].dotted), plain(str(pair["value"].native)))
    return found


def plain(text: str) -> str:
    """Text of a stranger without what is no letter: NUL has no place in a database, nor a new line in a name."""
    return "".join(letter for letter in text if letter.isprintable()).strip()
