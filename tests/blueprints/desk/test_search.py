"""Find accounts and orders within one's reach, and look at an account: each is written down."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal.crypto import random_ref
from portal.database import is_sqlite
from portal.domain.accounts import names
from portal.domain.desk import search
from portal.models import Account, Audit, Order, Rem, User
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient
from tests.queries import full_scans, recorded


def order(number: str, applicant: str, account: Account) -> Order:
    return Order.create(
        uuid=uuid.uuid4(),
        ref=random_ref(),
        number=number,
        kind="dead-meter",
        definition_version=1,
        account=account,
        rem=account.rem,
        user=factories.make_user(),
        status="submitted",
        created_at=NOW,
        applicant=applicant,
        applicant_folded=names.fold(applicant),
    )


@pytest.fixture
def ours(client: PageClient) -> Account:
    account = factories.make_account("01-01/010/101", "Гончар Олег Тарасович")
    factories.make_submission(factories.make_meter(account), date(2026, 11, 1), 32108)
    order("2611-0048", "Дем'яненко Ніна", account)
    return account


def found(client: PageClient, typed: str) -> list[str]:
    """The numbers that the page lists."""
    page = client.get("/desk/search", query_string={"q": typed}).page
    return [page.words(cell) for cell in page.all("th", scope="row")]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("0101010101", ["01-01/010/101"]),
        ("01-01", ["01-01/010/101"]),
        ("№ O1 01", ["01-01/010/101"]),
        ("гонч", ["01-01/010/101"]),
        ("ГОНЧАР олег", ["01-01/010/101"]),
        ("ончар", []),
        ("2611-0048", ["2611-0048"]),
        ("2611-00", ["2611-0048"]),
        ("26110048", ["2611-0048"]),
        ("ДЕМ’ЯНЕНКО", ["2611-0048"]),
        ("010", []),
        ("г", []),
        ("г%", []),
    ],
)
def test_what_is_typed_is_a_beginning(
    client: PageClient, operator: User, ours: Account, typed: str, wanted: list[str]
) -> None:
    factories.make_account("09-090909", "Гудзь Ганна")
    assert found(client, typed) == wanted


def test_an_operator_finds_the_own_rem_and_a_supervisor_all(
    client: PageClient, operator: User, ours: Account, elsewhere: Rem
) -> None:
    theirs = factories.make_account("01-01/010/202", "Гончаренко Олег", rem=elsewhere)
    order("2611-0049", "Гончаренко Олег", theirs)
    assert found(client, "гончар") == ["01-01/010/101"]
    assert found(client, "2611-0049") == []
    for ref in (theirs.ref, "no-such-ref"):
        assert client.get(f"/desk/accounts/{ref}").status_code == 404
        assert client.post(f"/desk/accounts/{ref}/disclosure").status_code == 404
    client.sign_in(factories.make_user(role="supervisor"))
    assert found(client, "гончар") == ["01-01/010/101", "01-01/010/202", "2611-0049"]
    assert client.get(f"/desk/accounts/{theirs.ref}").status_code == 200


def test_a_search_is_written_down_without_its_words(client: PageClient, operator: User, ours: Account) -> None:
    found(client, "гончар")
    row = Audit.get()
    assert (row.action, row.actor_id, row.details) == ("searched", operator.id, {"kind": "name", "found": 1})


def test_no_more_than_twenty_are_shown(client: PageClient, operator: User) -> None:
    for _number in range(21):
        factories.make_account(holder="Гончар Олег")
    assert len(found(client, "гончар")) == search.MOST
    assert "Уточніть" in client.get("/desk/search?q=гончар").page.words()


def test_an_account_with_its_past_and_its_people(client: PageClient, operator: User, ours: Account) -> None:
    factories.link(factories.make_user("maria@example.com", phone="+380671234567"), ours)
    page = client.get(f"/desk/accounts/{ours.ref}").page
    said = page.words().replace("\u00a0", " ")
    for words in ("Гончар Олег Тарасович", "32 108", "2611-0048", "m•••@example.com", "•••4567"):
        assert words in said
    assert "maria@" not in said
    assert [row.action for row in Audit.select()] == ["account_seen"]
    shown = client.post(f"/desk/accounts/{ours.ref}/disclosure")
    assert "maria@example.com · +380671234567" in shown.page.words()
    assert [row.action for row in Audit.select().order_by(Audit.id)] == ["account_seen", "contacts_disclosed"]


def test_a_consumer_finds_nothing(client: PageClient, ours: Account) -> None:
    client.sign_in(factories.make_user())
    assert client.get("/desk/search?q=гончар").status_code == 404
    assert client.get(f"/desk/accounts/{ours.ref}").status_code == 404


@pytest.mark.parametrize("role", ["operator", "supervisor"])
@pytest.mark.parametrize("typed", ["гончар", "010101"])
def test_a_search_reads_nothing_from_end_to_end(client: PageClient, ours: Account, role: str, typed: str) -> None:
    actor = factories.make_user(role=role, rem=factories.make_rem() if role == "operator" else None)
    with recorded() as statements:
        search.search(typed, actor=actor, now=NOW)
    if is_sqlite():
        assert full_scans(statements) == []
