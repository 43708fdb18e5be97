"""A supervisor's page of the billing base."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from portal.domain.readings import processing
from portal.models import Account, AccountLink, Audit, BillingExport, BillingImport, User
from tests import factories
from tests.conftest import NOW
from tests.domain.billing import files
from tests.page import PageClient

pytestmark = pytest.mark.usefixtures("supervisor")


def send(client: PageClient, path: Path, name: str = "рахунки.csv", status: int = 200) -> str:
    sent = {"file": (io.BytesIO(path.read_bytes()), name)}
    answer = client.post("/desk/billing", sent, content_type="multipart/form-data", follow=status == 200)
    assert answer.status_code == status
    return str(answer.page.words())  # type: ignore[attr-defined]


def test_a_small_file_goes_in(client: PageClient, supervisor: User, tmp_path: Path) -> None:
    assert "Завантажити файл" in client.get("/desk/billing").page.words()  # type: ignore[attr-defined]
    wrong = files.account(number="1", holder="=1+1")
    words = send(client, files.write(tmp_path / "a.csv", [files.account(), wrong]))
    assert "Файл завантажено" in words
    assert "рядків прийнято 1, нового чи зміненого 1, з помилками 1" in words
    assert "У номері рахунку від 8 до 10 цифр" in words
    assert Account.select().count() == 1
    one = BillingImport.get()
    assert (one.name, one.actor, one.kind) == ("рахунки.csv", supervisor, "accounts")
    report = client.get(f"/desk/billing/{one.ref}/wrong")
    assert report.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(report.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert rows[1][:3] == ["3", "number", "1"]
    assert "billing_taken_in" in {row.action for row in Audit.select()}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Файл порожній"),
        ("ім’я;щось\n1;2\n".encode("windows-1251", "replace"), "Файл не в кодуванні UTF-8"),
        (b"a;b\n1;2\n", "Невідомий заголовок"),
        (b"number;contract\n", "бракує колонок"),
    ],
)
def test_a_broken_file_says_why(client: PageClient, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert told in send(client, path, status=422)
    assert BillingImport.select().count() == 0


def test_no_file_and_too_large_a_file(client: PageClient, tmp_path: Path) -> None:
    answer = client.post("/desk/billing", {}, content_type="multipart/form-data")
    assert (answer.status_code, "Виберіть файл" in answer.page.words()) == (422, True)  # type: ignore[attr-defined]
    path = tmp_path / "u.csv"
    path.write_text("account;meter;direction;zone;period;kwh\n" + "1;1;A+;1;2026-10;1\n" * 20_001, "utf-8")
    assert "Забагато рядків" in send(client, path, status=422)


def changed_holders(client: PageClient, tmp_path: Path) -> Path:
    numbers = [f"{2000000000 + number}" for number in range(11)]
    send(client, files.write(tmp_path / "a.csv", [files.account(number=number) for number in numbers]))
    user = factories.make_user()
    for account in Account.select():
        factories.link(user, account)
    rows = [files.account(number=number, holder="Шевченко Ольга") for number in numbers]
    return files.write(tmp_path / "b.csv", rows)


def test_so_many_changed_holders_want_a_yes(client: PageClient, tmp_path: Path) -> None:
    words = send(client, changed_holders(client, tmp_path))
    assert "Власник змінюється в 11 із 11 рахунків" in words
    waiting = BillingImport.get(BillingImport.state == "waiting")
    kept = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert kept
    assert not any("Шевченко".encode() in content for content in kept)
    answer = client.post(f"/desk/billing/{waiting.ref}/confirmation", {}, follow=True)
    assert "Файл завантажено" in answer.page.words()  # type: ignore[attr-defined]
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 0
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert client.post(f"/desk/billing/{waiting.ref}/confirmation", {}).status_code == 404


def test_a_mistaken_file_is_given_up(client: PageClient, tmp_path: Path) -> None:
    send(client, changed_holders(client, tmp_path))
    waiting = BillingImport.get(BillingImport.state == "waiting")
    client.post(f"/desk/billing/{waiting.ref}/withdrawal", {})
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 11
    assert BillingImport.select().where(BillingImport.state == "waiting").count() == 0


def test_accepted_readings_are_taken(client: PageClient) -> None:
    one = factories.make_submission(factories.make_home()[2], date(2026, 12, 1), 700, status="new")
    processing.accept(one, actor=None, now=NOW)
    page = client.post("/desk/billing/exports", {}, follow=True).page  # type: ignore[attr-defined]
    assert "Вивантажено показів: 1" in page.words()
    answer = client.get(f"/desk/billing/exports/{BillingExport.get().ref}")
    assert str(one.uuid) in answer.get_data(as_text=True)
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_an_operator_finds_no_such_page(another_client: PageClient) -> None:
    another_client.sign_in(factories.make_user(role="operator", rem=factories.make_rem()))
    assert another_client.get("/desk/billing").status_code == 404
    assert another_client.post("/desk/billing", {}).status_code == 404
    assert another_client.post("/desk/billing/exports", {}).status_code == 404
