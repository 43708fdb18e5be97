"""The demo's data as they stand in the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.crypto import Vault
from portal.demo import people, replaced, seeding
from portal.demo.pasts import MONTHS
from portal.domain.accounts import cabinet, linking
from portal.domain.identity import passwords
from portal.domain.readings import history, meters, past, submission
from portal.models import ALL, Account, AccountLink, Consumption, Message, Reading, Submission, User
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def vault() -> Vault:
    return Vault(["a key of this test"])


@pytest.fixture
def seeded(now: datetime, vault: Vault) -> datetime:
    assert seeding.seed(now, vault) is True
    return now


def account(home: people.Home) -> Account:
    return Account.get(Account.digits == home.digits_of_number)


def ivan() -> User:
    return User.get(User.email == people.IVAN.email)


def test_seeding_again_changes_nothing(seeded: datetime, vault: Vault) -> None:
    counts = [model.select().count() for model in ALL]
    assert seeding.seed(seeded + timedelta(days=40), vault) is False
    assert [model.select().count() for model in ALL] == counts


def test_a_database_with_people_in_it_is_left_alone(now: datetime, vault: Vault) -> None:
    make_user("somebody@example.com")
    with pytest.raises(seeding.NotEmpty):
        seeding.seed(now, vault)
    assert User.select().count() == 1
    assert not Account.select().exists()


def test_everybody_may_sign_in(seeded: datetime, vault: Vault) -> None:
    for person in people.PEOPLE:
        user = User.get(User.email == person.email)
        assert passwords.verify(people.PASSWORD, user.password_hash)
        assert user.confirmed_at == seeded
        assert (vault.decrypt(user.totp_secret) if user.totp_secret else None) == person.totp_secret
    assert User.get(User.email == people.OPERATOR.email).rem.name == "Житомирський РЕМ"
    assert User.get(User.email == people.SUPERVISOR.email).rem is None


def test_ivan_has_both_homes_and_the_flat_is_chosen(seeded: datetime) -> None:
    accounts = cabinet.accounts_of(ivan())
    assert [one.number_shown for one in accounts] == ["01-01/010/101", "08-080808"]
    chosen = cabinet.chosen(ivan(), accounts)
    assert chosen is not None
    assert chosen.number_shown == "01-01/010/101"
    assert chosen.contract_number == "01010101"


def test_ivans_newest_reading_waits_and_the_others_are_processed(seeded: datetime) -> None:
    flat = account(people.CITY_FLAT)
    lines, _more = history.page(flat)
    assert [line.values for line in lines[:2]] == [[("Покази", 32108)], [("Покази", 32028)]]
    assert [line.submission.status_name for line in lines[:3]] == ["new", "accepted", "accepted"]
    assert lines[0].submission.reading_date == date(2026, 11, 1)
    house = account(people.COUNTRY_HOUSE)
    statuses = {row.status_name for row in Submission.select().where(Submission.account == house)}
    assert statuses == {"accepted"}


@pytest.mark.parametrize("home", people.HOMES, ids=lambda home: home.number_shown)
def test_use_is_what_lies_between_accepted_readings(seeded: datetime, home: people.Home) -> None:
    one = account(home)
    meter = meters.meter_in_use(one)
    assert meter is not None
    assert meter.number == home.meter
    for register in meter.in_order:
        values = dict(
            Reading.select(Submission.reading_date, Reading.value)
            .join(Submission)
            .where(Reading.register == register, Submission.status == "accepted")
            .tuples()
        )
        rows = list(
            Consumption.select()
            .where(
                Consumption.account == one,
                Consumption.meter_number == meter.number,
                Consumption.direction == register.direction,
                Consumption.zone == register.zone,
            )
            .order_by(Consumption.period)
        )
        # The month of a change of meters has two readings of its own, which nobody sent.
        since = min(values) if home.earlier_meter else date.min
        assert len(rows) == (replaced.MONTHS_AGO if home.earlier_meter else MONTHS)
        for row in [row for row in rows if row.period >= since]:
            following = (row.period.replace(day=28) + timedelta(days=5)).replace(day=1)
            assert row.wh == (values[following] - values[row.period]) * 1000


def test_the_next_reading_of_ivan_is_taken_without_questions(seeded: datetime) -> None:
    from uuid import uuid4

    flat = account(people.CITY_FLAT)
    sending = submission.Sending(uuid4(), people.CITY_FLAT.meter, {"taken_1": 32198})
    receipt = submission.submit(sending, flat, actor=ivan(), now=seeded)
    assert receipt.submission.reading_date == date(2026, 12, 1)
    use = past.use_by_month(flat, date(2026, 12, 1))
    meter = meters.readable_meter(flat)
    a_year_ago = use.a_year_ago(meter.in_order[0], date(2026, 12, 1))
    assert a_year_ago is not None
    assert a_year_ago[0] == date(2025, 11, 1)


@pytest.mark.parametrize("home", people.FREE_HOMES[:4], ids=lambda home: home.number_shown)
@pytest.mark.parametrize("by_meter", [True, False])
def test_free_homes_can_be_linked(seeded: datetime, home: people.Home, by_meter: bool) -> None:
    newcomer = make_user("newcomer@example.com")
    proof = home.meter if by_meter else home.surname
    assert linking.link(home.number_shown, proof, actor=newcomer, now=seeded) == account(home)


def test_melnyk_belongs_to_the_railway(seeded: datetime) -> None:
    with pytest.raises(linking.NotServed):
        linking.link("06-060606", "Мельник", actor=make_user("newcomer@example.com"), now=seeded)


def test_nobody_else_is_linked_and_no_mail_goes_out(seeded: datetime) -> None:
    assert AccountLink.select().count() == 2
    assert not Message.select().exists()


def test_tax_numbers_are_not_to_be_read_in_the_database(seeded: datetime, vault: Vault) -> None:
    flat = account(people.CITY_FLAT)
    assert people.CITY_FLAT.tax_number not in flat.holder_tax_number
    assert vault.decrypt(flat.holder_tax_number) == people.CITY_FLAT.tax_number
    assert flat.holder_tax_hash in vault.keyed_hashes(people.CITY_FLAT.tax_number)
