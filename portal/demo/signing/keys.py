"""Keys of each algorithm that is worked out from words: the same at each run, and no secret of anybody."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Protocol

from asn1crypto import core
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from portal.domain.signatures import digests, gost34311
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.curves import CURVES
from portal.domain.signatures.dstu4145 import presignature

_NULL = core.Null().dump()
SHA256 = "2.16.840.1.101.3.4.2.1"


class Key(Protocol):
    """A key that signs."""

    digest: str
    info: bytes
    algorithm: bytes

    def sign(self, signed: bytes) -> bytes: ...


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE of what is DER already."""
    return core.Sequence(contents=b"".join(parts)).dump()


def identifier(dotted: str) -> bytes:
    return core.ObjectIdentifier(dotted).dump()


class DstuKey:
    """ДСТУ 4145 upon a curve of the standard (sections 9 and 12)."""

    def __init__(
        self,
        words: str,
        *,
        m: int = 257,
        digest: str = oid.GOST_34311,
        is_big_endian: bool = False,
        sbox: bytes = gost34311.DEFAULT_SBOX,
    ) -> None:
        number = [curve.field.m for curve in CURVES].index(m)
        self.curve, self.digest, self.sbox, self.order = CURVES[number], digest, sbox, "little"
        if is_big_endian:
            self.order = "big"
        self.secret = int.from_bytes(hashlib.shake_256(words.encode()).digest(m // 8 + 9), "big")
        self.secret = self.secret % (self.curve.order - 1) + 1
        self.point = self.curve.sum_of_multiples(
            self.curve.order - self.secret, self.curve.base, 0, self.curve.base
        )
        assert self.point is not None
        compressed = self.curve.compress(self.point).to_bytes(m // 8 + 1, self.order)  # type: ignore[arg-type]
        self.parameters = sequence(identifier(f"{oid.NAMED_CURVE}{number}"), core.OctetString(sbox).dump())
        self.info = self.info_of(compressed)
        self.algorithm = sequence(identifier(self._signature_identifier()))

    def info_of(self, compressed: bytes, parameters: bytes | None = None) -> bytes:
        kind = oid.DSTU_BIG if self.order == "big" else oid.DSTU_LITTLE
        held = core.OctetString(compressed).dump()
        stated = self.parameters if parameters is None else parameters
        return sequence(sequence(identifier(kind), stated), core.BitString(_bits(held)).dump())

    def sign(self, signed: bytes) -> bytes:
        """Always the same for the same: the secret of the moment is worked out from key and hash, not drawn."""
        return self.sign_hash(digests.digest(self.digest, signed, self.sbox))

    def sign_hash(self, hashed: bytes) -> bytes:
        size = (self.curve.order.bit_length() + 7) // 8
        n = self.curve.order
        for count in range(100):
            drawn = hashlib.shake_256(hashed + self.secret.to_bytes(64, "big") + bytes([count])).digest(size + 8)
            e = int.from_bytes(drawn, "big") % (n - 1) + 1
            once = self.curve.sum_of_multiples(e, self.curve.base, 0, self.curve.base)
            assert once is not None
            r = presignature(self.curve, once[0], hashed)
            s = (e + self.secret * r) % n
            if r and s:
                signature = r.to_bytes(size, "little") + s.to_bytes(size, "little")
                return signature[::-1] if self.order == "big" else signature
        raise AssertionError("as good as impossible")

    def _signature_identifier(self) -> str:
        is_big = self.order == "big"
        return next(
            name
            for name, (digest, big) in oid.DSTU_SIGNATURES.items()
            if (digest, big) == (self.digest, is_big) and name.count(".") != 11
        )


class RsaKey:
    """RSA with SHA-256; this one is drawn at random, once a process for each word."""

    digest = SHA256

    def __init__(self, words: str, bits: int = 2048) -> None:
        self._key = _rsa(words, bits)
        self.info = _info(self._key.public_key())
        self.algorithm = sequence(identifier("1.2.840.113549.1.1.11"), _NULL)

    def sign(self, signed: bytes) -> bytes:
        return self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())


class EcKey:
    """ECDSA upon P-256 with SHA-256."""

    digest = SHA256

    def __init__(self, words: str) -> None:
        secret = int.from_bytes(hashlib.sha256(words.encode()).digest(), "big") >> 1
        self._key = ec.derive_private_key(secret, ec.SECP256R1())
        self.info = _info(self._key.public_key())
        self.algorithm = sequence(identifier("1.2.840.10045.4.3.2"))

    def sign(self, signed: bytes) -> bytes:
        return self._key.sign(signed, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


@cache
def _rsa(words: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def _info(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _bits(held: bytes) -> tuple[int, ...]:
    return tuple(int(bit) for bit in f"{int.from_bytes(held, 'big'):0{8 * len(held)}b}")
