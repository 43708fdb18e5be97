"""Which mails are wanted."""

from __future__ import annotations

from portal.models import User
from tests import factories
from tests.page import PageClient


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
