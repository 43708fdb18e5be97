"""Links in mails: once, in time, for the right thing, and only with our signature."""

from datetime import timedelta

import pytest
from peewee import Database

from portal.crypto import random_ref
from portal.domain.errors import NotFound
from portal.domain.identity import links
from portal.models import MailLink, Message
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import SECRET

pytestmark = pytest.mark.usefixtures("database")


def fresh(purpose: str = links.RESET_PASSWORD) -> tuple[MailLink, str]:
    user = factories.make_user()
    link = links.issue(purpose, user.email, user, NOW)
    return link, links.token(link.ref, purpose, SECRET)


def test_a_link_opens_once() -> None:
    link, token = fresh()
    found = links.find(token, links.RESET_PASSWORD, SECRET, NOW)
    assert found == link
    links.use(found, NOW)
    with pytest.raises(links.LinkUsed) as used:
        links.find(token, links.RESET_PASSWORD, SECRET, NOW)
    assert used.value.link == link


def test_of_two_at_once_one_opens() -> None:
    _link, token = fresh()
    first, second = (links.find(token, links.RESET_PASSWORD, SECRET, NOW) for _number in range(2))
    links.use(first, NOW)
    with pytest.raises(links.LinkUsed):
        links.use(second, NOW)


@pytest.mark.parametrize(("purpose", "hours"), [(links.RESET_PASSWORD, 1), (links.CONFIRM_REGISTRATION, 24)])
def test_a_link_runs_out(purpose: str, hours: int) -> None:
    _link, token = fresh(purpose)
    links.find(token, purpose, SECRET, NOW + timedelta(hours=hours, seconds=-1))
    with pytest.raises(links.LinkExpired):
        links.find(token, purpose, SECRET, NOW + timedelta(hours=hours))


def test_a_link_is_good_for_one_purpose() -> None:
    link, token = fresh(links.CONFIRM_REGISTRATION)
    for forged in (token, links.token(link.ref, links.RESET_PASSWORD, SECRET)):
        with pytest.raises(NotFound):
            links.find(forged, links.RESET_PASSWORD, SECRET, NOW)


def test_a_copy_of_the_database_opens_nothing() -> None:
    link, token = fresh()
    assert token not in str(list(MailLink.select().tuples()))
    forged = [
        link.ref,
        f"{link.ref}.",
        f"{link.ref}.{link.ref}",
        links.token(link.ref, link.purpose, "another key"),
    ]
    for one in forged:
        with pytest.raises(NotFound):
            links.find(one, links.RESET_PASSWORD, SECRET, NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b", "\x00.\x00", "ї.ї", "\ud800.\ud800", "a" * 10_000, "../../x"])
def test_rubbish_is_not_recognised(token: str) -> None:
    with pytest.raises(NotFound):
        links.find(token, links.RESET_PASSWORD, SECRET, NOW)


def test_a_signed_ref_without_a_row_or_a_person_opens_nothing(database: Database) -> None:
    nobodys = links.issue(links.RESET_PASSWORD, "nobody@example.com", None, NOW)
    for ref in (random_ref(), nobodys.ref):
        with pytest.raises(NotFound):
            links.find(links.token(ref, links.RESET_PASSWORD, SECRET), links.RESET_PASSWORD, SECRET, NOW)


def test_the_outbox_holds_no_token(database: Database) -> None:
    user = factories.make_user()
    with database.atomic():
        links.send("reset_password", links.RESET_PASSWORD, user.email, user, NOW)
    message, link = Message.get(), MailLink.get()
    assert message.data == {"link_ref": link.ref, "purpose": "reset_password"}
    assert message.urgent
    assert links.token(link.ref, link.purpose, SECRET).count(".") == 1


def test_every_purpose_has_an_address() -> None:
    assert set(links.PATHS) | {links.CONFIRM_IDENTITY} == set(links.LIFETIMES)
    assert links.address("https://x.example", links.RESET_PASSWORD, "t") == "https://x.example/password-reset/t"
