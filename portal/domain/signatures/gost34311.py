"""ГОСТ 34.311-95, the same as ГОСТ Р 34.11-94 (RFC 5831): a hash of 256 bits upon the cipher ДСТУ ГОСТ 28147:2009.

The S-box (ДКЕ, довгостроковий ключовий елемент) is a parameter: in Ukraine it stands among the parameters of the
key that signs, else it is the default below. Numbers are little-endian throughout. Plain Python takes a second a
megabyte or two: a round of the cipher replaces two bytes by one look-up, and the mixing ψ^61 is done at once.
"""

from __future__ import annotations

import struct
from array import array
from functools import cache, lru_cache
from operator import itemgetter
from typing import TypeAlias

# ДКЕ № 1 of appendix 1 to the instruction on keys of ГОСТ 28147, packed as in certificates: two values a byte,
# the row of the lowest four bits first.
DEFAULT_SBOX = bytes.fromhex(
    "a9d6eb45f13c708280c4967b231f5eadf658eba4c037291d38d96bf025ca4e17"
    "f8e9720dc615b43a28975f0bc1dea36438b564ea2c179fd0123e6db8fac57904"
)
_WORD = 0xFFFFFFFF
_WHOLE = (1 << 256) - 1
# The constant C3 of RFC 5831, 5.1; C2 and C4 are zero.
_C3 = 0xFF00FFFF000000FFFF0000FF00FFFF0000FF00FF00FF00FFFF00FF00FF00FF00
# The permutation P of 5.1 as words of the key: the first takes bytes 0, 8, 16, 24, the next 1, 9, 17, 25.
_permuted = itemgetter(*(8 * i + k for k in range(8) for i in range(4)))
_words = struct.Struct("<8I").unpack

Tables: TypeAlias = "tuple[array[int], array[int]]"


def digest(message: bytes, sbox: bytes = DEFAULT_SBOX) -> bytes:
    """The 32 bytes of the hash.

    Raises:
        ValueError: the S-box is none.
    """
    tables = _round_tables(sbox)
    state = total = 0
    for begin in range(0, len(message), 32):
        block = int.from_bytes(message[begin : begin + 32], "little")
        state = _step(state, block, tables)
        total += block
    state = _step(state, 8 * len(message), tables)
    return _step(state, total & _WHOLE, tables).to_bytes(32, "little")


def rows(sbox: bytes) -> list[list[int]]:
    """The rows K1 to K8 of a packed S-box; K1 replaces the lowest four bits of a word.

    Raises:
        ValueError: not 64 bytes, or a row that is no permutation, which no honest key has.
    """
    if len(sbox) != 64:
        raise ValueError("an S-box has 64 bytes")
    digits = [int(digit, 16) for digit in sbox.hex()]
    found = [digits[begin : begin + 16] for begin in range(0, 128, 16)]
    if any(sorted(row) != list(range(16)) for row in found):
        raise ValueError("a row of the S-box is no permutation")
    return found


@lru_cache(maxsize=4)
def _round_tables(sbox: bytes) -> Tables:
    """Replacement and rotation by 11 bits of ДСТУ ГОСТ 28147, of either half of a word at once."""
    k = rows(sbox)
    pairs = [[high << 4 | low for high in k[row + 1] for low in k[row]] for row in (0, 2, 4, 6)]
    lower = [(high << 8 | low) << 11 for high in pairs[1] for low in pairs[0]]
    upper = [(high << 8 | low) << 16 for high in pairs[3] for low in pairs[2]]
    # Arrays, for two lists of 65 536 numbers are too large for the processor's cache.
    return array("I", lower), array("I", ((value << 11 | value >> 21) & _WORD for value in upper))


def _encrypt(block: int, key: tuple[int, ...], tables: Tables) -> int:
    """32 rounds of simple replacement (ДСТУ ГОСТ 28147:2009, section 2)."""
    lower, upper = tables
    n1, n2 = block & _WORD, block >> 32
    for first, second in (*_pairs(key) * 3, *_pairs(key[::-1])):
        s = n1 + first
        n2 ^= lower[s & 0xFFFF] ^ upper[s >> 16 & 0xFFFF]
        s = n2 + second
        n1 ^= lower[s & 0xFFFF] ^ upper[s >> 16 & 0xFFFF]
    return n1 << 32 | n2


def _pairs(key: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return (key[:2], key[2:4], key[4:6], key[6:])  # type: ignore[return-value]


def _keys(state: int, block: int) -> list[tuple[int, ...]]:
    """Four keys of 256 bits (RFC 5831, 5.1)."""
    u, v = state, block
    found = []
    for number in range(4):
        if number:
            u = _a(u) ^ (_C3 if number == 2 else 0)
            v = _a(_a(v))
        found.append(_words(bytes(_permuted((u ^ v).to_bytes(32, "little")))))
    return found


def _a(value: int) -> int:
    """A(y4 ‖ y3 ‖ y2 ‖ y1) = (y1 ⊕ y2) ‖ y4 ‖ y3 ‖ y2."""
    rest = value >> 64
    return rest | ((value ^ rest) & 0xFFFFFFFFFFFFFFFF) << 192


def _step(state: int, block: int, tables: Tables) -> int:
    """The step function: keys, four encryptions, mixing ψ^61(H ⊕ ψ(M ⊕ ψ^12(S))) (RFC 5831, 5)."""
    encrypted = 0
    for number, key in enumerate(_keys(state, block)):
        part = state >> 64 * number & 0xFFFFFFFFFFFFFFFF
        encrypted |= _encrypt(part, key, tables) << 64 * number
    return _psi61(state ^ _psi(block ^ _psi(encrypted, 12), 1))


def _psi(value: int, times: int) -> int:
    """ψ: the sixteen words of 16 bits move down by one, the sum of words 1-4, 13 and 16 comes in at the top."""
    for _number in range(times):
        rest = value >> 16
        sums = value ^ rest
        value = rest | ((sums ^ sums >> 32 ^ value >> 192 ^ value >> 240) & 0xFFFF) << 240
    return value


def _psi61(value: int) -> int:
    """ψ^61 at once: it is linear in whole words, so it adds up words that have moved by the same distance."""
    mixed = 0
    for distance, chosen in _diagonals():
        mixed ^= (value >> distance if distance >= 0 else value << -distance) & chosen
    return mixed


@cache
def _diagonals() -> list[tuple[int, int]]:
    """Of each distance in bits the words of the result that take the word from there."""
    found: dict[int, int] = {}
    for source in range(0, 256, 16):
        image = _psi(1 << source, 61)
        for target in range(0, 256, 16):
            if image >> target & 1:
                found[source - target] = found.get(source - target, 0) | 0xFFFF << target
    return sorted(found.items())
