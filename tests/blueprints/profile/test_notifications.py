"""Which mails are wanted."""

from __future__ import annotations

import pytest

from portal.domain.outages import watching
from portal.domain.push import devices
from portal.models import LightWatch, PushDevice, Session, User
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient
from tests.push import Browser


def test_receipts_can_be_switched_off_and_on(client: PageClient, maria: User) -> None:
    box = client.get("/profile/notifications").page.one("input", name="reading_receipts")
    assert box.get("checked") is not None
    assert client.post("/profile/notifications", {}).location == "/profile/notifications"
    page = client.get("/profile/notifications").page
    assert "Ваш вибір збережено" in page.words()
    assert page.one("input", name="reading_receipts").get("checked") is None
    assert User.get().settings == {"reading_receipts": False}
    client.post("/profile/notifications", {"reading_receipts": "y"})
    assert User.get().settings == {"reading_receipts": True}


def test_people_of_the_desk_have_no_such_choice(client: PageClient) -> None:
    client.sign_in(factories.make_user(role="supervisor"))
    assert client.get("/profile/notifications").page.all("input", name="reading_receipts") == []


@pytest.mark.parametrize("hours", ["22Z", "2200Z", "22:00+02:00", "22:00:00", "24:00", "٢٢:٠٠"])
def test_hours_are_hours_and_nothing_else_of_iso(client: PageClient, maria: User, hours: str) -> None:
    """A time with a zone can't be compared with ours: it would stop the mails of everybody."""
    said = {"changes": "y", "before": "60", "quiet_from": hours, "quiet_until": "07:00"}
    assert client.post("/profile/notifications", said).status_code == 422
    assert LightWatch.select().count() == 0


def test_light_is_chosen_by_kind_time_and_way(client: PageClient, maria: User) -> None:
    chosen = {"changes": "y", "before": "15", "back": "1", "quiet_from": "22:00", "quiet_until": "07:00"}
    client.post("/profile/notifications", chosen)
    kept = LightWatch.get()
    assert (kept.changes, kept.before, kept.back, kept.by_mail) == (True, 15, 1, False)
    page = client.get("/profile/notifications").page
    values = page.form_values("/profile/notifications")
    assert {name: values.get(name) for name in chosen} == chosen
    assert "by_mail" not in values
    client.post("/profile/notifications", {"back": "60", "before": "7", "by_mail": "y"})
    kept = LightWatch.get()
    assert (kept.changes, kept.before, kept.back, kept.by_mail) == (False, 0, 60, True)
    client.post("/profile/notifications", {"by_mail": "y"})
    assert LightWatch.select().count() == 0


def test_notices_on_this_device(client: PageClient, maria: User) -> None:
    page = client.get("/profile/notifications").page
    [button] = [one for one in page.all("button") if one.get("data-push")]
    assert len(button.get("data-push", "")) == 87
    assert button.get("hidden") is not None, "without JS there is nothing to press"
    session = Session.get()
    devices.add(session, Browser().subscription, actor=maria, now=NOW)
    page = client.get("/profile/notifications").page
    assert "Увімкнено" in page.words()
    client.post("/profile/notifications/device/removal", page.form_values("/profile/notifications/device/removal"))
    assert PushDevice.select().count() == 0
    assert "більше не буде" in client.get("/profile/notifications").page.words()


def test_light_of_one_of_two_homes(client: PageClient, maria: User) -> None:
    near, far = (factories.link(maria, factories.make_account(house=house)) for house in ("1", "2"))
    client.sign_in(maria)
    page = client.get("/profile/notifications").page
    boxes = {box.get("value"): box.get("checked") is not None for box in page.all("input", name="accounts")}
    assert boxes == {near.ref: True, far.ref: True}
    client.post("/profile/notifications", {"changes": "y", "accounts": [far.ref, "no-such"]})
    assert [one.account for one in watching.watched(LightWatch.changes, NOW)] == [far]
    page = client.get("/profile/notifications").page
    assert [box.get("value") for box in page.all("input", name="accounts") if "checked" in box.attrib] == [far.ref]


def test_with_one_home_there_is_nothing_to_choose(client: PageClient, maria: User) -> None:
    home = factories.link(maria, factories.make_account())
    client.sign_in(maria)
    assert client.get("/profile/notifications").page.all("input", name="accounts") == []
    client.post("/profile/notifications", {"changes": "y"})
    assert [one.account for one in watching.watched(LightWatch.changes, NOW)] == [home]


def test_news_of_no_home_at_all_is_a_slip(client: PageClient, maria: User) -> None:
    for house in ("1", "2"):
        factories.link(maria, factories.make_account(house=house))
    client.sign_in(maria)
    answer = client.post("/profile/notifications", {"changes": "y", "back": "15"})
    assert answer.status_code == 422
    assert "Оберіть хоча б одну адресу" in answer.page.words()
    assert answer.page.form_values("/profile/notifications").get("back") == "15"
    assert LightWatch.select().count() == 0
    assert client.post("/profile/notifications", {"reading_receipts": "y"}).status_code == 303
