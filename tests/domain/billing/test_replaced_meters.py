"""A meter is replaced: form, history and usual use go on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from peewee import Database

from portal.domain.billing.importing import Outcome
from portal.domain.errors import Refused
from portal.domain.readings import history, meters, outlook, past, submission
from portal.domain.readings.submission import Sending
from portal.models import Account, Meter
from tests import factories
from tests.conftest import NOW
from tests.domain.billing import files

pytestmark = pytest.mark.usefixtures("database")
NEW = {
    "meter": "777",
    "installed_on": "2026-10-15",
    "first_value": "3",
    "first_on": "2026-10-15",
    "last_value": "20",
    "last_on": "2026-11-01",
}
OLD = {"last_value": "12345", "last_on": "2026-10-15"}


def take_in(folder: Path, *rows: dict[str, str]) -> Outcome:
    [outcome] = files.take_in(files.write(folder / "m.csv", rows))
    assert outcome.wrong == 0
    return outcome


@pytest.fixture
def account(tmp_path: Path, database: Database) -> Account:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    take_in(tmp_path, files.meter())
    return Account.get()


def dates() -> dict[str, tuple[date, date | None]]:
    return {one.number: (one.installed_on, one.removed_on) for one in Meter.select()}


def test_the_old_one_is_removed_as_billing_says(tmp_path: Path, account: Account) -> None:
    rows = [files.meter(**OLD, removed_on="2026-10-15"), files.meter(**NEW)]
    take_in(tmp_path, *rows)
    wanted = {"0012345": (date(2020, 1, 15), date(2026, 10, 15)), "777": (date(2026, 10, 15), None)}
    assert dates() == wanted
    assert take_in(tmp_path, *rows).changed == 0


@pytest.mark.parametrize("old", [[], [OLD]], ids=["not named", "still named"])
def test_the_old_one_gives_way_where_billing_is_silent(
    tmp_path: Path, account: Account, old: list[dict[str, str]]
) -> None:
    rows = [*(files.meter(**cells) for cells in old), files.meter(**NEW)]
    take_in(tmp_path, *rows)
    assert dates() == {"0012345": (date(2020, 1, 15), date(2026, 10, 15)), "777": (date(2026, 10, 15), None)}
    assert take_in(tmp_path, *rows).changed == 0


def test_a_wrong_day_of_installing_is_corrected(tmp_path: Path, account: Account) -> None:
    take_in(tmp_path, files.meter(installed_on="2020-01-10"))
    assert dates() == {"0012345": (date(2020, 1, 10), None)}


def test_a_meter_that_comes_back_is_another_period(tmp_path: Path, account: Account) -> None:
    back = {"installed_on": "2026-11-01", "first_value": "9", "first_on": "2026-11-01"}
    again = files.meter(**back, last_value="", last_on="")
    rows = [files.meter(removed_on="2026-05-01", last_on="2026-05-01"), again]
    take_in(tmp_path, *rows)
    assert sorted((one.installed_on, one.removed_on) for one in Meter.select()) == [
        (date(2020, 1, 15), date(2026, 5, 1)),
        (date(2026, 11, 1), None),
    ]
    assert take_in(tmp_path, *rows).changed == 0


def test_the_form_asks_for_the_new_one(tmp_path: Path, account: Account) -> None:
    night = {**NEW, "zone": "2", "zones": "2", "first_value": "1", "last_value": "6"}
    take_in(tmp_path, files.meter(**{**NEW, "zones": "2"}), files.meter(**night))
    meter = meters.readable_meter(account)
    assert (meter.number, [register.key for register in meter.in_order]) == ("777", ["taken_1", "taken_2"])
    seen = outlook.outlook(account, meter, {"taken_1": 95, "taken_2": 30}, today=NOW.date())
    assert [(known.previous, known.previous_on) for known in seen.known.values()] == [
        (20, date(2026, 11, 1)),
        (6, date(2026, 11, 1)),
    ]
    user = factories.make_user()
    with pytest.raises(Refused, match="замінено на № 777"):
        submission.submit(Sending(uuid4(), "0012345", {"taken_1": 12_400}), account, actor=user, now=NOW)
    submission.submit(Sending(uuid4(), "777", {"taken_1": 95, "taken_2": 30}), account, actor=user, now=NOW)


def test_the_new_one_begins_at_its_own_first_value(tmp_path: Path, account: Account) -> None:
    take_in(tmp_path, files.meter(**{**NEW, "last_value": "", "last_on": ""}))
    meter = meters.readable_meter(account)
    [known] = outlook.outlook(account, meter, {"taken_1": 95}, today=NOW.date()).known.values()
    assert (known.previous, known.previous_on) == (3, date(2026, 10, 15))


def test_history_goes_over_the_change(tmp_path: Path, account: Account) -> None:
    take_in(tmp_path, files.meter(**OLD), files.meter(**NEW))
    lines, _following = history.page(account)
    assert [(line.submission.reading_date, [value for _label, value in line.values]) for line in lines][:2] == [
        (date(2026, 11, 1), [20]),
        (date(2026, 11, 1), [12345]),
    ]
    assert len(lines) == 5


def test_usual_use_goes_over_the_change(tmp_path: Path, account: Account) -> None:
    months = ("2026-06", "2026-07", "2026-08", "2026-09")
    rows = [files.use(period=month, kwh="90") for month in months]
    rows += [files.use(period="2026-10", kwh="45"), files.use(meter="777", period="2026-10", kwh="48")]
    files.take_in(files.write(tmp_path / "u.csv", rows))
    take_in(tmp_path, files.meter(**OLD), files.meter(**NEW))
    [register] = meters.readable_meter(account).in_order
    wh_a_day, days = past.use_by_month(account, date(2026, 11, 1)).usual(register, date(2026, 11, 1))
    assert days == 30 + 31 + 31 + 30 + 31
    assert wh_a_day == pytest.approx((4 * 90_000 + 93_000) / days)


def test_a_month_in_which_the_zones_changed_says_nothing_of_them(tmp_path: Path, account: Account) -> None:
    rows = [
        files.use(period="2026-10", kwh="45"),
        files.use(meter="777", period="2026-10", kwh="30"),
        files.use(meter="777", period="2026-10", zone="2", kwh="10"),
    ]
    files.take_in(files.write(tmp_path / "u.csv", rows))
    take_in(tmp_path, files.meter(**{**NEW, "zones": "2"}), files.meter(**{**NEW, "zone": "2", "zones": "2"}))
    use = past.use_by_month(account, date(2026, 11, 1))
    for register in meters.readable_meter(account).in_order:
        assert use.usual(register, date(2026, 11, 1)) == (None, 0)
    assert sum(use.by_month["A+", date(2026, 10, 1)].values()) == 85_000
