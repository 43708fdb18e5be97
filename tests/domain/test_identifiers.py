"""Numbers as people type them: read into one form, or refused with words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo.people import CITY_FLAT
from portal.domain import identifiers
from portal.domain.errors import Refused


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (identifiers.tax_number, CITY_FLAT.tax_number, CITY_FLAT.tax_number),
        (identifiers.tax_number, " ".join(CITY_FLAT.tax_number), CITY_FLAT.tax_number),
        (identifiers.passport_book, "вм 123456", "ВМ123456"),
        (identifiers.passport_book, "BM № 123456", "ВМ123456"),  # a Latin keyboard
        (identifiers.id_card, "001 234 567", "001234567"),
        (identifiers.unzr, "19850412-01234", "19850412-01234"),
        (identifiers.unzr, "1985041201234", "19850412-01234"),
        (identifiers.eic, CITY_FLAT.eic.lower(), CITY_FLAT.eic),
        (identifiers.eic, " ".join(CITY_FLAT.eic), CITY_FLAT.eic),
    ],
)
def test_read_into_one_form(read: Callable[[str], str], typed: str, kept: str) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (identifiers.tax_number, CITY_FLAT.tax_number[:-1] + str((int(CITY_FLAT.tax_number[-1]) + 1) % 10)),
        (identifiers.tax_number, "123"),
        (identifiers.tax_number, "двадцять"),
        (identifiers.tax_number, "١٢٣٤٥٦٧٨٩٠"),
        (identifiers.passport_book, "ВМ12345"),
        (identifiers.passport_book, "ВМХ123456"),
        (identifiers.id_card, "12345678"),
        (identifiers.id_card, "١٢٣٤٥٦٧٨٩"),
        (identifiers.unzr, "19851312-01234"),
        (identifiers.unzr, "1985041"),
        (identifiers.eic, CITY_FLAT.eic[:-1] + ("A" if CITY_FLAT.eic[-1] != "A" else "B")),
        (identifiers.eic, "62Z"),
    ],
)
def test_refused_with_words(read: Callable[[str], str], typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read(typed)
    assert str(refused.value)


@pytest.mark.parametrize(
    "read",
    [identifiers.tax_number, identifiers.passport_book, identifiers.id_card, identifiers.unzr, identifiers.eic],
)
@given(st.text(max_size=30))
def test_nothing_typed_is_a_fault(read: Callable[[str], str], typed: str) -> None:
    with suppress(Refused):
        assert read(read(typed)) == read(typed)


def test_a_mask_tells_nothing_of_a_short_number() -> None:
    assert identifiers.masked("3012345679") == "••••••5679"
    assert identifiers.masked("1234") == "••••"
    assert identifiers.masked("") == ""
