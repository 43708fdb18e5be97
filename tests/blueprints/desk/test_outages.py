"""The desk tells of what has no schedule, and sees what people and sources say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.config import Settings
from portal.domain.outages import emergencies, prepared, reports, standing
from portal.domain.outages.places import matching
from portal.models import Account, Audit, Rem, User, Works
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient

FORM = "/desk/outages/new"
WORDS = {
    "kind": "emergency",
    "settlement": "Житомир",
    "houses": "вул. Київська 1-9\r\nвул. Лісова",
    "reason": "Обрив проводу",
    "starts_at": "2026-11-30T09:30",
    "ends_at": "",
}


def reported(actor: User, rem: Rem, **changed: Any) -> Works:
    said: dict[str, Any] = {
        "settlement": "Малин",
        "houses": "",
        "reason": "Пошкоджено опору",
        "starts_at": NOW,
        "ends_at": None,
        **changed,
    }
    return emergencies.report(actor, rem, said.pop("kind", "emergency"), now=NOW, **said)


@pytest.fixture(autouse=True)
def towns(app: Flask) -> None:
    factories.make_settlement("Житомир")
    factories.make_settlement("Малин")


@pytest.fixture
def stranger(elsewhere: Rem) -> User:
    """An operator of the other РЕМ."""
    return factories.make_user(role="operator", rem=elsewhere)


def test_what_is_reported_stands_until_it_is_ended(client: PageClient, operator: User) -> None:
    asked = client.get(FORM).page
    assert asked.value("starts_at") == "2026-11-30T10:00"
    assert "rem" not in asked.form_values(FORM)
    shown = client.post(FORM, WORDS, follow=True).page.words()
    assert "Про відключення повідомлено" in shown
    for words in ("аварійне відключення", "вул. Київська 1-9; вул. Лісова", "Обрив проводу", "до усунення"):
        assert words in shown
    made = Works.get()
    assert (made.rem_id, made.starts_at) == (operator.rem_id, NOW - timedelta(minutes=30))
    ended = client.post(f"/desk/outages/{made.id}/end", follow=True).page.words()
    assert "світло є" in ended
    assert "Незавершених відключень немає" in ended
    assert Works.get().ends_at == NOW
    again = client.post(f"/desk/outages/{made.id}/end", follow=True).page.words()
    assert "вже завершено" in again
    assert [row.action for row in Audit.select().order_by(Audit.id)] == ["works_reported", "works_ended"]


def test_a_gav_may_be_for_the_whole_rem(client: PageClient, supervisor: User, elsewhere: Rem) -> None:
    factories.make_rem()
    assert "весь РЕМ" in client.get(FORM).page.words()
    gav = {**WORDS, "kind": "gav", "settlement": "", "houses": "", "ends_at": "2026-11-30T18:00"}
    without = client.post(FORM, gav)
    assert without.status_code == 422
    assert "Оберіть РЕМ" in without.page.error_of("rem")
    shown = client.post(FORM, {**gav, "rem": str(elsewhere.source_id)}, follow=True).page.words()
    for words in ("весь РЕМ", "Малинський РЕМ", "ГАВ — графік аварійних відключень", "30.11.2026 18:00"):
        assert words in shown
    assert Works.get().rem == elsewhere


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": ""}, "kind", ""),
        ({"kind": "planned"}, "kind", ""),
        ({"settlement": ""}, "settlement", "Вкажіть населений пункт"),
        ({"kind": "gav", "settlement": ""}, "settlement", "Вкажіть населений пункт"),
        ({"settlement": "Ж" * 201}, "settlement", "Задовго"),
        ({"houses": "в" * 4001}, "houses", "Задовго"),
        ({"reason": "в" * 1001}, "reason", "Задовго"),
        ({"starts_at": ""}, "starts_at", "з якого часу"),
        ({"starts_at": "зранку"}, "starts_at", "Введіть дату й час"),
        ({"starts_at": "2025-11-30T09:30"}, "starts_at", "Перевірте дату"),
        ({"ends_at": "2026-11-30T09:30"}, "ends_at", "пізніше за початок"),
        ({"ends_at": "2026-11-30T10:00"}, "ends_at", "уже минув"),
        ({"ends_at": "2027-11-30T10:00"}, "ends_at", "Задалеко"),
        ({"starts_at": "9999-12-30T00:00", "ends_at": "9999-12-31T00:00"}, "starts_at", "Перевірте дату"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: PageClient, operator: User, typed: dict[str, str], field: str, words: str
) -> None:
    answer = client.post(FORM, {**WORDS, **typed})
    assert answer.status_code == 422
    if words:
        assert words in answer.page.error_of(field)
    else:
        assert "Оберіть вид відключення" in answer.page.words()
    assert answer.page.value("reason") == {**WORDS, **typed}["reason"]
    assert Works.select().count() == 0


def test_another_rem_is_out_of_reach(client: PageClient, operator: User, stranger: User, elsewhere: Rem) -> None:
    works = reported(stranger, elsewhere)
    assert "Малин" not in client.get("/desk/outages").page.words()
    answer = client.post(f"/desk/outages/{works.id}/end")
    assert answer.status_code == 404
    assert "Такого відключення немає" in answer.page.words()
    assert Works.get().ends_at is None
    assert client.post(FORM, {**WORDS, "rem": str(elsewhere.source_id)}).status_code == 404
    assert Works.select().count() == 1


@pytest.mark.parametrize("number", ["0", "999", "9" * 40, "-1", "one", "²"])
def test_there_is_no_such_entry(client: PageClient, operator: User, number: str) -> None:
    assert client.post(f"/desk/outages/{number}/end").status_code == 404


def test_planned_works_are_not_the_desks_to_end(client: PageClient, operator: User) -> None:
    works = reported(operator, operator.rem)
    Works.update(kind="planned").execute()
    assert client.post(f"/desk/outages/{works.id}/end").status_code == 404


def test_what_everybody_sees_is_made_anew(client: PageClient, operator: User, settings: Settings) -> None:
    folder: Path = settings.run_dir / prepared.FOLDER

    def is_fresh() -> bool:
        there = prepared.read(folder, "q1-1")
        assert there is not None
        return there.holds(folder, NOW)

    def make(html: str) -> None:
        prepared.get(folder, "q1-1", lambda: (html, NOW + timedelta(days=1)), now=NOW)

    make("<p>Світло є</p>")
    client.post(FORM, {**WORDS, "settlement": ""})
    assert is_fresh(), "nothing has changed"
    client.post(FORM, WORDS)
    assert not is_fresh()
    make("<p>Світла немає</p>")
    client.post(f"/desk/outages/{Works.get().id}/end")
    assert not is_fresh()


def test_what_people_say_is_counted(client: PageClient, operator: User, elsewhere: Rem) -> None:
    assert "ніхто не повідомляв" in client.get("/desk/outages").page.words()

    def say(street: str, **columns: Any) -> None:
        person = factories.make_user()
        home = factories.link(person, factories.make_account(street=street, **columns))
        reports.report(home, "3.1", actor=person, now=clock.now())

    for street in ("вул. Лісова", "вул. Київська", "вул. Київська"):
        say(street)
    say("вул. Чужа", rem=elsewhere)
    shown = client.get("/desk/outages").page.words()
    assert "Житомир, вул. Київська 3.1 2" in shown
    assert shown.index("вул. Київська") < shown.index("вул. Лісова")
    assert "вул. Чужа" not in shown


def missing_account(**columns: Any) -> Account:
    home = factories.link(factories.make_user(), factories.make_account(**columns))
    matching.say_missing(home, actor=factories.make_user(), now=NOW)
    return home


def test_missing_addresses_lead_to_their_accounts(
    client: PageClient, operator: User, elsewhere: Rem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "PAGE", 2)
    assert "Таких адрес немає" in client.get("/desk/outages").page.words()
    assert Audit.select().count() == 0
    homes = [missing_account(street="вул. Нова", house=str(number)) for number in range(1, 4)]
    foreign = missing_account(rem=elsewhere)
    answer = client.get("/desk/outages")
    links = {link.get("href") for link in answer.page.all("a")}
    assert {f"/desk/accounts/{home.ref}" for home in homes[:2]} <= links
    assert f"/desk/accounts/{homes[2].ref}" not in links
    assert f"/desk/outages?after={homes[1].id}#missing" in links
    assert "вул. Нова, 1" in answer.page.words()
    last = client.get(f"/desk/outages?after={homes[1].id}")
    links = {link.get("href") for link in last.page.all("a")}
    assert f"/desk/accounts/{homes[2].ref}" in links
    assert f"/desk/accounts/{foreign.ref}" not in links
    assert "Наступні" not in last.page.words()
    assert [row.action for row in Audit.select()] == ["missing_addresses_seen"] * 2


def test_how_the_sources_stand(client: PageClient, operator: User) -> None:
    standing.of("desk")
    assert "Джерел ще не питали" in client.get("/desk/outages").page.words()
    standing.answered(standing.of("ztoe-works"), {}, NOW - timedelta(hours=1))
    standing.failed(standing.of("ztoe-json"), "HTTP 500 " + "x" * 300, NOW)
    shown = client.get("/desk/outages").page.words()
    assert "Планові роботи «Житомиробленерго» відповідає 30.11.2026 09:00" in shown
    assert "не відповідає з 30.11.2026 10:00 ще ні разу HTTP 500" in shown
    assert "x" * 130 not in shown


def test_rows_that_could_not_be_read(client: PageClient, operator: User, elsewhere: Rem) -> None:
    assert "не вдалося прочитати" not in client.get("/desk/outages").page.words()
    source = standing.of("ztoe-works")
    for rem, text, day in (
        (operator.rem, "вул. Дивна | ?", 0),
        (elsewhere, "чуже", 0),
        (operator.rem, "давнє", -3),
    ):
        starts_at = NOW + timedelta(days=day)
        Works.create(
            rem=rem,
            kind="unread",
            settlement="",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=1),
            source=source,
            original=text,
        )
    shown = client.get("/desk/outages").page.words()
    assert "вул. Дивна | ?" in shown
    assert "чуже" not in shown
    assert "давнє" not in shown


def test_it_is_in_the_desks_menu_and_only_there(app: Flask, client: PageClient, operator: User) -> None:
    assert "Відключення" in client.get("/desk/readings").page.words()
    client.sign_in(factories.make_user())
    assert client.get("/desk/outages").status_code == 404
    assert client.post(FORM, WORDS).status_code == 404
