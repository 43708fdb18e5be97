"""The past of a made-up home looks real on any day on which the demo is started."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import kyiv_date
from portal.demo import pasts, people
from portal.domain.readings import window


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2026, 12, 1), date(2026, 11, 1)),
        (date(2026, 12, 3), date(2026, 11, 1)),
        (date(2026, 12, 4), date(2026, 12, 1)),
        (date(2026, 12, 15), date(2026, 12, 1)),
        (date(2027, 1, 2), date(2026, 12, 1)),
        (date(2028, 2, 29), date(2028, 2, 1)),
    ],
)
def test_the_reading_of_the_open_window_is_still_to_be_sent(today: date, newest: date) -> None:
    assert pasts.newest_first_of_month(today) == newest


@given(today=st.dates(date(2025, 1, 1), date(2040, 12, 31)), home=st.sampled_from(people.HOMES))
def test_a_past_holds_together(today: date, home: people.Home) -> None:
    points = pasts.points(home, today, pasts.MONTHS + 2)
    assert points[0].values == home.newest
    for later, earlier in pairwise(points):
        assert earlier.reading_date < later.reading_date
        assert (later.reading_date - earlier.reading_date).days <= 31
        assert all(before < after for before, after in zip(earlier.values, later.values, strict=True))
    for point in points:
        day = kyiv_date(point.taken_at)
        assert day <= today
        assert window.reading_date(day) == (point.reading_date, True)
        assert all(value >= 0 for value in point.values)


def test_the_newest_two_values_are_those_of_the_manual() -> None:
    points = pasts.points(people.CITY_FLAT, date(2026, 11, 30), 2)
    assert [point.values for point in points] == [(32108,), (32028,)]
    assert points[0].taken_at.strftime("%d.%m.%Y %H:%M") == "31.10.2026 10:21"
    assert points[1].taken_at.strftime("%d.%m.%Y %H:%M") == "30.09.2026 18:57"


def test_seasons_differ() -> None:
    assert pasts.use_in(date(2026, 1, 1), 100) > pasts.use_in(date(2026, 6, 1), 100)
    assert pasts.use_in(date(2026, 6, 1), 100, given=True) > 5 * pasts.use_in(date(2026, 12, 1), 100, given=True)
    assert len({pasts.use_in(date(year, 3, 1), 1000) for year in (2024, 2025, 2026)}) > 1
