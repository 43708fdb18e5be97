"""What a phone keeps: enough to check a reading by, of this person only, asked for again in few bytes."""

from __future__ import annotations

from datetime import date

from flask import Flask

from portal.domain.orders import catalogue
from portal.models import Account, Meter, OutageSource, SubqueueDay, User
from tests import factories
from tests.blueprints.api.conftest import Phone
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.page import PageClient

Home = tuple[User, Account, Meter]


def test_the_session_says_who_is_signed_in(phone: Phone) -> None:
    said = phone.get("/api/v1/session").get_json()
    assert said["user"] == phone.user.ref
    assert said["csrf"]


def test_a_guest_has_no_session(app: Flask) -> None:
    answer = PageClient(app).client.get("/api/v1/session")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in")
    assert "message" in answer.get_json()


def test_a_person_of_an_older_version_gets_a_ref(app: Flask, home: Home) -> None:
    User.update(ref=None).where(User.id == home[0].id).execute()
    phone = Phone(app, home[0])
    said = phone.get("/api/v1/session").get_json()["user"]
    assert said == User.get_by_id(home[0].id).ref
    assert said == phone.get("/api/v1/session").get_json()["user"]


def test_what_is_kept_is_enough_for_the_checks(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    factories.make_submission(meter, date(2026, 10, 1), 32028)
    factories.make_submission(meter, date(2026, 11, 1), 32108)
    factories.make_submission(meter, date(2026, 12, 1), 32190, status="new")
    factories.make_use(meter, 13, 81_000)
    said = phone.get("/api/v1/kept").get_json()
    (one,) = said["accounts"]
    (register,) = one["meter"]["registers"]
    assert (said["shape"], said["user"], said["chosen"]) == (1, phone.user.ref, account.ref)
    assert (one["number"], one["address"], one["power_w"]) == (
        account.number_shown,
        "Житомир, вул. Житомирська, 5",
        5000,
    )
    assert (register["key"], register["label"], register["digits"]) == ("taken_1", "Покази", 5)
    # The newest ones too: what they are before depends on the day on which a reading is taken.
    assert register["values"][:2] == [["2026-12-01", 32190], ["2026-11-01", 32108]]
    assert register["usual"] == [2663, 365]
    assert register["months"]["2025-11"] == 81_000
    assert one["lines"][0] == {"on": "2026-12-01", "values": [32190], "status": "new"}


def test_the_open_orders_are_kept_for_the_time_without_a_network(phone: Phone, home: Home) -> None:
    user, account, _meter = home
    assert phone.get("/api/v1/kept").get_json()["cards"] == []
    kind = next(kind for kind in catalogue.KINDS if not kind.signed)
    order = filling.at_the_desk(kind, user, account)
    filling.begun(kind, user, account)
    [card] = phone.get("/api/v1/kept").get_json()["cards"]
    assert card["lines"] == [
        {"on": "2026-11-30", "values": [f"№ {order.number}", str(kind.short)], "status": "order.submitted"}
    ]
    words = phone.get("/offline").get_data(as_text=True)
    assert 'data-word="status.order.submitted"' in words


def test_the_schedule_is_kept_for_the_time_without_light(phone: Phone, home: Home) -> None:
    _user, account, _meter = home
    Account.update(subqueue="3.2").where(Account.id == account.id).execute()
    source = OutageSource.create(name="ztoe", good_at=NOW)
    for day, spans in (
        (date(2026, 11, 30), [[0, 1080, "on"], [1080, 1320, "off"], [1320, 1440, "on"]]),
        (date(2026, 12, 1), []),
    ):
        SubqueueDay.create(subqueue="3.2", day=day, spans=spans, changed_at=NOW, source=source)
    [card] = phone.get("/api/v1/kept").get_json()["cards"]
    assert (card["number"], card["address"]) == ("Світло: черга 3.2", account.short_address)
    assert card["lines"] == [
        {"on": "2026-11-30", "values": ["18:00–22:00"], "status": "light.off"},
        {"on": "2026-12-01", "values": [], "status": "light.none"},
    ]


def test_only_what_is_new_is_sent_again(phone: Phone, home: Home) -> None:
    first = phone.get("/api/v1/kept")
    again = phone.get("/api/v1/kept", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    factories.make_submission(home[2], date(2026, 12, 1), 5, status="new")
    assert phone.get("/api/v1/kept", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_nothing_of_others_is_kept(app: Flask, phone: Phone) -> None:
    _other, account, _meter = factories.make_home()
    said = phone.get("/api/v1/kept").get_json()
    assert account.ref not in str(said)
    assert len(said["accounts"]) == 1


def test_an_account_of_the_railway_and_one_without_a_meter(app: Flask) -> None:
    user = factories.make_user()
    factories.link(user, factories.make_account(operator="ukrzaliznytsia"))
    factories.link(user, factories.make_account())
    said = Phone(app, user).get("/api/v1/kept").get_json()
    assert [(one["served"], one["meter"]) for one in said["accounts"]] == [(False, None), (True, None)]


def test_an_unlinked_account_is_no_longer_kept(phone: Phone, home: Home) -> None:
    phone.browser.post(f"/accounts/{home[1].ref}/removal")
    assert phone.get("/api/v1/kept").get_json()["accounts"] == []
