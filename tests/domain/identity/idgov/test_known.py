"""Who is known by which number, in both databases: never by a name, never in the clear, also after a new key."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from peewee import Database, IntegrityError

from portal import database as databases
from portal.crypto import Vault
from portal.domain.errors import Conflict
from portal.domain.identity.idgov import entering, failures, joining, known, told
from portal.models import Consent, Identity, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

VAULT = Vault(["first key", "second key"])
TAX, OTHER_TAX = "3125689044", "3034501235"
UNZR = "19850730-01236"


def person(**fields: str) -> told.Person:
    names = {"surname": "Петренко", "given_name": "Олена", "patronymic": "Василівна"}
    return told.Person(**{"tax_number": TAX, "way": "diia_id", **names, **fields})


def columns(**changes: str) -> dict[str, str]:
    filled = {
        "email": "olena@example.com",
        "surname": "Петренко",
        "given_name": "Олена",
        "patronymic": "",
        "phone": "",
    }
    return {**filled, **changes}


def test_by_the_strongest_number() -> None:
    user = joining.make_cabinet(person(unzr=UNZR), columns(), vault=VAULT, now=NOW)
    for fields in ({}, {"tax_number": "", "unzr": UNZR}, {"surname": "Інша", "unzr": UNZR}):
        assert known.find(person(**fields), VAULT) == user
    for fields in ({"tax_number": OTHER_TAX}, {"tax_number": "", "unzr": "19850730-99999"}):
        assert known.find(person(email="olena@example.com", **fields), VAULT) is None
    assert known.tax_number(user, VAULT) == TAX


def test_one_unzr_and_two_tax_numbers_is_nobody() -> None:
    joining.make_cabinet(person(unzr=UNZR), columns(), vault=VAULT, now=NOW)
    with pytest.raises(failures.Failed) as failed:
        known.find(person(tax_number=OTHER_TAX, unzr=UNZR), VAULT)
    assert failed.value.code == failures.OTHER_NUMBER


def test_a_new_key_finds_what_the_old_one_kept() -> None:
    user = joining.make_cabinet(person(), columns(), vault=Vault(["second key"]), now=NOW)
    assert known.find(person(), VAULT) == user
    assert known.tax_number(user, VAULT) == TAX


def test_nothing_is_kept_in_the_clear() -> None:
    joining.make_cabinet(person(unzr=UNZR), columns(), vault=VAULT, now=NOW)
    rows = list(Identity.select())
    assert rows
    for row in rows:
        for number in (TAX, UNZR, "19850730"):
            assert number not in row.subject
            assert number not in row.number


def test_a_kind_of_number_never_passes_for_another() -> None:
    joining.make_cabinet(person(tax_number="", passport="001234567"), columns(), vault=VAULT, now=NOW)
    assert known.find(person(tax_number="", unzr="001234567"), VAULT) is None


def test_a_number_that_came_later_is_added() -> None:
    user = joining.make_cabinet(person(tax_number="", unzr=UNZR), columns(), vault=VAULT, now=NOW)
    assert entering.owner(person(unzr=UNZR), vault=VAULT, now=NOW) == user
    assert known.find(person(), VAULT) == user
    assert Identity.select().count() == 2


def test_two_people_can_not_have_one_number() -> None:
    joining.make_cabinet(person(), columns(), vault=VAULT, now=NOW)
    with pytest.raises(Conflict):
        joining.make_cabinet(person(), columns(email="second@example.com"), vault=VAULT, now=NOW)
    with pytest.raises(Conflict):
        joining.make_cabinet(person(tax_number=OTHER_TAX), columns(), vault=VAULT, now=NOW)
    assert (User.select().count(), Consent.select().count(), Identity.select().count()) == (1, 1, 1)
    user = User.get()
    with pytest.raises(IntegrityError):
        Identity.create(user=user, provider="idgov", subject=Identity.get().subject)


def test_two_tabs_make_one_cabinet(database: Database, database_url: str) -> None:
    """Both press «Далі» at the same moment."""
    ready = threading.Barrier(2)
    ends: list[Any] = []

    def press() -> None:
        ready.wait()
        try:
            ends.append(joining.make_cabinet(person(), columns(), vault=VAULT, now=NOW))
        except Conflict as error:
            ends.append(error)
        finally:
            databases.release()

    tabs = [threading.Thread(target=press) for _tab in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "User"]
    assert (User.select().count(), Identity.select().count()) == (1, 1)


def test_a_cabinet_has_one_person() -> None:
    user = factories.make_user("olena@example.com")
    joining.join(user, person(), vault=VAULT, now=NOW)
    joining.join(user, person(), vault=VAULT, now=NOW)
    assert Identity.select().count() == 1
    with pytest.raises(Conflict):
        joining.join(user, person(tax_number=OTHER_TAX), vault=VAULT, now=NOW)
    assert known.forget(user) == 1
    joining.join(user, person(tax_number=OTHER_TAX), vault=VAULT, now=NOW)
