"""The curves of ДСТУ 4145 are what the standard says, and their points add up."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.signatures.curve import Curve, Point
from portal.domain.signatures.curves import CURVES


def times(curve: Curve, k: int) -> Point | None:
    return curve.sum_of_multiples(k, curve.base, 0, curve.base)


def is_prime(number: int) -> bool:
    """Miller and Rabin's test, forty times."""
    draw = random.Random(4145)
    odd, twos = number - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    for _number in range(40):
        power = pow(draw.randrange(2, number - 1), odd, number)
        if power not in (1, number - 1) and not any(
            (power := power * power % number) == number - 1 for _again in range(twos - 1)
        ):
            return False
    return True


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_a_curve_of_the_standard(curve: Curve) -> None:
    m = curve.field.m
    assert curve.holds(curve.base)
    assert is_prime(curve.order)
    assert times(curve, curve.order) is None
    assert times(curve, curve.order + 1) == curve.base
    # Hasse: the points of the curve are 2^m + 1 at most 2·2^(m/2) off, and the cofactor is 2 or 4.
    cofactor = 4 if curve.a == 0 else 2
    assert (cofactor * curve.order - (1 << m) - 1) ** 2 <= 4 << m
    # No small power of 2^m is 1 modulo the order: the logarithm can't be carried into a field (MOV).
    assert all(pow(2, m * k, curve.order) != 1 for k in range(1, 33))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CURVES), st.integers(1, 1 << 160), st.integers(1, 1 << 160))
def test_multiples_add_up(curve: Curve, j: int, k: int) -> None:
    p, q = times(curve, j), times(curve, k)
    assert p is not None
    assert q is not None
    assert curve.holds(p)
    assert curve.sum_of_multiples(1, p, 1, q) == times(curve, j + k)
    assert curve.sum_of_multiples(2, p, 3, q) == times(curve, 2 * j + 3 * k)
    assert curve.sum_of_multiples(1, p, 1, (p[0], p[0] ^ p[1])) is None, "a point and its opposite"
    assert curve.sum_of_multiples(1, p, 1, p) == times(curve, 2 * j)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CURVES), st.integers(1, 1 << 160))
def test_a_point_survives_being_compressed(curve: Curve, k: int) -> None:
    point = times(curve, k)
    assert point is not None
    assert curve.expand(curve.compress(point)) == point
    assert curve.is_public_key(point)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(CURVES), st.data())
def test_whatever_is_expanded_lies_on_the_curve(curve: Curve, data: st.DataObject) -> None:
    compressed = data.draw(st.integers(0, (1 << curve.field.m) + 7))
    point = curve.expand(compressed)
    assert point is None or curve.holds(point)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_points_that_are_no_keys(curve: Curve) -> None:
    of_order_two = (0, curve.field.root(curve.b))
    assert curve.holds(of_order_two)
    assert not curve.is_public_key(of_order_two)
    x, y = curve.base
    assert not curve.is_public_key((x, y ^ 1))
    assert not curve.holds((x, 1 << curve.field.m | y))
    moved = curve.sum_of_multiples(1, curve.base, 1, of_order_two)
    assert moved is not None
    assert not curve.is_public_key(moved), "on the curve, but of twice the order"
