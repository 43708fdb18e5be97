"""Signatures and keys of ДСТУ 4145 that are right, and many that are not."""

from __future__ import annotations

import contextlib

import pytest
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.demo.signing.keys import DstuKey, RsaKey, identifier, sequence
from portal.domain.signatures import dstu4145, gost34311, keys
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.curves import CURVES
from portal.domain.signatures.dstu4145 import read_key
from portal.domain.signatures.faults import Unverifiable
from tests.domain.signatures.test_hashes import TEST_SBOX

KEY = DstuKey("somebody")
HASH = bytes(range(32))


@pytest.mark.parametrize("m", [curve.field.m for curve in CURVES])
@pytest.mark.parametrize("is_big_endian", [False, True])
def test_every_curve(m: int, is_big_endian: bool) -> None:
    key = DstuKey("somebody", m=m, is_big_endian=is_big_endian)
    signature = key.sign_hash(HASH)
    held = read_key(key.info)
    assert held.verifies(HASH, signature, is_big_endian=is_big_endian)
    assert not held.verifies(HASH[::-1], signature, is_big_endian=is_big_endian)
    assert not held.verifies(HASH, signature, is_big_endian=not is_big_endian)
    assert not read_key(DstuKey("another", m=m).info).verifies(HASH, signature, is_big_endian=is_big_endian)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 511))
def test_no_bit_of_a_signature_may_change(hashed: bytes, bit: int) -> None:
    signature = KEY.sign_hash(hashed)
    other = bytearray(signature)
    other[bit // 8] ^= 1 << bit % 8
    assert read_key(KEY.info).verifies(hashed, signature)
    assert not read_key(KEY.info).verifies(hashed, bytes(other))


def test_bare_or_in_an_octet_string() -> None:
    wrapped = core.OctetString(KEY.sign_hash(HASH)).dump()
    assert read_key(KEY.info).verifies(HASH, wrapped)
    assert not read_key(KEY.info).verifies(HASH, core.OctetString(wrapped).dump())


def halves(r: int, s: int, size: int = 32) -> bytes:
    return r.to_bytes(size, "little") + s.to_bytes(size, "little")


R, S = (int.from_bytes(KEY.sign_hash(HASH)[begin : begin + 32], "little") for begin in (0, 32))
N = KEY.curve.order


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\0",
        bytes(64),
        halves(0, S),
        halves(R, 0),
        halves(N, S, 33),
        halves(R, N),
        halves(R + N, S, 33),
        halves(R, S + N, 33),
        halves(S, R),
        halves(R, N - S),
        halves(R, S)[:-1],
        halves(R, S) + b"\0",
        halves(R, S, 65),
        b"\xff" * 64,
        b"\xff" * 1_000_001,
        b"\x04",
        b"\x04\x00",
    ],
    ids=str,
)
def test_r_and_s_out_of_range(signature: bytes) -> None:
    assert not read_key(KEY.info).verifies(HASH, signature)


def test_the_point_at_infinity_is_no_signature() -> None:
    """r and s that make sP + rQ vanish: then there is no x to compare with."""
    r = R
    s = -r * (N - KEY.secret) % N
    assert not read_key(KEY.info).verifies(HASH, halves(r, s))


def test_a_hash_of_zeros_counts_as_one() -> None:
    assert read_key(KEY.info).verifies(bytes(32), KEY.sign_hash(bytes(32)))
    assert dstu4145.presignature(KEY.curve, 5, bytes(32)) == 5


def test_the_box_is_the_keys() -> None:
    key = DstuKey("somebody", sbox=TEST_SBOX)
    assert keys.sbox_of(key.info) == TEST_SBOX
    algorithm = keys.algos.SignedDigestAlgorithm.load(key.algorithm)
    assert keys.verifies(key.info, algorithm, b"text", key.sign(b"text"))
    assert not keys.verifies(KEY.info, algorithm, b"text", key.sign(b"text"))


