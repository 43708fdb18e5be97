"""Names compare as people mean them."""

import pytest

from portal.domain.accounts import names


@pytest.mark.parametrize(
    ("typed", "holder"),
    [
        ("петренко", "Петренко Марія Василівна"),
        ("ПЕТРЕНКО", "Петренко Марія Василівна"),
        (" Петренко  Марія Василівна ", "Петренко Марія Василівна"),
        ("Пeтpeнкo", "Петренко Марія Василівна"),  # Latin e, p, o
        ("Мар'яненко", "Мар’яненко Ігор"),
        ("Марʼяненко", "Мар`яненко Ігор"),
        ("Мар´яненко", "Мар'яненко Ігор"),
        ("Нечуй - Левицький", "Нечуй-Левицький Іван"),
        ("Iщенко", "Іщенко Олег"),  # Latin I
    ],
)
def test_the_same(typed: str, holder: str) -> None:
    assert names.same_surname(typed, holder)


@pytest.mark.parametrize("typed", ["", " ", "Петренк", "Марія", "Петренко Марія", "Коваленко"])
def test_not_the_same(typed: str) -> None:
    assert not names.same_surname(typed, "Петренко Марія Василівна")


def test_nobody_has_no_name() -> None:
    assert not names.same_surname("", "")
