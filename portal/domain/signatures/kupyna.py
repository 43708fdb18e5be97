"""ДСТУ 7564:2014 «Купина»: a hash of 256, 384 or 512 bits.

The state is a list of columns, each a little-endian number of eight bytes. S-boxes and multiplication by the
matrix are one look-up a byte; so plain Python takes two seconds a megabyte.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from operator import xor

from portal.domain.signatures.kupyna_tables import MATRIX_ROW, POLYNOMIAL, SBOXES

_COLUMN = (1 << 64) - 1
# Row i moves by i columns; of the wide state the last one by 11 (6.4).
_SHIFTS = {8: (0, 1, 2, 3, 4, 5, 6, 7), 16: (0, 1, 2, 3, 4, 5, 6, 11)}
_ROUNDS = {8: 10, 16: 14}


def digest(message: bytes, bits: int = 256) -> bytes:
    """The hash of whole bytes.

    Raises:
        ValueError: ``bits`` is none of 256, 384, 512.
    """
    if bits not in (256, 384, 512):
        raise ValueError(f"no hash of {bits} bits")
    columns = 8 if bits == 256 else 16
    unpack = struct.Struct(f"<{columns}Q").unpack
    # The initial value is one bit in the order of the standard's (5.1): here the first byte is 64 or 128.
    state: Sequence[int] = (8 * columns, *[0] * (columns - 1))
    for block in map(unpack, _blocks(message, 8 * columns)):
        mixed = _permute(list(map(xor, state, block)), is_xor=True)
        added = _permute(block, is_xor=False)
        state = list(map(xor, state, map(xor, mixed, added)))
    last = map(xor, state, _permute(state, is_xor=True))
    return struct.pack(f"<{columns}Q", *last)[-bits // 8 :]


def _blocks(message: bytes, size: int) -> list[bytes]:
    """A one, zeros, and the length in bits as 96 bits fill the last block (5.2)."""
    zeros = -(len(message) + 13) % size
    padded = message + b"\x80" + bytes(zeros) + (8 * len(message)).to_bytes(12, "little")
    return [padded[begin : begin + size] for begin in range(0, len(padded), size)]


def _permute(state: Sequence[int], *, is_xor: bool) -> Sequence[int]:
    """T⊕ or T+: rounds of a constant, added one way or the other, and of :func:`_substitute` (6.1)."""
    for constants in _constants(len(state), is_xor):
        if is_xor:
            state = list(map(xor, state, constants))
        else:
            state = [value + constant & _COLUMN for value, constant in zip(state, constants, strict=True)]
        state = _substitute(state)
    return state


@cache
def _constants(columns: int, is_xor: bool) -> list[list[int]]:
    """A column's constant of each round: by XOR in its first byte, by addition in all of them (6.2)."""
    if is_xor:
        return [[place << 4 ^ number for place in range(columns)] for number in range(_ROUNDS[columns])]
    return [
        [0xF0F0F0F0F0F0F3 | ((columns - 1 - place) << 4 ^ number) << 56 for place in range(columns)]
        for number in range(_ROUNDS[columns])
    ]


def _substitute(state: Sequence[int]) -> list[int]:
    """S-boxes, shift of the rows and the matrix (6.3-6.5), which the tables hold together."""
    columns = len(state)
    twice = struct.pack(f"<{columns}Q", *state) * 2
    # Row i of the bytes, moved by its shift: it begins that many columns earlier.
    rows = [twice[begin:end:8] for begin, end in _spans(columns)]
    t0, t1, t2, t3, t4, t5, t6, t7 = _tables()
    return [
        t0[a] ^ t1[b] ^ t2[c] ^ t3[d] ^ t4[e] ^ t5[f] ^ t6[g] ^ t7[h]
        for a, b, c, d, e, f, g, h in zip(*rows, strict=True)
    ]


@cache
def _spans(columns: int) -> list[tuple[int, int]]:
    begins = [8 * (columns - shift) + row for row, shift in enumerate(_SHIFTS[columns])]
    return [(begin, begin + 8 * columns) for begin in begins]


@cache
def _tables() -> list[list[int]]:
    """What a byte of row i adds to its column after the S-box and the matrix."""
    return [[_matrix_column(row, SBOXES[row % 4][byte]) for byte in range(256)] for row in range(8)]


def _matrix_column(row: int, value: int) -> int:
    return sum(_multiply(MATRIX_ROW[(row - out) % 8], value) << 8 * out for out in range(8))


def _multiply(a: int, b: int) -> int:
    """In GF(2^8)."""
    doubled = list(
        accumulate(range(3), lambda value, _: value << 1 ^ (POLYNOMIAL if value & 0x80 else 0), initial=b)
    )
    product = 0
    for bit, value in enumerate(doubled):
        product ^= value if a >> bit & 1 else 0
    return product
