"""Inspections, technical checks, and documents with their files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from portal.domain.files import contents, forgetting
from portal.models import Account, File, Inspection, PointDocument, TechnicalCheck
from tests.conftest import NOW
from tests.domain.billing import files
from tests.domain.files.papers import pdf

pytestmark = pytest.mark.usefixtures("database")

INSPECTION = {"account": "0101010101", "meter": "0012345", "inspected_on": "01.10.2026", "zone_1": "12000"}
CHECK = {"account": "0101010101", "checked_on": "2026-05-05", "file": ""}
DOCUMENT = {
    "account": "0101010101",
    "kind": "passport",
    "title": "Паспорт точки розподілу",
    "issued_on": "2026-03-01",
    "file": "passport.pdf",
}


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    (tmp_path / "passport.pdf").write_bytes(pdf())
    return tmp_path


def test_inspections(folder: Path) -> None:
    path = files.write(folder / "i.csv", [{**INSPECTION, "zone_2": "", "zone_3": ""}])
    assert [files.take_in(path)[0].changed for _run in range(2)] == [1, 0]
    one = Inspection.get()
    assert (one.on, one.meter_number, one.zone_1, one.zone_2) == (date(2026, 10, 1), "0012345", 12000, None)


def test_checks_and_their_documents(folder: Path) -> None:
    path = folder / "c.csv"
    assert files.take_in(files.write(path, [CHECK]))[0].changed == 1
    assert TechnicalCheck.get().file is None
    with_file = files.write(path, [{**CHECK, "file": "passport.pdf"}])
    assert [files.take_in(with_file)[0].changed for _run in range(2)] == [1, 0]
    assert TechnicalCheck.get().file.name == "passport.pdf"
    assert TechnicalCheck.select().count() == 1


def test_documents_are_of_the_account(folder: Path) -> None:
    path = files.write(folder / "d.csv", [DOCUMENT])
    assert [files.take_in(path)[0].changed for _run in range(2)] == [1, 0]
    document = PointDocument.get()
    assert (document.file.account, document.file.user, document.file.type) == (
        Account.get(),
        None,
        "application/pdf",
    )
    store = files.work(folder).storage
    assert contents.open_picture(document.file, store).read() == (folder / "passport.pdf").read_bytes()
    assert forgetting.forget_unattached(NOW.replace(year=2027), storage=store) == 0


def test_a_newer_file_takes_the_place(folder: Path) -> None:
    path = files.write(folder / "d.csv", [DOCUMENT])
    files.take_in(path)
    (folder / "passport.pdf").write_bytes(pdf() + b"%\n")
    assert files.take_in(path)[0].changed == 1
    assert PointDocument.select().count() == 1
    assert File.select().count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.pdf", None),
        ("../outside.pdf", b""),
        ("words.pdf", b"words"),
        ("half.pdf", pdf()[:500]),
        ("e.pdf", b""),
    ],
)
def test_files_that_are_not_taken(folder: Path, name: str, content: bytes | None) -> None:
    if content is not None and "/" not in name:
        (folder / name).write_bytes(content)
    (folder.parent / "outside.pdf").write_bytes(pdf())
    [outcome] = files.take_in(
        files.write(folder / "d.csv", [DOCUMENT, {**DOCUMENT, "title": "Інше", "file": name}])
    )
    assert [row[:2] for row in files.wrong(outcome)] == [["3", "file"]]
    assert PointDocument.select().count() == 1
