"""The field of ДСТУ 4145 keeps the laws of a field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.signatures.curves import CURVES
from portal.domain.signatures.field import Field

FIELDS = [curve.field for curve in CURVES]


@st.composite
def elements(draw: st.DrawFn, count: int) -> tuple[Field, list[int]]:
    field = draw(st.sampled_from(FIELDS))
    return field, [draw(st.integers(0, (1 << field.m) - 1)) for _number in range(count)]


def slowly(field: Field, a: int, b: int) -> int:
    """Multiplication as it is taught: shift, add, and divide by the polynomial."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1, b >> 1
    while product.bit_length() > field.m:
        product ^= field.modulus << product.bit_length() - field.m - 1
    return product


@given(elements(2))
def test_multiplication(given_: tuple[Field, list[int]]) -> None:
    field, (a, b) = given_
    assert field.multiply(a, b) == slowly(field, a, b) == field.multiply(b, a)
    assert field.square(a) == field.multiply(a, a)
    assert field.multiply(a, b) in field


@given(elements(3))
def test_sums_and_products(given_: tuple[Field, list[int]]) -> None:
    field, (a, b, c) = given_
    assert field.multiply(a, b ^ c) == field.multiply(a, b) ^ field.multiply(a, c)
    assert field.multiply(a, field.multiply(b, c)) == field.multiply(field.multiply(a, b), c)


@given(elements(1))
def test_inverse(given_: tuple[Field, list[int]]) -> None:
    field, (a,) = given_
    if a:
        assert field.multiply(a, field.inverse(a)) == 1
    else:
        with pytest.raises(ZeroDivisionError):
            field.inverse(a)


@settings(max_examples=30, deadline=None)
@given(elements(2))
def test_root_trace_and_half_trace(given_: tuple[Field, list[int]]) -> None:
    field, (a, b) = given_
    assert field.square(field.root(a)) == a
    assert field.trace(a ^ b) == field.trace(a) ^ field.trace(b)
    assert field.trace(field.square(a)) == field.trace(a)
    z = field.half_trace(a)
    assert (field.square(z) ^ z == a) == (field.trace(a) == 0)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.m))
def test_the_polynomial_is_irreducible(field: Field) -> None:
    """Rabin's test for a prime degree: x^(2^m) = x, and x^2 - x has nothing in common with the polynomial."""
    power = 2
    for _number in range(field.m):
        power = field.square(power)
    assert power == 2
    assert field.multiply(field.inverse(6), 6) == 1
