"""The history by period, meter and register, over a change of meters; what of it is chosen."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.metering import choosing, history
from portal.domain.metering.choosing import Choice, choose
from tests import factories
from tests.domain.metering import use

pytestmark = pytest.mark.usefixtures("database")
NOTHING = {"year": "", "direction": "", "meter": "", "zone": ""}


def test_an_account_without_any() -> None:
    found = history.of(factories.make_account())
    assert (found.parts, found.directions, found.changes) == ([], [], [])
    assert choosing.months(found, Choice("A+")) == choosing.years(found, Choice("A+")) == []


def test_it_goes_on_over_a_change_of_meters() -> None:
    account, _old, _new = use.replaced()
    found = history.of(account)
    assert found.meters == ["2208156", "0711342"]
    assert choosing.years(found, Choice("A+")) == [2026, 2025, 2024]
    (change,) = found.changes
    assert (change.month, change.on, change.before, change.after) == (
        date(2025, 8, 1),
        date(2025, 8, 14),
        "0711342",
        "2208156",
    )
    months = choosing.months(found, Choice("A+", year=2025))
    august = months[7]
    assert august.month == date(2025, 8, 1)
    assert august.wh == 190_000
    assert [(meter, [part.label for part in parts]) for _period, meter, parts in august.by_meter] == [
        ("2208156", ["День", "Ніч"]),
        ("0711342", ["Без зон"]),
    ]


def test_a_meter_that_is_listed_nowhere_is_an_older_one() -> None:
    account = factories.make_account()
    factories.make_meter(account, number="2")
    use.add(account, "2", date(2026, 3, 1), 10)
    use.add(account, "old", date(2026, 3, 1), 5)
    use.add(account, "old", date(2026, 2, 1), 12)
    found = history.of(account)
    assert found.meters == ["2", "old"]
    assert [(one.before, one.after) for one in found.changes] == [("old", "2")]


def test_twelve_months_end_with_the_newest() -> None:
    account = factories.make_account()
    use.add(account, "1", use.NEWEST, 30)
    use.add(account, "1", date(2025, 10, 1), 25)
    months = choosing.months(history.of(account), Choice("A+"))
    assert [months[0].month, months[-1].month] == [date(2025, 11, 1), use.NEWEST]
    assert (months[-1].wh, months[-1].wh_before) == (30_000, 25_000)
    assert (months[0].wh, months[0].wh_before) == (None, None)


def test_the_directions_are_apart() -> None:
    account = factories.make_account()
    use.a_year(account, "1", 100)
    use.a_year(account, "1", 300, direction="A-")
    found = history.of(account)
    assert found.directions == ["A+", "A-"]
    for direction, wh in (("A+", 100_000), ("A-", 300_000)):
        assert {one.wh for one in choosing.months(found, Choice(direction))} == {wh}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, Choice("A+")),
        ({"year": "2025", "meter": "0711342"}, Choice("A+", 2025, "0711342")),
        ({"zone": "2-2"}, Choice("A+", register=(2, 2))),
        ({"year": "1999", "direction": "given", "meter": "1'; --", "zone": "9-9"}, Choice("A+")),
        ({"year": "два", "zone": "2"}, Choice("A+")),
    ],
)
def test_what_makes_no_sense_in_an_address_is_not_there(asked: dict[str, str], wanted: Choice) -> None:
    found = history.of(use.replaced()[0])
    assert choose(found, **{**NOTHING, **asked}) == wanted


def test_of_an_earlier_meter_its_own_last_months_are_seen() -> None:
    found = history.of(use.replaced()[0])
    choice = choose(found, **{**NOTHING, "meter": "0711342"})
    assert choosing.years(found, choice) == [2025, 2024]
    months = choosing.months(found, choice)
    assert (months[-1].month, months[-1].wh) == (date(2025, 8, 1), 90_000)


def test_one_register_of_one_meter() -> None:
    found = history.of(use.replaced()[0])
    months = choosing.months(found, Choice("A+", 2025, "2208156", (2, 2)))
    assert [one.wh for one in months] == [None] * 7 + [40_000] * 5
