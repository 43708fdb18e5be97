"""Reminders: chosen on the page of notices, ended by the link of a mail, signed in or not."""

from __future__ import annotations

from portal.domain.readings import reminders
from portal.models import ReadingReminder
from tests import factories
from tests.page import PageClient


def test_chosen_and_taken_back(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    box = client.get("/profile/notifications").page.one("input", name="reading_reminders")
    assert box.get("checked") is None, "nobody is written to who has not asked for it"
    client.post("/profile/notifications", {"reading_reminders": "y", "reading_receipts": "y"})
    assert ReadingReminder.select().count() == 1
    assert (
        client.get("/profile/notifications").page.one("input", name="reading_reminders").get("checked") is not None
    )
    client.post("/profile/notifications", {"reading_receipts": "y"})
    assert ReadingReminder.select().count() == 0


def test_a_click_in_the_mail_ends_them(client: PageClient) -> None:
    mine, others = factories.make_user(), factories.make_user()
    for user in (mine, others):
        reminders.choose({reminders.NAME: True}, actor=user)
    ref = ReadingReminder.get(ReadingReminder.user == mine).ref
    address = f"/readings/reminders/stop/{ref}"
    asked = client.get(address)
    assert "csrf_token" in asked.page.form_values(address)
    assert ReadingReminder.select().count() == 2, "a program that looks at links ends nothing"
    ended = client.post(address, data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert ended.status_code == 200
    assert [row.user for row in ReadingReminder.select()] == [others]
    again = client.post(address)
    assert again.data == client.post("/readings/reminders/stop/nobody").data, (
        "nobody is told whether there was one"
    )
