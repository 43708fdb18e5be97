"""What is refused and what is asked about again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import Refused
from portal.domain.readings import checks
from portal.domain.readings.checks import Known

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("32108", 32108),
        ("00012", 12),
        ("0", 0),
        ("0032108", 32108),
        (" 32 108 ", 32108),
        ("３２１０８", 32108),
    ],
)
def test_values_as_people_type_them(typed: str, value: int) -> None:
    assert checks.parse_value(typed, 5) == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("1234567", "too_many_digits"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("32108,5", "fraction"),
        ("32108.50", "fraction"),
        ("1,5,2", "not_a_number"),
        ("12e3", "not_a_number"),
        ("тридцять", "not_a_number"),
        ("12\x003", "not_a_number"),
        ("🔌", "not_a_number"),
        ("<b>1</b>", "not_a_number"),
        ("\u202e123", "not_a_number"),
        ("١٢٣", "not_a_number"),
    ],
)
def test_what_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checks.parse_value(typed, 5)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_fraction_is_answered_with_what_to_type() -> None:
    with pytest.raises(Refused, match="32108"):
        checks.parse_value("032108,7", 5)


@given(st.integers(0, 99999), st.integers(0, 99998))
def test_use_goes_past_the_last_number(previous: int, use: int) -> None:
    assert checks.use_since((previous + use) % 100000, previous, 5) == use


@given(st.text(max_size=20), st.integers(3, 9))
def test_anything_typed_is_a_value_in_range_or_refused(typed: str, digits: int) -> None:
    value, refusal = 0, ""
    try:
        value = checks.parse_value(typed, digits)
    except Refused as error:
        refusal = str(error) or "nothing said"
    assert 0 <= value < 10**digits
    assert refusal != "nothing said"


def asked(value: int, known: Known, *, power_w: int | None = None, day: date = DAY) -> list[str]:
    reading = checks.Reading("taken_1", True, 5, value, known)
    return [one.code for one in checks.find([reading], day, power_w)]


LAST = Known(previous=32108, previous_on=date(2026, 11, 1))


def test_a_first_reading_is_never_asked_about() -> None:
    assert asked(99999, Known(), power_w=5000) == []


def test_less_than_before_is_asked_about() -> None:
    assert asked(31990, LAST) == [checks.LESS]


def test_past_zero_is_asked_about_as_less() -> None:
    assert asked(12, Known(previous=99999, previous_on=date(2026, 11, 1))) == [checks.LESS]


def test_more_than_three_times_the_usual_is_asked_about() -> None:
    known = Known(previous=1000, previous_on=date(2026, 11, 1), usual_wh_a_day=3000, usual_days=365)
    assert asked(1270, known) == []  # 30 days, 9 a day: three times is still usual
    assert asked(1271, known) == [checks.JUMP]


@pytest.mark.parametrize("change", [{"usual_days": 59}, {"usual_wh_a_day": None}])
def test_no_jump_while_little_is_known(change: dict[str, int | None]) -> None:
    known = {"previous": 1000, "previous_on": date(2026, 11, 1), "usual_wh_a_day": 1000, "usual_days": 365}
    assert asked(1500, Known(**{**known, **change})) == []


def test_no_jump_under_fifty_kwh() -> None:
    known = Known(previous=1000, previous_on=DAY - timedelta(days=7), usual_wh_a_day=100, usual_days=365)
    assert asked(1049, known) == []
    assert asked(1050, known) == [checks.JUMP]


def test_more_than_the_connection_carries_is_asked_about() -> None:
    # 5 kW for 30 days are 3600 kWh.
    assert asked(32108 + 3600, LAST, power_w=5000) == []
    assert asked(32108 + 3601, LAST, power_w=5000) == [checks.OVER_CAPACITY]


def test_what_goes_into_the_grid_is_no_load_of_the_connection() -> None:
    reading = checks.Reading("given_1", False, 5, 32108 + 3601, LAST)
    assert checks.find([reading], DAY, 5000) == []


def test_no_use_for_two_months_is_asked_about() -> None:
    still = Known(previous=500, previous_on=date(2026, 11, 1), unchanged_since=date(2026, 10, 1))
    assert asked(500, still) == [checks.NO_USE]
    assert asked(501, still) == []
    later = Known(previous=500, previous_on=date(2026, 11, 1), unchanged_since=date(2026, 10, 2))
    assert asked(500, later) == []


def test_one_zone_that_stands_while_another_moves_is_no_standing_meter() -> None:
    still = Known(previous=500, previous_on=date(2026, 11, 1), unchanged_since=date(2026, 9, 1))
    day = checks.Reading("taken_1", True, 5, 600, still)
    night = checks.Reading("taken_2", True, 5, 500, still)
    assert checks.find([day, night], DAY, None) == []


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2026, 12, 1), date(2026, 10, 1)),
        (date(2026, 4, 30), date(2026, 2, 28)),
        (date(2024, 4, 30), date(2024, 2, 29)),
        (date(2026, 1, 15), date(2025, 11, 15)),
    ],
)
def test_two_months_before(day: date, earlier: date) -> None:
    assert checks.months_before(day) == earlier
