"""Особовий: Обрати, Перегляд, Видалити."""

import pytest

from portal.models import Account, AccountLink, User
from tests import factories
from tests.page import PageClient


@pytest.fixture
def ivan(app: object) -> tuple[User, Account, Account]:
    user = factories.make_user()
    accounts = [factories.link(user, factories.make_account(number)) for number in ("01-01/010/101", "08-080808")]
    for account in accounts:
        factories.make_meter(account)
    return user, accounts[0], accounts[1]


def test_choosing_changes_the_header_everywhere(client: PageClient, ivan: tuple[User, Account, Account]) -> None:
    user, first, second = ivan
    client.sign_in(user)
    for chosen in (second, first):
        assert client.post(f"/accounts/{chosen.ref}/choice").status_code == 303
        for address in ("/", "/readings", "/profile", "/accounts/new"):
            page = client.get(address).page
            summary = next(one for one in page.all("summary") if "Особовий рахунок" in page.words(one))
            assert chosen.number_shown in page.words(summary)


def test_viewing_shows_what_the_manual_shows(client: PageClient, ivan: tuple[User, Account, Account]) -> None:
    user, first, _second = ivan
    client.sign_in(user)
    words = client.get("/accounts/current", follow=True).page.words()
    for expected in (
        first.number_shown,
        first.holder_name,
        first.address,
        "Житомирський РЕМ",
        "ТОВ «ЖОЕК»",
        "одна зона",
    ):
        assert expected in words


def test_removing_asks_first_and_keeps_the_account(
    client: PageClient, ivan: tuple[User, Account, Account]
) -> None:
    user, first, second = ivan
    client.sign_in(user)
    listed = client.get("/accounts/removal").page
    assert listed.h1 == "Видалення особового рахунку"
    assert "Особовий рахунок ОСР" in listed.words()
    asked = client.get(f"/accounts/{first.ref}/removal")
    assert asked.page.h1 == "Видалити рахунок 01-01/010/101?"
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 2
    client.post(f"/accounts/{first.ref}/removal")
    page = client.get("/accounts").page
    assert "Рахунок 01-01/010/101 видалено з кабінету" in page.words()
    assert second.number_shown in page.words(page.one("header"))
    assert Account.select().count() == 2


def test_the_last_one_removed_leads_to_adding(client: PageClient, app: object) -> None:
    user, account, _meter = factories.make_home()
    client.sign_in(user)
    assert client.post(f"/accounts/{account.ref}/removal").location == "/accounts/new"


def test_another_persons_account_is_not_there(client: PageClient, ivan: tuple[User, Account, Account]) -> None:
    _user, first, _second = ivan
    client.sign_in(factories.make_user())
    for address in (f"/accounts/{first.ref}", f"/accounts/{first.ref}/removal", f"/readings?account={first.ref}"):
        assert client.get(address).status_code == 404
    for address in (f"/accounts/{first.ref}/choice", f"/accounts/{first.ref}/removal"):
        assert client.post(address).status_code == 404
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 2


def test_an_account_number_is_no_address(client: PageClient, ivan: tuple[User, Account, Account]) -> None:
    user, first, _second = ivan
    client.sign_in(user)
    assert client.get(f"/accounts/{first.digits}").status_code == 404


def test_one_of_two_removed_leads_to_the_other(client: PageClient, ivan: tuple[User, Account, Account]) -> None:
    user, first, _second = ivan
    client.sign_in(user)
    assert client.post(f"/accounts/{first.ref}/removal").location == "/accounts"


def test_a_page_about_another_account_does_not_change_the_choice(
    client: PageClient, ivan: tuple[User, Account, Account]
) -> None:
    user, first, second = ivan
    client.sign_in(user)
    client.post(f"/accounts/{first.ref}/choice")
    for address in (f"/readings?account={second.ref}", f"/accounts/{second.ref}"):
        page = client.get(address).page
        summary = next(one for one in page.all("summary") if "Особовий рахунок" in page.words(one))
        assert first.number_shown in page.words(summary)
        assert second.number_shown in page.words(page.one("main"))
