"""The hashes give what their standards print."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.signatures import digests, gost34311, kupyna
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.faults import Unverifiable

# id-GostR3411-94-TestParamSet of RFC 4357, 11.2, the row of the lowest four bits first.
TEST_SBOX = bytes.fromhex(
    "4a92d80e6b1c7f53" "eb4c6dfa23810759" "581da342efc7609b" "7da1089fe46cb253"
    "6c715fd84a9e03b2" "4ba0721d36859cfe" "db413f590ae7682c" "1fd057a4923e6b8c"
)  # fmt: skip
SEQUENCE = bytes(range(256))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        # RFC 5831, 7.3.1 and 7.3.2, whose numbers begin with the highest byte.
        ("This is message, length=32 bytes", "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"),
        (
            "Suppose the original message has length = 50 bytes",
            "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208",
        ),
    ],
)
def test_gost_with_the_box_of_its_examples(message: str, expected: str) -> None:
    assert gost34311.digest(message.encode(), TEST_SBOX).hex() == expected


def test_gost_with_the_ukrainian_box() -> None:
    """As it stands in tests/data/signatures/message.p7, which others made."""
    assert gost34311.digest(b"123").hex() == "0d7638f766847f80f60525e3509ade2f1307a4d356b62a30e141d6ff0bb7b038"


@pytest.mark.parametrize(
    ("bits", "length", "expected"),
    [
        (256, 64, "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875"),
        (256, 128, "0a9474e645a7d25e255e9e89fff42ec7eb31349007059284f0b182e452bda882"),
        (256, 256, "d305a32b963d149dc765f68594505d4077024f836c1bf03806e1624ce176c08f"),
        (256, 95, "1075c8b0cb910f116bda5fa1f19c29cf8ecc75caff7208ba2994b68fc56e8d16"),
        (256, 0, "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"),
        (
            384,
            95,
            "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c75016c3decc2a6e47c50b2f3811e351b8",
        ),
        (
            512,
            64,
            "3813e2109118cdfb5a6d5e72f7208dccc80a2dfb3afdfb02f46992b5edbe536b"
            "3560dd1d7e29c6f53978af58b444e37ba685c0dd910533ba5d78efffc13de62a",
        ),
        (
            512,
            128,
            "76ed1ac28b1d0143013ffa87213b4090b356441263c13e03fa060a8cada32b97"
            "9635657f256b15d5fca4a174de029f0b1b4387c878fcc1c00e8705d783fd7ffe",
        ),
        (
            512,
            256,
            "0dd03d7350c409cb3c29c25893a0724f6b133fa8b9eb90a64d1a8fa93b565566"
            "11eb187d715a956b107e3bfc76482298133a9ce8cbc0bd5e1436a5b197284f7e",
        ),
        (
            512,
            0,
            "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019"
            "bcfa3f04265a9857f91be91fce197096187ceda78c9c1c021c294a0689198538",
        ),
    ],
)
def test_kupyna_gives_what_its_standard_prints(bits: int, length: int, expected: str) -> None:
    """ДСТУ 7564:2014, appendix Б: the bytes 00 01 02 …"""
    assert kupyna.digest(SEQUENCE[:length], bits).hex() == expected


def test_kupyna_of_one_byte() -> None:
    assert kupyna.digest(b"\xff").hex() == "ea7677ca4526555680441c117982ea14059ea6d0d7124d6ecdb3deec49e890f4"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300), st.data())
def test_one_bit_changes_all(message: bytes, data: st.DataObject) -> None:
    other = bytearray(message or b"\0")
    other[data.draw(st.integers(0, len(other) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for hashed in (gost34311.digest, kupyna.digest):
        difference = int.from_bytes(hashed(message), "big") ^ int.from_bytes(hashed(bytes(other)), "big")
        assert difference.bit_count() > 60
        assert hashed(message + b"\0") != hashed(message), "zeros at the end count"


@pytest.mark.parametrize("box", [b"", bytes(64), gost34311.DEFAULT_SBOX[:-1], gost34311.DEFAULT_SBOX + b"\0"])
def test_boxes_that_are_none(box: bytes) -> None:
    with pytest.raises(ValueError, match="S-box"):
        gost34311.digest(b"", box)


def test_by_identifier() -> None:
    assert digests.digest(oid.GOST_34311, b"123") == gost34311.digest(b"123")
    assert [len(digests.digest(one, b"")) for one in oid.KUPYNA] == [32, 48, 64]
    assert [len(digests.digest(one, b"")) for one in oid.SHA] == [32, 48, 64]
    for identifier, code in ((oid.WEAK_DIGESTS[0], "weak_digest"), ("1.2.3", "unknown_digest")):
        with pytest.raises(Unverifiable, match=code):
            digests.digest(identifier, b"")
    with pytest.raises(ValueError, match="224"):
        kupyna.digest(b"", 224)
