"""Світло: the page of a home, the part that everybody asks for, and what people say when there is none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.domain.outages import kinds, prepared, reports, watching
from portal.models import Account, LightWatch, NoLightReport, OutageSource, Rem, SubqueueDay, User, Works
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient
from tests.queries import full_scans, recorded

TODAY, TOMORROW = date(2026, 11, 30), date(2026, 12, 1)
DARK = [[0, 1080, "on"], [1080, 1320, "off"], [1320, 1440, "on"]]


@pytest.fixture
def home(app: Flask, client: PageClient) -> tuple[User, Account]:
    user, account, _meter = factories.make_home()
    Account.update(subqueue="3.2").where(Account.id == account.id).execute()
    client.sign_in(user)
    return user, Account.get_by_id(account.id)


AN_HOUR_AGO = NOW - timedelta(hours=1)


def say(spans: list | None, day: date = TODAY, subqueue: str = "3.2", good: bool = True) -> None:
    source, _made = OutageSource.get_or_create(name="ztoe-json", defaults={"good_at": NOW if good else None})
    SubqueueDay.create(subqueue=subqueue, day=day, spans=spans, changed_at=NOW, source=source)


def test_now_and_what_comes(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK)
    page = client.get("/outages").page
    words = page.words()
    assert page.h1 == "Відсутність електропостачання"
    assert "За графіком світло є якщо немає аварії чи робіт на лінії" in words
    assert "Наступне вимкнення о 18:00, на 4 години. Увімкнуть о 22:00, ±30 хв." in words
    assert "18:00–22:00 немає світла 4 год" in words
    assert "Черга 3.2" in words
    assert "За графіком світло є" in client.get("/").page.words()


def test_light_is_never_promised(client: PageClient, home: tuple[User, Account]) -> None:
    for spans, sentence in (
        (None, "Графіка поки немає"),
        ([], "Графік не застосовується"),
        ([[0, 1440, "maybe"]], "Світло можуть вимкнути"),
        ([[0, 1440, "off"]], "За графіком світла немає"),
    ):
        SubqueueDay.delete().execute()
        if spans is not None:
            say(spans)
        words = client.get("/outages").page.words()
        assert sentence in words
        assert "світло є" not in words.lower(), sentence


def test_old_data_say_how_old_they_are(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK)
    with clock.frozen(NOW + timedelta(hours=2)):
        client.sign_in(home[0])
        assert "Дані від 30 листопада о 10:00: джерело не відповідає" in client.get("/outages").page.words()


def test_the_system_emergency_stands_above_the_schedule(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK)
    source = OutageSource.get()
    Works.create(rem=home[1].rem, kind=kinds.GAV, settlement="", starts_at=NOW, source=source)
    Works.create(rem=home[1].rem, kind=kinds.EMERGENCY, settlement="", starts_at=AN_HOUR_AGO, source=source)
    page = client.get("/outages").page
    words = page.words()
    assert "не діють" in words
    assert words.index("Аварійні вимкнення (ГАВ)") < words.index("Аварія")
    assert "За графіком" not in words
    assert "Увімкнуть" not in words
    assert page.one("div", id="light").get("hx-get") == f"/outages?account={home[1].ref}", "nobody else's fragment"
    assert "Аварійні вимкнення (ГАВ)" in client.get("/").page.words()
    guest = client.get("/outages/places/q3-2").page.words()
    assert f"ГАВ: {home[1].rem.name}" in guest
    assert "За графіком" in guest, "in other РЕМ it holds"


def test_a_home_without_a_subqueue(client: PageClient, home: tuple[User, Account]) -> None:
    Account.update(subqueue=None).execute()
    client.sign_in(home[0])
    assert "Черга цієї адреси ще не відома" in client.get("/outages").page.words()


def test_a_home_goes_by_its_place(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK, subqueue="4.1")
    Account.update(place=factories.make_place("4.1")).where(Account.id == home[1].id).execute()
    assert "Черга 4.1" in client.get("/outages").page.words()
    assert "Черга" not in client.get(f"/outages/history?account={home[1].ref}").page.h1
    Account.update(place=factories.make_place(None)).where(Account.id == home[1].id).execute()
    words = client.get("/outages").page.words()
    assert "за графіками погодинних відключень не вимикають" in words
    assert "світло є" not in words.lower()


def test_a_guest_looks_at_houses(app: Flask, home: tuple[User, Account], another_client: PageClient) -> None:
    say(DARK)
    place = factories.make_place("3.2")
    page = another_client.get(f"/outages/places/{place.ref}").page
    assert page.h1 == "Чи є світло"
    assert "вул. Садова" in page.words()
    assert "18:00–22:00" in page.words()
    assert page.all("div", id="light")[0].get("hx-get") == f"/outages/places/{place.ref}/now"
    free = another_client.get(f"/outages/places/{factories.make_place(None).ref}").page
    assert "Ці будинки за графіками погодинних відключень не вимикають" in free.words()
    assert another_client.get("/outages/places/nowhere").status_code == 404


def test_the_part_that_everybody_asks_for_is_the_same_for_all(app: Flask, home: tuple[User, Account]) -> None:
    say(DARK)
    signed_in, guest = PageClient(app).sign_in(home[0]), PageClient(app)
    answers = [one.client.get("/outages/places/q3-2/now") for one in (signed_in, guest)]
    assert answers[0].data == answers[1].data
    for answer in answers:
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert home[1].number_shown not in answer.get_data(as_text=True)
    etag = answers[0].headers["ETag"]
    again = guest.client.get("/outages/places/q3-2/now", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def an_accident(rem: Rem, **columns: Any) -> Works:
    source, _made = OutageSource.get_or_create(name="desk")
    there = {"kind": "emergency", "settlement": "Житомир", "starts_at": NOW, "reason": "Обірвано провід"}
    return Works.create(rem=rem, source=source, **{**there, **columns})


def test_an_accident_shows_on_the_pages_that_are_open(
    app: Flask, client: PageClient, home: tuple[User, Account]
) -> None:
    say(DARK)
    place, other = factories.make_place("3.2"), factories.make_place("3.2")
    Account.update(place=place).where(Account.id == home[1].id).execute()
    address = client.get("/outages").page.all("div", id="light")[0].get("hx-get")
    assert address == f"/outages/places/{place.ref}/now"
    before = client.client.get(address)
    an_accident(home[1].rem, houses=[f"{place.street.name} 1-14"])
    prepared.forget(app.extensions["portal.settings"].run_dir / prepared.FOLDER)
    after = client.client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Обірвано провід" in after.get_data(as_text=True)
    assert "Обірвано" not in client.client.get(f"/outages/places/{other.ref}/now").get_data(as_text=True)
    words = client.get("/outages").page.words()
    assert words.count("Обірвано провід") == 1, "in the part that changes, and not beside it again"


def test_a_part_holds_until_works_begin_and_end(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK)
    place = factories.make_place("3.2")
    minutes = timedelta(minutes=1)
    an_accident(home[1].rem, kind="gav", settlement="", starts_at=NOW + 5 * minutes, ends_at=NOW + 10 * minutes)
    address = f"/outages/places/{place.ref}/now"
    for moment, is_dark in ((0, False), (4, False), (5, True), (9, True), (10, False)):
        with clock.frozen(NOW + moment * minutes):
            shown = client.client.get(address).get_data(as_text=True)
            assert ("За графіком світло є" not in shown) is is_dark, moment


def test_works_that_reach_the_home_alone_stand_beside(client: PageClient, home: tuple[User, Account]) -> None:
    """The billing base's address is not in the source's lists: the part of the subqueue says nothing of it."""
    say(DARK)
    an_accident(home[1].rem, houses=["вул. Житомирська 5"])
    assert "Обірвано провід" in client.get("/outages").page.words()
    assert "Обірвано" not in client.client.get("/outages/places/q3-2/now").get_data(as_text=True)


def test_what_is_prepared_asks_the_database_nothing(app: Flask, home: tuple[User, Account]) -> None:
    say(DARK)
    guest = PageClient(app)
    guest.client.get("/outages/places/q3-2/now")
    with recorded() as statements:
        for _page in range(3):
            assert guest.client.get("/outages/places/q3-2/now").status_code == 200
    assert statements == []


def test_it_is_made_anew_when_the_half_hour_is_over(app: Flask, home: tuple[User, Account]) -> None:
    say([[0, 630, "on"], [630, 1440, "off"]])
    guest = PageClient(app)
    assert "За графіком світло є" in guest.client.get("/outages/places/q3-2/now").get_data(as_text=True)
    with clock.frozen(NOW + timedelta(minutes=30)):
        assert "За графіком світла немає" in guest.client.get("/outages/places/q3-2/now").get_data(as_text=True)


def test_a_guest_looks_at_a_queue(app: Flask, home: tuple[User, Account], another_client: PageClient) -> None:
    say(DARK)
    page = another_client.get("/outages/places/q3-2").page
    assert page.h1 == "Світло: черга 3.2"
    assert another_client.get("/outages/places/q9-9").status_code == 404
    assert another_client.get("/outages/places/..%2f..%2fx/now").status_code == 404


def test_no_light_is_said_once_an_hour(client: PageClient, home: tuple[User, Account]) -> None:
    user, account = home
    client.post("/outages/reports", {"account": account.ref})
    words = client.post("/outages/reports", {"account": account.ref}, follow=True).page.words()
    assert "Ви вже повідомили" in words
    assert NoLightReport.select().count() == 1
    with clock.frozen(NOW + timedelta(hours=1)):
        client.sign_in(user)
        client.post("/outages/reports", {"account": account.ref})
    assert NoLightReport.select().count() == 2


def test_no_light_is_not_said_for_others(client: PageClient, home: tuple[User, Account]) -> None:
    _other, account, _meter = factories.make_home()
    assert client.post("/outages/reports", {"account": account.ref}).status_code == 404
    assert NoLightReport.select().count() == 0


def test_what_was_said_is_counted_by_street_for_the_desk_of_the_rem(home: tuple[User, Account]) -> None:
    operator = factories.make_user(role="operator", rem=home[1].rem)
    elsewhere = factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9))
    neighbours = [home, *(factories.make_home()[:2] for _home in range(2))]
    for user, account in neighbours:
        reports.report(account, "3.2", actor=user, now=NOW)
    [street] = reports.by_street(operator, NOW)
    assert (street.settlement, street.street, street.subqueue, street.count) == (
        "Житомир",
        "вул. Житомирська",
        "3.2",
        3,
    )
    assert reports.by_street(elsewhere, NOW) == []
    assert reports.by_street(operator, NOW + timedelta(hours=4)) == []


def test_the_last_thirty_days(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK, TODAY - timedelta(days=1))
    say([], TODAY - timedelta(days=2))
    say(DARK, TODAY - timedelta(days=31))
    NoLightReport.create(user=home[0], account=home[1], subqueue="3.2", at=NOW - timedelta(days=1))
    page = client.get("/outages/history").page
    rows = [page.words(row) for row in page.all("tr")][1:]
    assert rows == ["29.11.2026 4 години 1", "28.11.2026 графік не застосовувався 0"]


def test_the_page_costs_few_queries(client: PageClient, home: tuple[User, Account]) -> None:
    say(DARK)
    for address in ("/outages", "/outages/history", "/"):
        with recorded() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 10, [sql for sql, _ in statements]
        assert full_scans(statements) == []


def test_mails_are_ended_by_their_link(home: tuple[User, Account], another_client: PageClient) -> None:
    watching.choose({"before": 30}, actor=home[0])
    ref = LightWatch.get().ref
    watching.choose({"changes": True, "before": 15}, actor=home[0])
    assert LightWatch.get().ref == ref, "links in mails of before end it, too"

    asked = another_client.get(f"/outages/stop/{ref}")
    assert LightWatch.select().exists(), "programs that look through mails open links"
    assert "csrf_token" in asked.page.form_values(f"/outages/stop/{ref}")
    ended = another_client.post(f"/outages/stop/{ref}", data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert ended.status_code == 200, "mail programs know no token of ours (RFC 8058)"
    assert not LightWatch.select().exists()
    again = another_client.post(f"/outages/stop/{ref}")
    assert again.data == another_client.post("/outages/stop/nobody").data, "nobody is told whether there was one"


def test_an_accident_stands_above_the_schedule_on_the_first_page(
    client: PageClient, home: tuple[User, Account]
) -> None:
    say(DARK)
    source = OutageSource.get()
    there = {"rem": home[1].rem_id, "settlement": home[1].settlement.name, "source": source}
    Works.create(kind="emergency", starts_at=NOW + timedelta(hours=1), reason="Ще не почалося", **there)
    assert "За графіком світло є" in client.get("/").page.words()
    Works.create(kind="emergency", starts_at=NOW, reason="Обірвано провід", **there)
    words = client.get("/").page.words()
    assert "Світла немає через аварію Обірвано провід" in words
    assert "За графіком світло є" not in words


@pytest.mark.parametrize("name", ["nowhere", "a%00b", "a" * 5_000, "%D1%97" * 200, "q9-9", ".lock", "%ED%A0%80"])
def test_whoever_asks_for_what_is_not_there_leaves_nothing(
    app: Flask, another_client: PageClient, name: str
) -> None:
    assert another_client.client.get(f"/outages/places/{name}/now").status_code == 404
    folder = app.extensions["portal.settings"].run_dir / prepared.FOLDER
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("today", "tomorrow", "coming"),
    [
        (
            [[0, 720, "off"], [720, 1440, "maybe"]],
            None,
            "Вимкнення триває до 12:00, далі світла може не бути.",
        ),
        ([[0, 720, "off"], [720, 1440, "on"]], None, "Увімкнуть о 12:00, ±30 хв."),
        ([[0, 1440, "off"]], None, "Коли ввімкнуть, за графіком ще не видно."),
        ([[0, 1440, "off"]], [], "Увімкнуть завтра о 00:00, ±30 хв."),
        ([[0, 1200, "on"], [1200, 1440, "off"]], None, "на 4 години. Коли ввімкнуть, за графіком ще не видно."),
        ([[0, 900, "on"], [900, 960, "maybe"], [960, 1440, "on"]], None, "Можуть вимкнути о 15:00."),
    ],
)
def test_no_more_is_promised_than_is_known(
    client: PageClient, home: tuple[User, Account], today: list, tomorrow: list | None, coming: str
) -> None:
    say(today)
    if tomorrow is not None:
        say(tomorrow, TODAY + timedelta(days=1))
    words = client.get("/outages").page.words()
    assert coming in words
    assert words.count("Увімкнуть") == coming.count("Увімкнуть")


def test_the_history_tells_of_what_was_possible_and_of_works(
    client: PageClient, home: tuple[User, Account]
) -> None:
    yesterday = TODAY - timedelta(days=1)
    say([[0, 120, "maybe"], [120, 1440, "on"]], yesterday)
    source = OutageSource.get()
    began = NOW - timedelta(days=1)
    said = {"rem": home[1].rem, "settlement": "", "source": source}
    Works.create(kind=kinds.EMERGENCY, starts_at=began, ends_at=began + timedelta(hours=1), **said)
    row = client.get("/outages/history").page.words()
    assert "можливо 2 години" in row
    assert "аварія" in row
    assert "вимкнень не було" not in row
