"""Homes that are the person's by their РНОКПП."""

from __future__ import annotations

import pytest

from portal.crypto import Vault
from portal.domain.accounts import cabinet, held, linking
from portal.domain.errors import Conflict, Refused
from portal.domain.identity.idgov import joining, known, told
from portal.models import AccountLink, Event, LinkingAttempt, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import messages

pytestmark = pytest.mark.usefixtures("database")

VAULT = Vault(["first key", "second key"])
TAX = "3125689044"


@pytest.fixture
def olena(database: object) -> User:
    user = factories.make_user()
    joining.join(user, told.Person(tax_number=TAX), vault=VAULT, now=NOW)
    return user


def home(number: str, tax: str = TAX, vault: Vault = VAULT, **columns: object) -> object:
    return factories.make_account(number, holder_tax_hash=vault.keyed_hash(tax), **columns)


def test_all_that_are_theirs_are_offered_and_no_others(olena: User) -> None:
    first = home("01-010101")
    old_key = home("02-020202", vault=Vault(["second key"]))
    home("03-030303", tax="3034501235")
    home("06-060606", operator="ukrzaliznytsia")
    factories.make_account("04-040404")
    factories.link(olena, home("05-050505"))
    assert held.offered(olena, vault=VAULT) == [first, old_key]
    assert held.offered(factories.make_user(), vault=VAULT) == []


def test_the_chosen_of_them_come_in_once(olena: User) -> None:
    accounts = [home("01-010101"), home("02-020202")]
    stranger = home("03-030303", tax="3034501235")
    refs = [accounts[0].ref, accounts[1].ref, stranger.ref, "no-such-ref"]
    assert held.add(refs, actor=olena, vault=VAULT, now=NOW) == accounts
    assert held.add(refs, actor=olena, vault=VAULT, now=NOW) == []
    assert cabinet.chosen(User.get_by_id(olena.id), cabinet.accounts_of(olena)) == accounts[0]
    assert {link.proof for link in AccountLink.select()} == {"identity"}
    assert Event.select().where(Event.name == "account_linked").count() == 2


def test_an_earlier_cabinet_learns_of_it(olena: User) -> None:
    account = home("01-010101")
    earlier = factories.make_user("earlier@example.com")
    factories.link(earlier, account)
    held.add([account.ref], actor=olena, vault=VAULT, now=NOW)
    assert ("account_linked_elsewhere", "earlier@example.com") in messages()


def test_by_number_without_a_proof(olena: User) -> None:
    account = home("01-010101")
    assert linking.link("01010101", "", actor=olena, now=NOW, vault=VAULT) == account
    with pytest.raises(Conflict):
        linking.link("01010101", "anything", actor=olena, now=NOW, vault=VAULT)


@pytest.mark.parametrize("number", ["03-030303", "99-999999"])
def test_for_others_a_proof_is_asked_for_whether_or_not_there_is_one(olena: User, number: str) -> None:
    home("03-030303", tax="3034501235")
    with pytest.raises(Refused) as refused:
        linking.link(number, "", actor=olena, now=NOW, vault=VAULT)
    assert set(refused.value.fields) == {"proof"}
    assert LinkingAttempt.select().count() == 0


def test_one_of_the_railway_is_said_to_be(olena: User) -> None:
    home("06-060606", operator="ukrzaliznytsia")
    with pytest.raises(linking.NotServed):
        linking.link("06-060606", "", actor=olena, now=NOW, vault=VAULT)


def test_who_was_disconnected_needs_a_proof_again(olena: User) -> None:
    home("01-010101")
    known.forget(olena)
    with pytest.raises(Refused):
        linking.link("01-010101", "", actor=olena, now=NOW, vault=VAULT)
