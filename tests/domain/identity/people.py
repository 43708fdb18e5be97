"""What the tests of this area share: a filled-in form, the key, and the link of the last mail."""

from __future__ import annotations

from typing import Any

from portal.domain.identity import links
from portal.domain.identity.registration import Details
from portal.models import Message

SECRET = "a secret key of tests, long enough to be taken"
PASSWORD = "svitlo-u-khati"
NEW_PASSWORD = "туман над Тетеревом"


def details(**changes: Any) -> Details:
    filled_in = {
        "email": "Maria@Example.com ",
        "surname": "Петренко",
        "given_name": "Марія",
        "patronymic": "Василівна",
        "phone": "067 123 45 67",
        "password": PASSWORD,
        "consent": True,
    }
    return Details(**{**filled_in, **changes})


def messages() -> list[tuple[str, str]]:
    """Template and recipient of every mail so far."""
    return [(message.template, message.recipient) for message in Message.select().order_by(Message.id)]


def last_token() -> str:
    """The token in the last mail that has one."""
    mails = [message for message in Message.select().order_by(Message.id) if "link_ref" in message.data]
    return links.token(mails[-1].data["link_ref"], mails[-1].data["purpose"], SECRET)


def last_code() -> str:
    """The digits of the last mail that is about a code, also where it does not show them."""
    mails = [message for message in Message.select().order_by(Message.id) if "code_ref" in message.data]
    return links.code(mails[-1].data["code_ref"], SECRET)
