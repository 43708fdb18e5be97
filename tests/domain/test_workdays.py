"""Working days over weekends, holidays and ends of years, with holidays worked on and not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import workdays

WAR = workdays.calendar(work_on_holidays=True)
PEACE = workdays.calendar(work_on_holidays=False)
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "in_war", "in_peace"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 26), 3, date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 11, 27), 1, date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 25), date(2026, 12, 28)),
        (date(2026, 12, 30), 3, date(2027, 1, 4), date(2027, 1, 5)),
        # The first of May and Easter fall on one weekend: both its days are moved.
        (date(2027, 4, 30), 1, date(2027, 5, 3), date(2027, 5, 5)),
        (date(2026, 8, 21), 10, date(2026, 9, 4), date(2026, 9, 7)),
    ],
)
def test_so_many_working_days_later(start: date, days: int, in_war: date, in_peace: date) -> None:
    assert WAR.add(start, days) == in_war
    assert PEACE.add(start, days) == in_peace


@given(DAYS, st.integers(0, 60), st.sampled_from([WAR, PEACE]))
def test_adding_and_counting_agree(start: date, days: int, calendar: workdays.Calendar) -> None:
    end = calendar.add(start, days)
    assert calendar.between(start, end) == days
    assert calendar.between(end, start) == -days
    assert days == 0 or calendar.is_working(end)


@given(DAYS, st.integers(0, 400), st.sampled_from([WAR, PEACE]))
def test_counting_is_looking_at_each_day(start: date, days: int, calendar: workdays.Calendar) -> None:
    until = start + timedelta(days=days)
    one_by_one = sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, days + 1))
    assert calendar.between(start, until) == one_by_one


def test_the_holidays_are_days_that_would_be_worked_on() -> None:
    days = workdays.holidays()
    assert len(days) == 44
    assert all(day.weekday() < workdays.SATURDAY for day in days)
    assert days[date(2026, 4, 13)] == "Великдень (перенесено)"
    assert not PEACE.is_working(date(2026, 12, 25))
    assert WAR.is_working(date(2026, 12, 25))
