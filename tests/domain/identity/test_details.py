"""Names and phones."""

import pytest

from portal.domain.errors import Refused
from portal.domain.identity import details


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Українець", "Українець"),
        ("  Нечуй-Левицький ", "Нечуй-Левицький"),
        ("Дем'яненко", "Дем'яненко"),
        ("Мар’яна   Ольга", "Мар’яна Ольга"),
        ("O'Brien", "O'Brien"),
        ("Йосип", "Йосип"),
        ("", ""),
    ],
)
def test_a_name_is_kept(typed: str, kept: str) -> None:
    assert details.name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["Іван2", "<b>Іван</b>", "Іван😀", "Іва\x00н", "\u202eнавІ", "-", "'", "Іван;", "і" * 101, "=1+1"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        details.name(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("067 123 45 67", "+380671234567"),
        ("0671234567", "+380671234567"),
        ("+380 (67) 123-45-67", "+380671234567"),
        ("380671234567", "+380671234567"),
        ("0412 55-92-82", "+380412559282"),
        ("+48 512 345 678", "+48512345678"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_phone_is_kept_with_its_country(typed: str, kept: str) -> None:
    assert details.phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12", "067123456", "телефон", "0671234567 дод. 5", "+1", "0" * 40, "\x00", "😀"]
)
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        details.phone(typed)
