"""Account numbers in all the ways that people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.accounts import numbers
from portal.domain.errors import Refused


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0101010101", "0101010101"),
        ("01-01/010/101", "0101010101"),
        ("08-080808", "08080808"),
        ("01010101", "01010101"),
        ("  01 01 010 101 ", "0101010101"),
        ("ОІ".replace("І", "1") + "-О1/010/101", "0101010101"),  # Cyrillic О for zeros
        ("o1o1o1o1", "01010101"),
        ("01–01—010−101", "0101010101"),
        ("№ 08.080808", "08080808"),
        ("０８０８０８０８", "08080808"),
    ],
)
def test_spellings(typed: str, digits: str) -> None:
    assert numbers.account_digits(typed) == digits


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number_empty"),
        (" - / ", "number_empty"),
        ("1234567", "number_length"),
        ("12345678901", "number_length"),
        ("08-08080А", "number_not_digits"),
        ("08080808\x00", "number_not_digits"),
        ("08080808🔌", "number_not_digits"),
        ("\u202e08080808", "number_not_digits"),
        ("<b>08080808</b>", "number_not_digits"),
        ("٠٨٠٨٠٨٠٨", "number_not_digits"),
    ],
)
def test_what_can_not_be_a_number(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        numbers.account_digits(typed)
    assert refused.value.code == code


@given(
    st.text("0123456789", min_size=8, max_size=10),
    st.lists(st.sampled_from(["-", "/", " ", ".", "–", ""]), min_size=10, max_size=10),
    st.lists(st.booleans(), min_size=10, max_size=10),
)
def test_separators_and_letters_for_zeros_never_matter(
    digits: str, between: list[str], letters: list[bool]
) -> None:
    typed = "".join(
        ("О" if digit == "0" and letter else digit) + separator
        for digit, separator, letter in zip(digits, between, letters, strict=False)
    )
    assert numbers.account_digits(typed) == digits


@given(st.text(max_size=200))
def test_anything_else_is_refused_with_words(typed: str) -> None:
    refusal = ""
    try:
        found = numbers.account_digits(typed)
    except Refused as error:
        found, refusal = "00000000", str(error) or "nothing said"
    assert 8 <= len(found) <= 10
    assert refusal != "nothing said"


def test_meter_numbers_ignore_leading_zeros_and_separators() -> None:
    assert numbers.meter_digits("0202020") == numbers.meter_digits("202 020") == numbers.meter_digits("№0202020")
