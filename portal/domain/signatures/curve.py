"""Curves y² + xy = x³ + ax² + b over GF(2^m), ДСТУ 4145-2002, sections 5.4 and 6.7-6.10."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.signatures.field import Field

Point = tuple[int, int]
# In projective coordinates of López and Dahab: x = X/Z, y = Y/Z². Z = 0 is the point at infinity.
_Projective = tuple[int, int, int]
_INFINITY: _Projective = (1, 0, 0)


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve with its base point of prime order."""

    name: str
    field: Field
    a: int
    b: int
    order: int
    base: Point

    def holds(self, point: Point) -> bool:
        """Whether the point lies on the curve."""
        x, y = point
        f = self.field
        if x not in f or y not in f:
            return False
        x2 = f.square(x)
        return f.square(y) ^ f.multiply(x, y) == f.multiply(x2, x ^ self.a) ^ self.b

    def expand(self, compressed: int) -> Point | None:
        """The point of which this is the compressed form (ДСТУ 4145, 6.10); None when there is none.

        The lowest bit is not that of x, but the trace of y/x. That bit of x follows, because the trace of x is
        the trace of a for every point of the subgroup of the base point.
        """
        f = self.field
        if compressed not in f:
            return None
        if compressed == 0:
            return 0, f.root(self.b)
        bit, x = compressed & 1, compressed & ~1
        x |= f.trace(x) ^ f.trace(self.a)
        if x == 0:
            return None
        right = x ^ self.a ^ f.multiply(self.b, f.square(f.inverse(x)))
        if f.trace(right):
            return None
        z = f.half_trace(right)
        return x, f.multiply(x, z ^ f.trace(z) ^ bit)

    def compress(self, point: Point) -> int:
        """The other way round (ДСТУ 4145, 6.9)."""
        x, y = point
        if x == 0:
            return 0
        return x & ~1 | self.field.trace(self.field.multiply(y, self.field.inverse(x)))

    def is_public_key(self, point: Point) -> bool:
        """On the curve, and of the order of the base point: not in a small subgroup (ДСТУ 4145, 10.1)."""
        return self.holds(point) and self.sum_of_multiples(self.order, point, 0, self.base) is None

    def sum_of_multiples(self, k: int, p: Point, j: int, q: Point) -> Point | None:
        """kP + jQ, both at once, bit by bit from the top; None is the point at infinity."""
        both = self._affine(self._add(self._add(_INFINITY, p), q))
        total = _INFINITY
        for place in range(max(k.bit_length(), j.bit_length()) - 1, -1, -1):
            total = self._double(total)
            addend = (None, p, q, both)[(k >> place & 1) | (j >> place & 1) << 1]
            if addend is not None:
                total = self._add(total, addend)
        return self._affine(total)

    def _double(self, point: _Projective) -> _Projective:
        x, y, z = point
        f = self.field
        if not z or not x:  # twice a point with x = 0 is infinity
            return _INFINITY
        x2, z2 = f.square(x), f.square(z)
        bz4 = f.multiply(f.square(z2), self.b)
        new_z = f.multiply(x2, z2)
        new_x = f.square(x2) ^ bz4
        last = f.square(y) ^ bz4 ^ (new_z if self.a else 0)
        return new_x, f.multiply(bz4, new_z) ^ f.multiply(new_x, last), new_z

    def _add(self, point: _Projective, other: Point) -> _Projective:
        x, y, z = point
        x2, y2 = other
        f = self.field
        if not z:
            return x2, y2, 1
        z_square = f.square(z)
        a = f.multiply(y2, z_square) ^ y
        b = f.multiply(x2, z) ^ x
        if not b:
            return _INFINITY if a else self._double(point)
        c = f.multiply(z, b)
        new_z = f.square(c)
        d = f.multiply(f.square(b), c ^ (z_square if self.a else 0))
        e = f.multiply(a, c)
        new_x = f.square(a) ^ d ^ e
        first = f.multiply(e ^ new_z, new_x ^ f.multiply(x2, new_z))
        return new_x, first ^ f.multiply(x2 ^ y2, f.square(new_z)), new_z

    def _affine(self, point: _Projective) -> Point | None:
        x, y, z = point
        if not z:
            return None
        over = self.field.inverse(z)
        return self.field.multiply(x, over), self.field.multiply(y, self.field.square(over))