def spelt(**changes: object) -> bytes:
    """The parameters of m = 257 in full, but for the changes."""
    curve = CURVES[6]
    numbers = {
        "m": 257,
        "k": core.Integer(12).dump(),
        "a": curve.a,
        "b": curve.b.to_bytes(33, "little"),
        "order": curve.order,
        "base": curve.compress(curve.base).to_bytes(33, "little"),
        "sbox": gost34311.DEFAULT_SBOX,
        **changes,
    }
    return sequence(
        sequence(
            sequence(core.Integer(numbers["m"]).dump(), numbers["k"]),
            core.Integer(numbers["a"]).dump(),
            core.OctetString(numbers["b"]).dump(),
            core.Integer(numbers["order"]).dump(),
            core.OctetString(numbers["base"]).dump(),
        ),
        core.OctetString(numbers["sbox"]).dump(),
    )


POINT = KEY.curve.compress(KEY.point).to_bytes(33, "little")  # type: ignore[arg-type]


def test_parameters_in_full() -> None:
    assert read_key(KEY.info_of(POINT, spelt())).curve is CURVES[6]
    m431 = CURVES[9]
    pentanomial = sequence(*(core.Integer(k).dump() for k in (1, 3, 5)))
    parameters = spelt(
        m=431,
        k=pentanomial,
        a=1,
        b=m431.b.to_bytes(54, "little"),
        order=m431.order,
        base=m431.compress(m431.base).to_bytes(54, "little"),
    )
    key = DstuKey("somebody", m=431)
    assert read_key(key.info_of(m431.compress(key.point).to_bytes(54, "little"), parameters)).curve is m431  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "parameters",
    [
        spelt(m=256),
        spelt(k=core.Integer(13).dump()),
        spelt(a=1),
        spelt(a=-1),
        spelt(b=bytes(33)),
        spelt(b=b"\xff" * 5000),
        spelt(order=3),
        spelt(order=CURVES[6].order * 2),
        spelt(order=1 << 100_000),
        spelt(base=POINT),  # another base point: whoever chooses it can forge
        spelt(sbox=bytes(64)),
        spelt(sbox=b""),
        spelt(m=1 << 30_000),
        sequence(identifier(f"{oid.NAMED_CURVE}10")),
        sequence(identifier("1.2.840.10045.3.1.7")),
        sequence(),
        b"",
        b"\x05\x00",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x80" * 500,
    ],
)
def test_parameters_that_are_not_the_standards(parameters: bytes) -> None:
    with pytest.raises(Unverifiable, match="bad_key"):
        read_key(KEY.info_of(POINT, parameters))


@pytest.mark.parametrize(
    "point",
    [b"", bytes(33), b"\x01" + bytes(32), b"\xff" * 33, b"\xff" * 5000, b"\x02" + bytes(32), POINT[:-1] + b"\x02"],
)
def test_points_that_are_not_on_the_curve(point: bytes) -> None:
    with pytest.raises(Unverifiable, match="bad_key"):
        read_key(KEY.info_of(point))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_of_a_key_take_it_down(data: st.DataObject) -> None:
    info = bytearray(KEY.info_of(POINT, spelt()))
    for _number in range(data.draw(st.integers(1, 4))):
        info[data.draw(st.integers(0, len(info) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unverifiable):
        read_key(bytes(info))


def test_other_kinds_of_keys() -> None:
    algorithm = keys.algos.SignedDigestAlgorithm.load(KEY.algorithm)
    rsa = RsaKey("somebody")
    assert not keys.verifies(rsa.info, algorithm, b"", b""), "a signature of ДСТУ 4145 by a key of RSA"
    by_rsa = keys.algos.SignedDigestAlgorithm.load(rsa.algorithm)
    with pytest.raises(Unverifiable, match="unknown_algorithm"):
        keys.verifies(KEY.info, by_rsa, b"", b"")
    with pytest.raises(Unverifiable, match="weak_key"):
        keys.verifies(RsaKey("weak", 1024).info, by_rsa, b"", b"")
    for weak in ("1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4"):
        with pytest.raises(Unverifiable, match="weak_digest"):
            keys.verifies(rsa.info, keys.algos.SignedDigestAlgorithm({"algorithm": weak}), b"", b"")
    with pytest.raises(Unverifiable, match="bad_key"):
        keys.verifies(b"\x30\x00", algorithm, b"", b"")
