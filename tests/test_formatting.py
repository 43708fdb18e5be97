"""Numbers and dates as Ukrainians write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal import formatting


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_dates() -> None:
    assert plain(formatting.day(date(2024, 8, 31))) == "31 серпня 2024"
    assert plain(formatting.day_of_month(date(2026, 12, 3))) == "3 грудня"
    assert formatting.day_short(date(2024, 8, 31)) == "31.08.2024"
    assert formatting.month_in(date(2025, 11, 1)) == "у листопаді"


def test_moments_are_shown_in_kyiv() -> None:
    assert formatting.moment(datetime(2024, 8, 31, 7, 21, tzinfo=UTC)) == "31.08.2024 10:21"
    assert plain(formatting.moment_in_words(datetime(2026, 11, 22, 13, 40, tzinfo=UTC))) == "22 листопада о 15:40"


def test_numbers() -> None:
    assert plain(formatting.kwh(1234.5)) == "1 234,5"
    assert formatting.kwh(90) == "90"
    assert formatting.wh_as_kwh(84_000) == "84"
    assert plain(formatting.money(124_800)) == "1 248,00 ₴"
    assert [plain(formatting.file_size(size)) for size in (1, 35_001, 999_000, 1_249_000)] == [
        *("1 кБ", "36 кБ", "999 кБ", "1,2 МБ")
    ]
