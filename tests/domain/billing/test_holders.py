"""Accounts that change hands."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from portal.crypto import Vault
from portal.domain.billing import holders
from portal.domain.identity.idgov import known
from portal.domain.identity.idgov import told as told_by_idgov
from portal.models import Account, AccountLink, Event, Message, User
from tests import factories
from tests.conftest import NOW
from tests.domain.billing import files

pytestmark = pytest.mark.usefixtures("database")
ONE, OTHER = "3184710691", "2935600018"
VAULT = Vault(["a key of tests"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "accounts.csv"


def take_in(path: Path, *rows: dict[str, str], yes: bool = False) -> None:
    [outcome] = files.take_in(files.write(path, rows), holders_confirmed=yes, vault=VAULT)
    assert outcome.wrong == 0


def linked(path: Path, **cells: str) -> User:
    take_in(path, files.account(**cells))
    user = factories.make_user()
    account = factories.link(user, Account.get())
    User.update(chosen_account=account).where(User.id == user.id).execute()
    return user


def told() -> dict[str, str]:
    return {message.template: message.recipient for message in Message.select()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"holder": "Шевченко Олена Іванівна"}),
        ({"tax_number": ONE}, {"tax_number": OTHER}),
        ({"tax_number": ONE}, {"holder": "Шевченко Олена Іванівна"}),
    ],
    ids=["surname", "number", "number left out"],
)
def test_a_changed_holder_ends_the_link_with_a_mail(
    path: Path, database: Database, before: dict[str, str], after: dict[str, str]
) -> None:
    user = linked(path, **before)
    take_in(path, files.account(**after))
    link = AccountLink.get()
    assert link.unlinked_at == NOW
    assert told() == {"account_holder_changed": user.email}
    assert User.get_by_id(user.id).chosen_account is None
    assert {event.name for event in Event.select()} == {"account_holder_changed", "account_unlinked"}
    take_in(path, files.account(**after))
    assert Message.select().count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"holder": "УКРАЇНЕЦЬ І. І."}),
        ({"holder": "Мар'яненко Олена"}, {"holder": "МАР’ЯНЕНКО Олена Іванівна"}),
        ({"tax_number": ONE}, {"tax_number": ONE, "holder": "Шевченко Олена Іванівна"}),
        ({}, {"tax_number": ONE}),
        ({"tax_number": ONE}, {}),
    ],
    ids=["initials", "apostrophe", "married", "number learnt", "number lost"],
)
def test_the_same_holder_stays(
    path: Path, database: Database, before: dict[str, str], after: dict[str, str]
) -> None:
    linked(path, **before)
    take_in(path, files.account(**after))
    assert AccountLink.get().unlinked_at is None
    assert told() == {}


def test_the_new_holder_is_told_and_keeps_the_account(path: Path, database: Database) -> None:
    former = linked(path, tax_number=ONE)
    newcomer = factories.make_user()
    known.keep(newcomer, told_by_idgov.Person(tax_number=OTHER), vault=VAULT, now=NOW)
    factories.link(newcomer, Account.get())
    take_in(path, files.account(tax_number=OTHER))
    assert told() == {"account_holder_changed": former.email, "account_became_yours": newcomer.email}
    assert AccountLink.get(AccountLink.user == newcomer).unlinked_at is None
    assert AccountLink.get(AccountLink.user == former).unlinked_at == NOW


def many(holder: str, count: int) -> list[dict[str, str]]:
    return [files.account(number=f"{2000000000 + number}", holder=holder) for number in range(count)]


def test_so_many_changes_want_a_yes(path: Path, database: Database) -> None:
    take_in(path, *many("Коваль Олена", holders.FLOOR + 1))
    user = factories.make_user()
    for account in Account.select():
        factories.link(user, account)
    with pytest.raises(holders.TooManyHolders, match="11 із 11"):
        take_in(path, *many("Шевченко Ольга", holders.FLOOR + 1))
    assert {account.holder_name for account in Account.select()} == {"Коваль Олена"}
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null(False)).count() == 0
    take_in(path, *many("Шевченко Ольга", holders.FLOOR + 1), yes=True)
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 0


def test_a_few_changes_and_accounts_of_nobody_want_none(path: Path, database: Database) -> None:
    take_in(path, *many("Коваль Олена", 30))
    user = factories.make_user()
    for account in Account.select().limit(holders.FLOOR):
        factories.link(user, account)
    take_in(path, *many("Шевченко Ольга", 30))
    assert Message.select().count() == holders.FLOOR
