"""Averages, year on year, the night's share, the estimate of two zones, the usual use of the checks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.metering import choosing, history, statistics
from portal.domain.metering.choosing import Choice, MonthUse
from portal.domain.readings import meters, past
from portal.models import Account
from tests import factories
from tests.domain.metering import use


def months(account: Account, **choice: object) -> list[MonthUse]:
    return choosing.months(history.of(account), Choice("A+", **choice))  # type: ignore[arg-type]


@pytest.mark.usefixtures("database")
class TestSummary:
    def test_averages_rest_on_known_months_only(self) -> None:
        account = factories.make_account()
        use.add(account, "1", date(2026, 2, 1), 56)
        use.add(account, "1", date(2026, 3, 1), 62)
        found = statistics.summary(months(account))
        assert (found.wh, found.months, found.days) == (118_000, 2, 59)
        assert found.wh_a_month == 59_000
        assert found.wh_a_day == 2_000
        assert (found.compared, found.night) == (None, None)

    def test_only_months_known_in_both_years_are_compared(self) -> None:
        account = factories.make_account()
        use.a_year(account, "1", 90)
        use.add(account, "1", date(2025, 10, 1), 100)
        compared = statistics.summary(months(account)).compared
        assert compared == statistics.Compared(90_000, 100_000, 1)
        assert compared.percent == -10

    def test_nothing_before_gives_no_percent(self) -> None:
        assert statistics.Compared(5, 0, 1).percent is None

    def test_the_share_of_the_night_is_that_of_meters_with_zones(self) -> None:
        account, _old, _new = use.replaced()
        assert statistics.summary(months(account)).night == pytest.approx(0.4)
        assert statistics.summary(months(account, year=2024)).night is None


@pytest.mark.usefixtures("database")
class TestEstimate:
    def test_of_a_meter_without_zones_nights_are_assumed(self) -> None:
        account = factories.make_account()
        use.a_year(account, "1", 100)
        found = statistics.estimate(months(account))
        assert found is not None
        assert (found.measured, found.wh) == (False, 1_200_000)
        assert [(round(one.wh / 1000), one.percent) for one in found.counted] == [
            (1080, 10),
            (1000, 17),
            (900, 25),
        ]

    @pytest.mark.parametrize("zones", [(60, 40), (20, 40, 40)])
    def test_the_measured_night_counts_where_there_is_one(self, zones: tuple[float, ...]) -> None:
        account = factories.make_account()
        use.a_year(account, "1", *zones)
        found = statistics.estimate(months(account))
        assert found is not None
        assert found.measured
        assert [(round(one.wh / 1000), one.percent) for one in found.counted] == [(960, 20)]

    def test_months_of_the_earlier_meter_do_not_water_it_down(self) -> None:
        account, _old, _new = use.replaced()
        found = statistics.estimate(months(account, year=2025))
        assert found is not None
        assert (found.measured, found.wh) == (True, 500_000)

    def test_no_use_no_estimate(self) -> None:
        account = factories.make_account()
        assert statistics.estimate([]) is None
        use.a_year(account, "1", 0)
        assert statistics.estimate(months(account)) is None


@given(wh=st.integers(0, 10**12), share=st.floats(0, 1))
def test_two_zones_count_between_half_and_all(wh: int, share: float) -> None:
    found = statistics.by_two_zones(wh, share)
    assert wh / 2 <= found.wh + 1e-3 <= wh + 2e-3
    assert 0 <= found.percent <= 50


@pytest.mark.usefixtures("database")
def test_the_usual_use_is_the_one_that_readings_are_checked_against() -> None:
    account, _old, new = use.replaced()
    meter = meters.meter_in_use(account)
    assert meter is not None
    day = date(2026, 12, 1)
    found = statistics.usual(history.of(account).parts, meter, day)
    assert [meters.label(one.register) for one in found] == ["День", "Ніч"]
    checked = past.known(meter.in_order, {}, past.use_by_month(account, day), day)
    assert [one.wh_a_day for one in found] == [checked[register.key].usual_wh_a_day for register in meter.in_order]
    assert found[0].days == checked["taken_1"].usual_days == 335
    assert new.id == meter.id
