"""The journal: who looked at what, and who looked at the journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.domain import events
from portal.domain.desk import audit_log
from portal.domain.orders import catalogue
from portal.domain.orders.definition import NEEDED
from portal.domain.readings import processing
from portal.models import Audit, OrderFile, Submission, User
from tests import factories
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.page import PageClient
from tests.queries import full_scans, recorded

Waiting = Callable[..., Submission]


@pytest.fixture
def done(waiting: Waiting) -> tuple[User, Submission]:
    """An operator has accepted a reading and seen another account."""
    somebody = factories.make_user(role="operator", rem=factories.make_rem(), surname="Коваль", given_name="Ірина")
    submission = waiting()
    processing.accept(submission, actor=somebody, now=NOW)
    events.audit(factories.make_account("08-080808"), "account_seen", actor=somebody, at=NOW)
    return somebody, submission


def lines(client: PageClient, **query: str) -> list[str]:
    page = client.get("/desk/audit", query_string=query).page
    return [page.words(row) for row in page.all("tr")[1:]]


def test_it_says_who_did_what_about_whom(
    client: PageClient, supervisor: User, done: tuple[User, Submission]
) -> None:
    number = done[1].account.number_shown
    assert lines(client) == [
        "30.11.2026 10:00 Коваль Ірина Іванович Переглянуто рахунок 08-080808",
        f"30.11.2026 10:00 Коваль Ірина Іванович Прийнято показ {number}",
    ]
    assert lines(client)[0] == "30.11.2026 10:00 Лисенко Андрій Іванович Переглянуто журнал", (
        "this is seen as well"
    )


def test_it_is_asked_by_person_and_by_account(
    client: PageClient, supervisor: User, done: tuple[User, Submission]
) -> None:
    somebody, submission = done
    lines(client)
    assert len(lines(client, person=somebody.ref)) == 2
    assert ["Прийнято" in line for line in lines(client, account=submission.account.number_shown)] == [True]
    assert ["рахунок" in line for line in lines(client, account="08 08 08 08")] == [True]
    assert lines(client, person=supervisor.ref, account="08-080808") == []
    assert lines(client, account="07-999999") == []
    wrong = client.get("/desk/audit?account=12")
    assert wrong.status_code == 422
    assert "від 8 до 10" in wrong.page.error_of("account")
    assert client.get("/desk/audit?person=no-such-ref").status_code == 404


def test_it_comes_page_by_page(
    client: PageClient, supervisor: User, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 2)
    ids = [waiting().id for _number in range(3)]
    events.audit_many(Submission, ids, "reading_accepted", actor=supervisor, at=NOW)
    first = client.get("/desk/audit").page
    assert len(first.all("tr")) == 3
    second = client.get(first.one("a", rel="next").get("href")).page
    assert len(second.all("tr")) == 2


def test_it_costs_few_queries(client: PageClient, supervisor: User, done: tuple[User, Submission]) -> None:
    for query in ({}, {"account": "08-080808"}):
        with recorded() as statements:
            assert client.get("/desk/audit", query_string=query).status_code == 200
        reading = [sql for sql, _params in statements if sql.startswith("SELECT")]
        assert len(reading) <= 10, reading
        scans = [one for one in full_scans(statements) if '"users"' not in one.split("WHERE")[0]]
        # Newest first by the row id is the table itself, and stops after a page.
        assert [one for one in scans if 'FROM "audit" AS "t1" WHERE ("t1"."id" <' not in one] == []


def test_others_do_not_see_it(client: PageClient, operator: User) -> None:
    assert client.get("/desk/audit").status_code == 404
    assert Audit.select().count() == 0


def test_a_file_of_an_order_is_named_by_the_order(client: PageClient, supervisor: User) -> None:
    user, account, _meter = factories.make_home()
    kind = next(one for one in catalogue.KINDS if one.account == NEEDED and not one.signed)
    order = filling.at_the_desk(kind, user, account)
    file = filling.make_file(user)
    OrderFile.create(order=order, file=file, purpose="document")
    somebody = factories.make_user(role="operator", rem=account.rem, surname="Коваль", given_name="Ірина")
    events.audit(file, "file_seen", actor=somebody, at=NOW)
    expected = [f"30.11.2026 10:00 Коваль Ірина Іванович Переглянуто файл {order.number}"]
    assert lines(client, person=somebody.ref) == expected
    assert lines(client, account=account.number_shown) == expected
