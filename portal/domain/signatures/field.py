"""The field GF(2^m) of ДСТУ 4145-2002, section 5.3: polynomials over two elements, modulo an irreducible one.

An element is an ``int`` whose bit *i* is the coefficient of x^i, so addition is ``^``. Nothing here is constant in
time: signatures are verified, which knows no secrets.
"""

from __future__ import annotations

from functools import cached_property


class Field:
    """GF(2^m) by the polynomial x^m + Σ x^k + 1, the k given from the largest down (ДСТУ 4145, table Г.1)."""

    def __init__(self, m: int, middle: tuple[int, ...]) -> None:
        self.m = m
        self.middle = middle
        self.modulus = 1 << m | 1 | sum(1 << k for k in middle)
        self._mask = (1 << m) - 1
        self._shifts = (0, *middle)

    def __contains__(self, element: int) -> bool:
        return 0 <= element <= self._mask

    def reduce(self, product: int) -> int:
        """The remainder: what stands above x^m is folded down, for x^m equals the rest of the polynomial."""
        m, mask = self.m, self._mask
        while high := product >> m:
            product &= mask
            for shift in self._shifts:
                product ^= high << shift
        return product

    def multiply(self, a: int, b: int) -> int:
        """Four bits of ``a`` at a time, by a table of the sixteen multiples of ``b``."""
        b2, b4, b8 = b << 1, b << 2, b << 3
        b3, b5, b6 = b2 ^ b, b4 ^ b, b4 ^ b2
        b7 = b6 ^ b
        multiples = {
            "0": 0, "1": b, "2": b2, "3": b3, "4": b4, "5": b5, "6": b6, "7": b7,
            "8": b8, "9": b8 ^ b, "a": b8 ^ b2, "b": b8 ^ b3,
            "c": b8 ^ b4, "d": b8 ^ b5, "e": b8 ^ b6, "f": b8 ^ b7,
        }  # fmt: skip
        product = 0
        for digit in f"{a:x}":
            product = product << 4 ^ multiples[digit]
        return self.reduce(product)

    def square(self, a: int) -> int:
        """Squaring puts a zero between every two bits: the binary digits, read as digits of base 4."""
        return self.reduce(int(f"{a:b}", 4))

    def inverse(self, a: int) -> int:
        """By Euclid's algorithm for polynomials.

        Raises:
            ZeroDivisionError: zero has no inverse.
        """
        if not a:
            raise ZeroDivisionError("zero has no inverse")
        u, v, g, h = a, self.modulus, 1, 0
        while u != 1:
            shift = u.bit_length() - v.bit_length()
            if shift < 0:
                u, v, g, h, shift = v, u, h, g, -shift
            u ^= v << shift
            g ^= h << shift
        return self.reduce(g)

    def root(self, a: int) -> int:
        """The square root: squaring m times gives the element back, so m - 1 times gives its root."""
        for _number in range(self.m - 1):
            a = self.square(a)
        return a

    def trace(self, a: int) -> int:
        """tr(a), the sum of a^(2^i) for i < m, is 0 or 1 (ДСТУ 4145, 6.4)."""
        return (a & self._trace_mask).bit_count() & 1

    @cached_property
    def _trace_mask(self) -> int:
        """The trace is linear: it is the sum of the traces of those powers of x that stand in the element."""
        return sum(1 << i for i in range(self.m) if self._summed(1 << i, 1, self.m) == 1)

    def half_trace(self, a: int) -> int:
        """A root of z² + z = a, where there is one and m is odd (ДСТУ 4145, 6.5-6.6)."""
        return self._summed(a, 2, (self.m + 1) // 2)

    def _summed(self, a: int, step: int, terms: int) -> int:
        """The sum of a^(2^(step·i)) for i < terms."""
        total = power = a
        for _number in range(terms - 1):
            for _square in range(step):
                power = self.square(power)
            total ^= power
        return total
