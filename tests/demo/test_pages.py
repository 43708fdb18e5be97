"""The pages that exist only in the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pyotp
import pytest
from flask import Flask

from portal import create_app, database
from portal.config import Settings
from portal.demo import mailbox, people, seeding
from portal.extensions import vault
from tests.conftest import dispose
from tests.demo.test_mailbox import mail
from tests.page import PageClient


@pytest.fixture
def demo(settings: Settings, now: datetime) -> Iterator[Flask]:
    """The app as ``make run`` has it."""
    app = create_app(replace(settings, env="demo"))
    app.testing = True
    with app.app_context():
        seeding.seed(now, vault())
    database.release()
    yield app
    dispose(database.db.obj)


@pytest.fixture
def visitor(demo: Flask) -> PageClient:
    return PageClient(demo)


@pytest.mark.parametrize("path", ["/demo/", "/demo/mailbox", "/demo/codes", "/demo/components"])
def test_outside_the_demo_there_is_none_of_it(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_index_tells_who_is_who(visitor: PageClient) -> None:
    page = visitor.get("/demo/").page
    words = page.words()
    for person in people.PEOPLE:
        assert person.email in words
    for home in people.HOMES:
        assert home.number_shown in words
        assert home.meter in words
    assert people.PASSWORD in words
    assert "вигадані" in words


def test_the_mailbox_lists_and_opens_mails(visitor: PageClient, settings: Settings) -> None:
    assert "Листів ще немає" in visitor.get("/demo/mailbox").page.words()
    folder = mailbox.folder(settings.run_dir)
    mailbox.keep(mail("Перший").as_bytes(), folder)
    link = f"{settings.base_url}/register/confirmation/abc"
    path = mailbox.keep(mail("Другий <b>", f"{link}\nhttps://evil.example/").as_bytes(), folder)
    listed = visitor.get("/demo/mailbox").page
    assert [listed.words(anchor) for anchor in listed.all("a", href=f"/demo/mailbox/{path.stem}")] == [
        "Другий <b>"
    ]
    opened = visitor.get(f"/demo/mailbox/{path.stem}").page
    assert opened.h1 == "Другий <b>"
    assert [anchor.get("href") for anchor in opened.all("a") if "://" in (anchor.get("href") or "")] == [link]
    assert "https://evil.example/" in opened.words()


def test_the_list_refreshes_itself_as_a_fragment(visitor: PageClient) -> None:
    part = visitor.get("/demo/mailbox", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).page
    assert not part.is_whole
    part.one("div", id="mails")


def test_the_html_of_a_mail_is_locked_in(demo: Flask, settings: Settings) -> None:
    path = mailbox.keep(mail("Лист", "<script>x</script>").as_bytes(), mailbox.folder(settings.run_dir))
    answer = demo.test_client().get(f"/demo/mailbox/{path.stem}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", ["nothing", "1700000000000000000-00000000", "..%2Fsecrets"])
def test_there_is_no_other_mail(visitor: PageClient, name: str) -> None:
    assert visitor.get(f"/demo/mailbox/{name}").status_code == 404


def test_codes_are_those_of_this_moment(visitor: PageClient, now: datetime) -> None:
    words = visitor.get("/demo/codes").page.words()
    for person in (people.OPERATOR, people.SUPERVISOR):
        assert person.email in words
        assert pyotp.TOTP(person.totp_secret).at(now) in words


def test_the_components_page_is_sound(visitor: PageClient) -> None:
    assert visitor.get("/demo/components").status_code == 200


def test_seed_says_what_it_did(demo: Flask) -> None:
    result = demo.test_cli_runner().invoke(args=["seed", "--accounts", "12"])
    assert result.exit_code == 0, result.output
    assert "are there" in result.output
    assert "12 made-up accounts" in result.output


def test_there_is_no_seed_in_production(app: Flask) -> None:
    assert "seed" not in app.cli.commands
