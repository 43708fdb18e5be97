"""Додаткова інформація по точці обліку: the manual's columns, papers, and who may have them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask

from portal import clock
from portal.crypto import random_ref
from portal.domain.accounts import cabinet, linking
from portal.domain.files import forgetting
from portal.extensions import storage
from portal.models import Account, File, Inspection, PointDocument, TechnicalCheck, User
from portal.models.metering import DOCUMENT_KINDS
from portal.storage import new_key
from tests import factories
from tests.conftest import NOW
from tests.page import PageClient

PDF = b"%PDF-1.7 a paper"
ENTRIES = [
    "Контрольний огляд точки обліку",
    "Технічна перевірка точки обліку",
    "Завантажити паспорт точки розподілу/передачі електричної енергії",
    "Завантажити Робочий проєкт",
    "Завантажити Технічне (проєктне) рішення",
    "Завантажити Акт введення в промислову експлуатацію ВОЕ",
    "Завантажити Інші документи щодо комерційного обліку",
]


def paper(app: Flask, name: str = "акт.pdf", **columns: object) -> File:
    """A file of nobody's, as billing brings it."""
    key = new_key()
    with app.app_context():
        storage().put(key, PDF)
    return File.create(
        ref=random_ref(),
        sha256="0" * 64,
        size=12_345,
        type="application/pdf",
        storage_key=key,
        name=name,
        created_at=NOW,
        **columns,
    )


def add_check(account: Account, file: File | None = None, on: date = date(2021, 1, 5)) -> TechnicalCheck:
    return TechnicalCheck.create(ref=random_ref(), account=account, on=on, file=file)


def add_document(account: Account, file: File, kind: str = "passport", title: str = "Паспорт") -> PointDocument:
    return PointDocument.create(
        ref=random_ref(), account=account, kind=kind, title=title, issued_on=date(2021, 2, 11), file=file
    )


@pytest.fixture
def mine(client: PageClient) -> tuple[User, Account]:
    person, account, _meter = factories.make_home()
    client.sign_in(person)
    return person, account


def cells(client: PageClient, section: str) -> list[list[str]]:
    page = client.get("/metering/point").page
    body = next(page.one("section", id=section).iter("tbody"))
    return [[page.words(cell) for cell in row if cell.tag == "td"] for row in body.iter("tr")]


def test_the_manuals_entries_and_what_is_not_there(client: PageClient, mine: tuple[User, Account]) -> None:
    page = client.get("/metering/point").page
    contents = page.one("nav", class_="contents")
    assert [page.words(link) for link in contents.iter("a")] == ENTRIES
    words = page.words()
    assert "Оглядів ще не було" in words
    assert "Перевірок ще не було" in words
    assert words.count("Такого документа за цим рахунком немає.") == 5


def test_inspections_by_zone_the_newest_first(client: PageClient, mine: tuple[User, Account]) -> None:
    _person, account = mine
    Inspection.create(account=account, on=date(2023, 5, 2), meter_number="1", zone_1=5120)
    Inspection.create(account=account, on=date(2024, 12, 29), meter_number="2", zone_1=7880, zone_2=0, zone_3=12)
    page = client.get("/metering/point").page
    heads = [page.words(head) for head in page.one("section", id="inspections").iter("th")]
    assert heads == [
        "ПІБ",
        "Особовий рахунок",
        "Адреса",
        "Дата огляду",
        "Показник 1 зона",
        "Показник 2 зони",
        "Показник 3 зони",
    ]
    whose = [account.holder_name, account.number_shown, account.address]
    assert cells(client, "inspections") == [
        [*whose, "29.12.2024", "7880", "0", "12"],
        [*whose, "02.05.2023", "5120", "", ""],
    ]


def test_checks_lead_to_their_documents(app: Flask, client: PageClient, mine: tuple[User, Account]) -> None:
    file = paper(app)
    add_check(mine[1], file)
    add_check(mine[1], on=date(2016, 10, 18))
    page = client.get("/metering/point").page
    heads = [page.words(head) for head in page.one("section", id="checks").iter("th")]
    assert heads == ["ПІБ", "Особовий рахунок", "Адреса", "Дата перевірки", "Посилання на документ"]
    assert [row[3:] for row in cells(client, "checks")] == [
        ["05.01.2021", "Переглянути документ від 05.01.2021"],
        ["18.10.2016", "немає"],
    ]
    (link,) = page.one("section", id="checks").iter("a")
    answer = client.client.get(link.get("href") or "")
    assert (answer.status_code, answer.mimetype, answer.get_data()) == (200, "application/pdf", PDF)


def test_every_kind_has_its_documents_with_type_day_and_size(
    app: Flask, client: PageClient, mine: tuple[User, Account]
) -> None:
    for kind in DOCUMENT_KINDS:
        add_document(mine[1], paper(app), kind, f"Документ {kind}")
    add_document(mine[1], paper(app), "other", "Ще один")
    page = client.get("/metering/point").page
    for kind in DOCUMENT_KINDS:
        words = page.words(page.one("div", id=kind))
        assert f"Документ {kind} 11.02.2021 · PDF · 13 кБ" in words.replace("\u00a0", " ")
    assert "Ще один" in page.words(page.one("div", id="other"))
    assert "Такого документа" not in page.words()


def test_a_paper_is_for_whom_the_account_is_linked_to_now(
    app: Flask, client: PageClient, mine: tuple[User, Account]
) -> None:
    person, account = mine
    files = [paper(app), paper(app)]
    add_check(account, files[0])
    add_document(account, files[1])
    for file in files:
        assert client.client.get(f"/files/{file.ref}").status_code == 200
    stranger = PageClient(app).sign_in(factories.make_home()[0])
    elsewhere = factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9))
    for other in (stranger, PageClient(app).sign_in(elsewhere)):
        for file in files:
            assert other.client.get(f"/files/{file.ref}").status_code == 404
    desk = PageClient(app).sign_in(factories.make_user(role="operator", rem=account.rem))
    assert desk.client.get(f"/files/{files[0].ref}").status_code == 200
    with app.app_context():
        linking.unlink(account, actor=person, now=clock.now())
        assert cabinet.accounts_of(person) == []
    for file in files:
        assert client.client.get(f"/files/{file.ref}").status_code == 404


def test_the_point_of_another_account_is_not_there(app: Flask, mine: tuple[User, Account]) -> None:
    stranger = PageClient(app).sign_in(factories.make_home()[0])
    assert stranger.get(f"/metering/point?account={mine[1].ref}").status_code == 404


def test_papers_of_points_are_not_swept_away(app: Flask, mine: tuple[User, Account]) -> None:
    old = NOW.replace(year=2025)
    kept, gone = (paper(app), paper(app))
    File.update(created_at=old).execute()
    add_document(mine[1], kept)
    with app.app_context():
        assert forgetting.forget_unattached(NOW, storage=storage()) == 1
        assert io.BytesIO(storage().open(kept.storage_key).read()).getvalue() == PDF
    assert [file.id for file in File.select()] == [kept.id] != [gone.id]
