"""A supervisor's page of documents for everybody."""

from __future__ import annotations

import io

import pytest

from portal.models import Handout, User
from tests import factories
from tests.domain.files.papers import pdf
from tests.page import PageClient


@pytest.fixture
def supervisor(client: PageClient) -> User:
    user = factories.make_user(role="supervisor", surname="Коваль")
    client.sign_in(user)
    return user


def test_a_supervisor_lays_out_the_contract(client: PageClient, supervisor: User) -> None:
    page = client.get("/desk/handouts").page  # type: ignore[attr-defined]
    assert "Ще не опубліковано" in page.words()
    fields = page.form_values("/desk/handouts")
    del fields["csrf_token"]
    sent = {**fields, "file": (io.BytesIO(pdf()), "договір 2026.pdf")}
    words = client.post("/desk/handouts", sent, follow=True).page.words()  # type: ignore[attr-defined]
    assert "Документ опубліковано" in words
    assert "договір 2026.pdf" in words
    assert "Коваль" in words
    assert Handout.get().actor_id == supervisor.id


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Виберіть файл"),
        ({"file": (io.BytesIO(b"words"), "a.txt")}, "Потрібен файл PDF"),
        ({"file": (io.BytesIO(pdf()[:500]), "a.pdf")}, "PDF не вдалося прочитати"),
    ],
    ids=["none", "words", "half"],
)
def test_what_is_no_pdf_is_said_above_the_form(
    client: PageClient, supervisor: User, sent: dict[str, object], told: str
) -> None:
    answer = client.post("/desk/handouts", {"slug": "contract", **sent}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert told in answer.page.words()  # type: ignore[attr-defined]
    assert Handout.select().count() == 0


def test_there_is_no_other_place(client: PageClient, supervisor: User) -> None:
    sent = {"slug": "anything", "file": (io.BytesIO(pdf()), "a.pdf")}
    assert client.post("/desk/handouts", sent).status_code == 404


def test_an_operator_finds_no_such_page(client: PageClient) -> None:
    client.sign_in(factories.make_user(role="operator", rem=factories.make_rem()))
    assert client.get("/desk/handouts").status_code == 404
    sent = {"slug": "contract", "file": (io.BytesIO(pdf()), "a.pdf")}
    assert client.post("/desk/handouts", sent).status_code == 404
    assert Handout.select().count() == 0
