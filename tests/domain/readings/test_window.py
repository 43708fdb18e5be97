"""П. 8.6.3 of the metering code: which date a reading counts for, in all years, on leap days and clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import KYIV
from portal.domain.readings import window

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "counts_for", "in_window"),
    [
        (date(2024, 8, 31), date(2024, 9, 1), True),  # the manual's own example
        (date(2024, 8, 30), date(2024, 9, 1), True),
        (date(2024, 8, 29), date(2024, 8, 29), False),
        (date(2024, 9, 1), date(2024, 9, 1), True),
        (date(2024, 9, 3), date(2024, 9, 1), True),
        (date(2024, 9, 4), date(2024, 9, 4), False),
        (date(2024, 2, 28), date(2024, 3, 1), True),  # a leap year: 28 and 29 February
        (date(2024, 2, 27), date(2024, 2, 27), False),
        (date(2025, 2, 27), date(2025, 3, 1), True),
        (date(2025, 12, 31), date(2026, 1, 1), True),
    ],
)
def test_reading_date(day: date, counts_for: date, in_window: bool) -> None:
    assert window.reading_date(day) == (counts_for, in_window)


@given(DAYS)
def test_a_window_has_five_days_around_a_first(day: date) -> None:
    found = window.window_at(day)
    if found is None:
        assert window.reading_date(day) == (day, False)
        return
    assert found.counts_for.day == 1
    assert [found.opens + timedelta(days=n) in found for n in range(-1, 6)] == [False, *[True] * 5, False]
    assert (found.counts_for - found.opens).days == 2


@given(DAYS)
def test_every_month_has_one_window(day: date) -> None:
    first = window.next_first(day)
    assert first.day == 1
    assert day < first <= day + timedelta(days=31)
    assert sum(window.reading_date(first + timedelta(days=n))[0] == first for n in range(-10, 11)) == 5


@given(DAYS)
def test_the_next_window_opens_later(day: date) -> None:
    assert day < window.next_window(day).opens <= day + timedelta(days=31)


def test_the_day_is_kyivs_also_when_the_clock_changes() -> None:
    # 25 October 2026 has 25 hours; 29 November, 23:30 in Kyiv, is already within the window.
    late = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)
    assert late.astimezone(KYIV).day == 29
    assert window.date_a_reading(None, late).reading_date == date(2026, 12, 1)
    in_summer = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # 00:30 on the 30th, an hour after midnight of winter
    assert window.date_a_reading(None, in_summer).reading_date == date(2026, 4, 1)


ARRIVAL = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)


def test_the_phones_moment_decides_for_five_days() -> None:
    dating = window.date_a_reading(ARRIVAL - timedelta(days=4), ARRIVAL)
    assert (dating.reading_date, dating.in_window, dating.taken_at_trusted) == (date(2026, 12, 1), True, True)


@pytest.mark.parametrize("wrong", [timedelta(days=-6), timedelta(hours=2)])
def test_a_moment_too_old_or_in_the_future_is_replaced_by_the_arrival(wrong: timedelta) -> None:
    dating = window.date_a_reading(ARRIVAL + wrong, ARRIVAL)
    assert (dating.reading_date, dating.taken_at, dating.taken_at_trusted) == (
        date(2026, 12, 4),
        ARRIVAL,
        False,
    )


def test_a_phone_that_runs_a_little_ahead_is_believed() -> None:
    dating = window.date_a_reading(ARRIVAL + timedelta(minutes=3), ARRIVAL)
    assert dating.taken_at_trusted
    assert dating.taken_at == ARRIVAL
