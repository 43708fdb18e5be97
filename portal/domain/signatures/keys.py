"""One question to any key: is this its signature? ДСТУ 4145 is answered here, RSA and ECDSA by pyhanko."""

from __future__ import annotations

from asn1crypto import algos, core
from asn1crypto import keys as asn1_keys

from portal.domain.signatures import digests, dstu4145, gost34311
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.faults import Unverifiable, guarded

LEAST_RSA_BITS = 2048
MOST_RSA_BITS = 8192
_NAMES = {"rsassa_pkcs1v15": "RSA", "rsassa_pss": "RSA-PSS", "ecdsa": "ECDSA"}


def sbox_of(info: bytes) -> bytes:
    """The S-box that hashes of this key's owner are made with."""
    return dstu4145.read_key(info).sbox if is_dstu(info) else gost34311.DEFAULT_SBOX


def is_dstu(info: bytes) -> bool:
    """Whether a SubjectPublicKeyInfo holds a key of ДСТУ 4145 in polynomial basis."""
    return _algorithm_of(info) in oid.DSTU_SIGNATURES


def verifies(
    info: bytes, algorithm: algos.SignedDigestAlgorithm, signed: bytes, signature: bytes, digest: str = ""
) -> bool:
    """Whether the key made this signature of ``signed``; ``digest`` where the algorithm does not say it.

    Raises:
        Unverifiable: ``bad_key``, ``weak_key``, ``weak_digest``, ``unknown_digest``, ``unknown_algorithm``.
    """
    identifier = str(algorithm["algorithm"].dotted)
    if identifier in oid.DSTU_SIGNATURES:
        if not is_dstu(info):
            return False
        digest, is_big_endian = oid.DSTU_SIGNATURES[identifier]
        key = dstu4145.read_key(info)
        return key.verifies(digests.digest(digest, signed, key.sbox), signature, is_big_endian=is_big_endian)
    # Parameters of RSA-PSS that are missing or odd make the libraries raise nearly anything.
    return guarded(lambda: _verifies_elsewhere(info, algorithm, signed, signature, digest), "unknown_algorithm")


def name(algorithm: algos.SignedDigestAlgorithm, digest: str) -> str:
    """What people call the algorithm: «ДСТУ 4145 з ГОСТ 34.311»."""
    identifier = str(algorithm["algorithm"].dotted)
    if identifier in oid.DSTU_SIGNATURES:
        return f"ДСТУ 4145 з {digests.name(oid.DSTU_SIGNATURES[identifier][0])}"
    try:
        return f"{_NAMES[algorithm.signature_algo]} з {digests.name(digest)}"
    except (ValueError, KeyError):
        return identifier


def bits_of(info: bytes) -> bytes:
    """The bytes of the key itself, which OCSP names issuers by."""
    return bytes(_Info.load(info)["key"])


def _verifies_elsewhere(
    info: bytes, algorithm: algos.SignedDigestAlgorithm, signed: bytes, signature: bytes, digest: str
) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from pyhanko_certvalidator.errors import AlgorithmNotSupported, PSSParameterMismatch
    from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

    kind = _algorithm_of(info)
    _expect_a_strong_digest(algorithm, digest)
    key = _expect_a_strong_key(info, kind)
    try:
        DefaultSignatureValidator().validate_signature(
            signature,
            signed,
            key,
            algorithm,
            context=SignatureValidationContext(contextual_md_algorithm=oid.SHA.get(digest)),
        )
    except (InvalidSignature, AssertionError):  # the assertion: a key of one kind, a signature of another
        return False
    except (UnsupportedAlgorithm, AlgorithmNotSupported, PSSParameterMismatch, ValueError, KeyError) as error:
        raise Unverifiable("unknown_algorithm", str(error)) from error
    return True


def _expect_a_strong_digest(algorithm: algos.SignedDigestAlgorithm, digest: str) -> None:
    try:
        own = str(algorithm.hash_algo)
    except (ValueError, KeyError):
        own = oid.SHA.get(digest, "")
    if own not in oid.SHA.values():
        weak = own in ("sha1", "sha224", "md5", "md2") or digest in oid.WEAK_DIGESTS
        raise Unverifiable("weak_digest" if weak else "unknown_digest", own or digest)


def _expect_a_strong_key(info: bytes, kind: str) -> asn1_keys.PublicKeyInfo:
    try:
        key = asn1_keys.PublicKeyInfo.load(info, strict=True)
        if kind == oid.RSA_KEY and LEAST_RSA_BITS <= key.bit_size <= MOST_RSA_BITS:
            return key
        if kind == oid.EC_KEY and key["algorithm"]["parameters"].chosen.dotted == oid.P256:
            return key
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unverifiable("bad_key", str(error)) from error
    raise Unverifiable("weak_key" if kind == oid.RSA_KEY else "unknown_algorithm", kind)


def _algorithm_of(info: bytes) -> str:
    try:
        return str(_Info.load(info)["algorithm"]["algorithm"].dotted)
    except (ValueError, TypeError, KeyError) as error:
        raise Unverifiable("bad_key", str(error)) from error


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class _Info(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("key", core.OctetBitString)]
