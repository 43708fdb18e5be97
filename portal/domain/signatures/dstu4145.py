"""ДСТУ 4145-2002: public keys as they stand in certificates, and the check of a signature (section 13).

Of the two orders of bytes that are in use the little-endian one is the rule; the other is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import core

from portal.domain.signatures import gost34311
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.curve import Curve, Point
from portal.domain.signatures.curves import CURVES
from portal.domain.signatures.faults import Unverifiable, guarded

# Half of a signature, or a point, is at most 431 bits; more is somebody's joke.
MOST_BYTES = 64


@dataclass(frozen=True)
class PublicKey:
    """A point that was found to be on its curve and of the right order."""

    curve: Curve
    point: Point
    sbox: bytes

    def verifies(self, digest: bytes, signature: bytes, *, is_big_endian: bool = False) -> bool:
        """Whether r ‖ s is this key's signature of the hash, bare or, as it is often found, in an OCTET STRING."""
        if self._verifies(digest, signature, is_big_endian):
            return True
        is_wrapped = signature[:1] == b"\x04" and signature[1:2] == bytes([max(len(signature) - 2, 0) & 0xFF])
        return is_wrapped and self._verifies(digest, signature[2:], is_big_endian)

    def _verifies(self, digest: bytes, signature: bytes, is_big_endian: bool) -> bool:
        """ДСТУ 4145, 13.1-13.10."""
        if is_big_endian:
            signature = signature[::-1]
        half = len(signature) // 2
        if len(signature) % 2 or half > MOST_BYTES:
            return False
        r, s = int.from_bytes(signature[:half], "little"), int.from_bytes(signature[half:], "little")
        order = self.curve.order
        if not (0 < r < order and 0 < s < order):
            return False
        presumed = self.curve.sum_of_multiples(s, self.curve.base, r, self.point)
        return presumed is not None and presignature(self.curve, presumed[0], digest) == r


def presignature(curve: Curve, x: int, digest: bytes) -> int:
    """h·x cut to one bit less than the order has; h is the hash as an element of the field (5.9, 12.5-12.7)."""
    h = int.from_bytes(digest, "little") & (1 << curve.field.m) - 1
    return curve.field.multiply(h or 1, x) & (1 << curve.order.bit_length() - 1) - 1


@lru_cache(maxsize=64)
def read_key(info: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo.

    Raises:
        Unverifiable: ``bad_key``: a curve that is not of the standard, a point that is not on it …
    """
    return guarded(lambda: _read_key(info), "bad_key")


def _read_key(info: bytes) -> PublicKey:
    held = _Info.load(info, strict=True)
    algorithm = held["algorithm"]
    is_big_endian = str(algorithm["algorithm"].dotted) == oid.DSTU_BIG
    parameters = algorithm["parameters"].parse(_Parameters)
    curve = _curve(parameters["curve"].chosen, is_big_endian)
    stated = parameters["sbox"]
    sbox = gost34311.DEFAULT_SBOX if isinstance(stated, core.Void) else bytes(stated)
    gost34311.rows(sbox)
    compressed = core.OctetString.load(bytes(held["key"]), strict=True)
    point = curve.expand(_number(bytes(compressed), is_big_endian))
    if point is None or not curve.is_public_key(point):
        raise Unverifiable("bad_key", "the point is not on the curve, or not of its order")
    return PublicKey(curve, point, sbox)


def _curve(stated: core.Asn1Value, is_big_endian: bool) -> Curve:
    """The curve of the standard that is named or spelt out: with all its numbers right, the base point too."""
    if isinstance(stated, core.ObjectIdentifier):
        number = str(stated.dotted).removeprefix(oid.NAMED_CURVE)
        if number.isdecimal() and len(number) == 1:
            return CURVES[int(number)]
        raise ValueError(f"no curve is named {stated.dotted}")
    degree, middle = _polynomial(stated["field"])
    for curve in CURVES:
        if (curve.field.m, curve.field.middle) == (degree, middle):
            base = curve.compress(curve.base)
            told = (stated["a"].native, stated["order"].native)
            numbers = (_number(bytes(stated["b"]), is_big_endian), _number(bytes(stated["base"]), is_big_endian))
            if told == (curve.a, curve.order) and numbers == (curve.b, base):
                return curve
    raise ValueError("the curve is not one of the standard")


def _polynomial(field: core.Sequence) -> tuple[int, tuple[int, ...]]:
    middle = field["middle"].chosen.native
    exponents = (middle,) if isinstance(middle, int) else tuple(sorted(middle.values(), reverse=True))
    return int(field["m"].native), exponents


def _number(content: bytes, is_big_endian: bool) -> int:
    if len(content) > MOST_BYTES:
        raise ValueError("longer than any field")
    return int.from_bytes(content, "big" if is_big_endian else "little")


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class _Info(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("key", core.OctetBitString)]


class _Pentanomial(core.Sequence):  # type: ignore[misc]
    _fields = [("k", core.Integer), ("j", core.Integer), ("l", core.Integer)]


class _Middle(core.Choice):  # type: ignore[misc]
    _alternatives = [("trinomial", core.Integer), ("pentanomial", _Pentanomial)]


class _Field(core.Sequence):  # type: ignore[misc]
    _fields = [("m", core.Integer), ("middle", _Middle)]


class _Spelt(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer, {"explicit": 0, "default": 0}),
        ("field", _Field),
        ("a", core.Integer),
        ("b", core.OctetString),
        ("order", core.Integer),
        ("base", core.OctetString),
    ]


class _Stated(core.Choice):  # type: ignore[misc]
    _alternatives = [("named", core.ObjectIdentifier), ("spelt", _Spelt)]


class _Parameters(core.Sequence):  # type: ignore[misc]
    """DSTU4145Params: the curve, then the ДКЕ."""

    _fields = [("curve", _Stated), ("sbox", core.OctetString, {"optional": True})]
