"""Supervisors tell everybody something; everybody sees it while it is live."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.domain.desk import announcements
from portal.models import Announcement, Audit, Event, User
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient
from tests.queries import full_scans, recorded

WORDS = {
    "title": "Кол-центр не працює",
    "text": "Зателефонуйте завтра.",
    "tone": "warning",
    "starts_at": "2026-11-30T10:00",
    "ends_at": "2026-11-30T18:00",
}


def seen_by(client: PageClient, user: User | None = None) -> str:
    """The landing page of a guest, or somebody's Головна."""
    if user:
        client.sign_in(user)
    return client.get("/").page.words()


def test_what_is_written_is_seen_by_everybody(
    client: PageClient, another_client: PageClient, supervisor: User
) -> None:
    answer = client.post("/desk/announcements/new", WORDS, follow=True)
    assert "Оголошення додано" in answer.page.words()
    assert "на сайті" in answer.page.words()
    made = Announcement.get()
    assert made.starts_at == NOW, "10:00 in Kyiv"
    assert "Кол-центр не працює Зателефонуйте завтра." in seen_by(another_client)
    assert "Кол-центр не працює" in seen_by(another_client, factories.make_home()[0])
    assert [row.action for row in Audit.select()] == ["announcement_added"]
    assert Event.get().details["ends_at"] == "2026-11-30T18:00:00+02:00"


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (timedelta(hours=1), None, "waits"),
        (timedelta(0), None, "live"),
        (-timedelta(days=2), timedelta(hours=1), "live"),
        (-timedelta(days=2), timedelta(0), "ended"),
    ],
)
def test_only_what_is_live_is_shown(
    client: PageClient, supervisor: User, starts: timedelta, ends: timedelta | None, state: str
) -> None:
    words = announcements.Words("Увага", "", "info", NOW + starts, NOW + ends if ends is not None else None)
    made = announcements.add(words, actor=supervisor, now=NOW)
    assert announcements.state(made, NOW) == state
    assert [one.title for one in announcements.live(clock.now())] == (["Увага"] if state == "live" else [])


def test_it_is_changed_and_withdrawn(client: PageClient, another_client: PageClient, supervisor: User) -> None:
    client.post("/desk/announcements/new", WORDS)
    address = f"/desk/announcements/{Announcement.get().ref}"
    filled = client.get(address).page.form_values(address)
    assert {name: filled[name] for name in WORDS} == WORDS
    client.post(address, {**filled, "title": "Кол-центр знову працює"})
    assert "знову працює" in seen_by(another_client)
    assert "знято" in client.post(f"{address}/withdrawal", follow=True).page.words()
    assert "знову працює" not in seen_by(another_client)
    assert "вже знято" in client.post(f"{address}/withdrawal", follow=True).page.words()
    late = client.post(address, WORDS)
    assert late.status_code == 409
    assert late.page.value("title") == WORDS["title"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": ""}, "title", "Введіть заголовок"),
        ({"starts_at": ""}, "starts_at", "з якого часу"),
        ({"starts_at": "завтра"}, "starts_at", "Введіть дату й час"),
        ({"ends_at": "2026-11-30T10:00"}, "ends_at", "пізніше за початок"),
        ({"text": "ж" * 1001}, "text", "Задовго"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: PageClient, supervisor: User, typed: dict[str, str], field: str, words: str
) -> None:
    answer = client.post("/desk/announcements/new", {**WORDS, **typed})
    assert answer.status_code == 422
    assert words in answer.page.error_of(field)
    assert answer.page.value("text") == {**WORDS, **typed}["text"]
    assert Announcement.select().count() == 0


def test_others_write_nothing(client: PageClient, operator: User) -> None:
    for address in ("/desk/announcements", "/desk/announcements/new"):
        assert client.get(address).status_code == 404
    assert client.post("/desk/announcements/new", WORDS).status_code == 404
    assert "Оголошення" not in client.get("/desk/readings").page.words()
    assert Announcement.select().count() == 0


def test_the_landing_page_costs_one_more_query_and_no_byte_without_any(client: PageClient) -> None:
    with recorded() as statements:
        text = client.get("/").get_data(as_text=True)
    assert len(statements) <= 2
    assert full_scans(statements) == []
    assert "notice-warning" in text
    assert "\n\n\n" not in text


def test_there_is_no_such_announcement(client: PageClient, supervisor: User) -> None:
    assert client.get("/desk/announcements/no-such-ref").status_code == 404
    assert client.post("/desk/announcements/no-such-ref", WORDS).status_code == 404
    assert client.post("/desk/announcements/no-such-ref/withdrawal").status_code == 404


def test_two_who_change_it_at_once_are_told(
    client: PageClient, another_client: PageClient, supervisor: User
) -> None:
    client.post("/desk/announcements/new", WORDS)
    address = f"/desk/announcements/{Announcement.get().ref}"
    another_client.sign_in(factories.make_user(role="supervisor"))
    old = another_client.get(address).page.form_values(address)
    first = client.get(address).page.form_values(address)
    client.post(address, {**first, "title": "Перший"})
    answer = another_client.post(address, {**old, "title": "Другий"})
    assert answer.status_code == 409
    assert "тим часом змінив хтось інший" in answer.page.words()
    assert Announcement.get().title == "Перший"
    again = answer.page.form_values(address)
    assert again["title"] == "Другий"
    another_client.post(address, again)
    assert Announcement.get().title == "Другий"
