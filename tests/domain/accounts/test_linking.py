"""An account comes into a cabinet by its number and a proof, and by nothing else."""

import threading
from datetime import timedelta

import pytest
from peewee import Database

from portal import database as databases
from portal.domain.accounts import cabinet, linking
from portal.domain.errors import Conflict, NotFound, Refused, TooMany
from portal.models import AccountLink, Event, LinkingAttempt, Message, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def petrenko(database: Database) -> object:
    account = factories.make_account("02-020202", "Петренко Марія Василівна")
    factories.make_meter(account, number="0202020")
    return account


@pytest.mark.usefixtures("petrenko")
@pytest.mark.parametrize(
    ("number", "proof", "kind"),
    [
        ("02-020202", "петренко", "surname"),
        ("О2О2О2О2", "202020", "meter"),
        ("02/020202", "0202020", "meter"),
    ],
)
def test_number_and_proof_link(number: str, proof: str, kind: str) -> None:
    user = factories.make_user()
    account = linking.link(number, proof, actor=user, now=NOW)
    assert cabinet.accounts_of(user) == [account]
    assert AccountLink.get().proof == kind
    assert cabinet.chosen(User.get_by_id(user.id), [account]) == account
    assert Event.get().name == "account_linked"


@pytest.mark.usefixtures("petrenko")
def test_a_wrong_number_and_a_wrong_proof_get_the_same_answer() -> None:
    user = factories.make_user()
    answers = []
    for number, proof in [("02-020202", "Коваленко"), ("99-999999", "Петренко")]:
        with pytest.raises(Refused) as refused:
            linking.link(number, proof, actor=user, now=NOW)
        answers.append((str(refused.value), refused.value.code, refused.value.fields))
    assert answers[0] == answers[1]
    assert cabinet.accounts_of(user) == []


@pytest.mark.usefixtures("petrenko")
def test_five_wrong_tries_close_linking_for_an_hour() -> None:
    user = factories.make_user()
    for minute in range(5):
        with pytest.raises(Refused):
            linking.link("02-020202", "Хтось", actor=user, now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany) as closed:
        linking.link("02-020202", "Петренко", actor=user, now=NOW + timedelta(minutes=10))
    assert closed.value.after == timedelta(minutes=50)
    assert linking.link("02-020202", "Петренко", actor=user, now=NOW + timedelta(minutes=61))


@pytest.mark.usefixtures("petrenko")
def test_ten_wrong_proofs_a_day_close_the_number_for_everybody() -> None:
    for _number in range(10):
        with pytest.raises(Refused):
            linking.link("02-020202", "Хтось", actor=factories.make_user(), now=NOW)
    with pytest.raises(TooMany):
        linking.link("02-020202", "Петренко", actor=factories.make_user(), now=NOW + timedelta(hours=23))
    assert linking.link("02-020202", "Петренко", actor=factories.make_user(), now=NOW + timedelta(hours=25))


@pytest.mark.usefixtures("petrenko")
def test_a_number_that_can_not_be_one_is_no_try() -> None:
    user = factories.make_user()
    with pytest.raises(Refused) as refused:
        linking.link("12", "Петренко", actor=user, now=NOW)
    assert set(refused.value.fields) == {"number"}
    with pytest.raises(Refused) as refused:
        linking.link("02-020202", " ", actor=user, now=NOW)
    assert set(refused.value.fields) == {"proof"}
    assert LinkingAttempt.select().count() == 0


@pytest.mark.usefixtures("petrenko")
def test_the_earlier_cabinet_is_told() -> None:
    first, second = factories.make_user(), factories.make_user()
    linking.link("02-020202", "Петренко", actor=first, now=NOW)
    assert Message.select().count() == 0
    linking.link("02-020202", "Петренко", actor=second, now=NOW)
    message = Message.get()
    assert (message.recipient, message.template) == (first.email, "account_linked_elsewhere")


@pytest.mark.usefixtures("petrenko")
def test_the_earlier_cabinet_is_told_once_a_day() -> None:
    first, second = factories.make_user(), factories.make_user()
    linking.link("02-020202", "Петренко", actor=first, now=NOW)
    for hours in (0, 1, 24):
        now = NOW + timedelta(hours=hours)
        account = linking.link("02-020202", "Петренко", actor=second, now=now)
        linking.unlink(account, actor=second, now=now)
    assert Message.select().count() == 2


@pytest.mark.usefixtures("petrenko")
def test_wrong_tries_sent_at_once_are_counted_like_others(database: Database) -> None:
    user = factories.make_user()
    answers: list[type[BaseException] | None] = []
    together = threading.Barrier(8)

    def guess() -> None:
        try:
            together.wait(timeout=10)
            linking.link("02-020202", "Хтось", actor=user, now=NOW)
        except BaseException as error:
            answers.append(type(error))
        finally:
            databases.release()

    threads = [threading.Thread(target=guess) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (answers.count(Refused), answers.count(TooMany)) == (5, 3)


@pytest.mark.usefixtures("petrenko")
def test_twice_the_same_account_is_a_conflict() -> None:
    user = factories.make_user()
    linking.link("02-020202", "Петренко", actor=user, now=NOW)
    with pytest.raises(Conflict):
        linking.link("02-020202", "Петренко", actor=user, now=NOW)
    assert AccountLink.select().count() == 1


def test_an_account_of_the_railway_is_not_linked() -> None:
    factories.make_account("06-060606", "Мельник Тарас Андрійович", operator="ukrzaliznytsia")
    user = factories.make_user()
    with pytest.raises(linking.NotServed, match="Укрзалізниця"):
        linking.link("06-060606", "Мельник", actor=user, now=NOW)
    with pytest.raises(Refused) as wrong:
        linking.link("06-060606", "Хтось", actor=user, now=NOW)
    assert wrong.value.code == "no_match"
    assert cabinet.accounts_of(user) == []


def test_unlinking_keeps_the_trail_and_chooses_another() -> None:
    user = factories.make_user()
    first = factories.link(user, factories.make_account())
    second = factories.link(user, factories.make_account())
    cabinet.choose(second, actor=user)
    linking.unlink(second, actor=user, now=NOW)
    user = User.get_by_id(user.id)
    assert cabinet.accounts_of(user) == [first]
    assert user.chosen_account_id == first.id
    assert AccountLink.select().count() == 2
    linking.unlink(first, actor=user, now=NOW)
    assert cabinet.accounts_of(user) == []
    assert User.get_by_id(user.id).chosen_account_id is None


def test_linking_again_after_unlinking() -> None:
    user, account, _meter = factories.make_home()
    linking.unlink(account, actor=user, now=NOW)
    linking.link(account.number_shown, "Українець", actor=user, now=NOW)
    assert cabinet.accounts_of(user) == [account]


def test_another_persons_account_is_not_found() -> None:
    _owner, account, _meter = factories.make_home()
    with pytest.raises(NotFound):
        cabinet.account_of(factories.make_user(), account.ref)
    with pytest.raises(NotFound):
        cabinet.account_of(factories.make_user(), "no-such-ref")
