"""The mails of this area, as people get them."""

from __future__ import annotations

import pytest

from portal import mailing
from portal.config import Settings
from portal.domain.identity import links
from portal.models import Message
from tests.conftest import NOW

MAILS = {
    "confirm_registration": links.CONFIRM_REGISTRATION,
    "already_registered": links.RESET_PASSWORD,
    "reset_password": links.RESET_PASSWORD,
    "no_such_cabinet": links.RESET_PASSWORD,
    "confirm_email": links.CONFIRM_EMAIL,
    "email_changed": None,
    "confirm_data": links.TAKE_OUT,
    "confirm_deletion": links.DELETE_CABINET,
    "password_changed": None,
    "codes_renewed": None,
}


@pytest.mark.parametrize("name", MAILS)
def test_both_parts_say_the_same_and_carry_the_link(settings: Settings, name: str) -> None:
    purpose = MAILS[name]
    data = {"link_ref": "a-ref", "purpose": purpose} if purpose else {}
    message = Message(template=name, recipient="maria@example.com", key="k", created_at=NOW, data=data)
    mail = mailing.render(message, settings)
    assert mail["Subject"]
    address = purpose and links.address(
        "http://localhost", purpose, links.token("a-ref", purpose, settings.secret_key)
    )
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert "{{" not in body
        assert "Кабінет" in body
        if address and name != "no_such_cabinet":
            assert address in body
        if name == "no_such_cabinet":
            assert "a-ref" not in body, "who has no cabinet gets no link"
