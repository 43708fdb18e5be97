"""What is in an archive, and what is not."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from portal.domain.leaving import archive, readme
from portal.domain.leaving.contents import PARTS, Source, files
from portal.models import File
from portal.storage import Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.leaving.whole import PASSWORD, Whole
from tests.domain.orders.filling import CITY_FLAT, VAULT


@pytest.fixture
def written(whole: Whole, store: Storage, tmp_path: Path) -> zipfile.ZipFile:
    path = tmp_path / "archive.zip"
    archive.write(path, Source(whole.user, VAULT), storage=store, progress=lambda _done, _total: None, now=NOW)
    return zipfile.ZipFile(path)


def part(written: zipfile.ZipFile, name: str) -> Any:
    return json.loads(written.read(name))


def test_all_parts_are_there_and_the_readme_names_them(written: zipfile.ZipFile) -> None:
    names = {name for name in written.namelist() if not name.startswith("files/")}
    assert names == {"README.txt", "files.json", *PARTS} == {"README.txt", *readme.FILES} - {"files/"}
    assert written.testzip() is None
    said = written.read("README.txt").decode()
    assert "Барабольченко" not in said
    assert "onysym-b@example.com" in said
    assert all(name in said for name in readme.FILES)


def test_the_person(written: zipfile.ZipFile) -> None:
    (person,) = part(written, "person.json")
    assert person["surname"] == "Барабольченко"
    assert person["phone"] == "+380509876543"
    assert "registration" in [one["subject"] for one in person["consents"]]
    (identity,) = person["identities"]
    assert identity == {
        "provider": "idgov",
        "kind": "tax",
        "number": "3098765432",
        "way": "diia_id",
        "connected_at": "2026-11-30T10:00:00+02:00",
    }
    assert [one["device"] for one in part(written, "sessions.json")] == ["Firefox"]
    assert "profile_changed" not in [one["what"] for one in part(written, "history.json")], "nothing was changed"
    assert "email_changed" in [one["what"] for one in part(written, "history.json")]


def test_the_accounts_that_are_and_that_were(written: zipfile.ZipFile, whole: Whole) -> None:
    here, former = part(written, "accounts.json")
    assert (here["number"], here["is_chosen"], here["unlinked_at"]) == (whole.account.number_shown, True, None)
    assert here["address"] == "Житомир, вул. Житомирська, 5"
    assert here["meters"][0]["number"] == whole.meter.number
    assert former["number"] == whole.former.number_shown
    assert former["unlinked_at"]
    assert "address" not in former, "it may be somebody else's home now"
    assert [one["kwh"] for one in part(written, "consumption.json")] == [120.0] * 3


def test_what_is_known_of_the_supply_point(written: zipfile.ZipFile, whole: Whole) -> None:
    (inspection,) = part(written, "inspections.json")
    assert (inspection["inspected_on"], inspection["zones"]) == ("2026-10-05", [900])
    check, passport = part(written, "documents.json")
    assert (check["kind"], check["date"], check["path"]) == ("technical_check", "2026-05-05", None)
    assert (passport["kind"], passport["title"]) == ("passport", "Паспорт точки розподілу")
    assert passport["path"] in written.namelist()


def test_their_readings_and_nobody_elses(written: zipfile.ZipFile) -> None:
    readings = {one["reading_date"]: one for one in part(written, "readings.json")}
    assert set(readings) == {"2026-12-01", "2026-10-01"}, "the neighbour's of September is the neighbour's"
    assert readings["2026-12-01"]["kwh"] == {"Покази": 1200}
    assert readings["2026-12-01"]["sent_by_you"]
    assert readings["2026-12-01"]["files"][0] in written.namelist()
    assert not readings["2026-10-01"]["sent_by_you"]


def test_orders_with_their_own_numbers_in_the_open(written: zipfile.ZipFile, whole: Whole) -> None:
    orders = {one["number"]: one for one in part(written, "orders.json")}
    assert set(orders) == {whole.sent.number, whole.unsigned.number, whole.draft.number}
    answers = {row["label"]: row.get("answer") for row in orders[whole.unsigned.number]["answers"]}
    assert CITY_FLAT.tax_number in answers.values()
    assert orders[whole.draft.number]["filled_in"]["surname"] == "Українець", "as in the one before"
    assert orders[whole.unsigned.number]["filled_in"]["tax_number"] == CITY_FLAT.tax_number
    assert orders[whole.sent.number]["timeline"][-1]["who"] == "Савчук О.І., Житомирський РЕМ"
    remembered = {one["field"]: one["value"] for one in part(written, "remembered.json")}
    assert CITY_FLAT.tax_number in remembered.values()


def test_what_they_wanted_to_be_told(written: zipfile.ZipFile) -> None:
    (wishes,) = part(written, "notifications.json")
    assert wishes["reading_reminders"]
    assert wishes["light"]["before"] == 30
    assert [one["what"] for one in part(written, "outages.json")] == ["told", "no_light"]
    assert "confirm_registration" in [one["about"] for one in part(written, "mails.json")]


def test_files_and_those_that_are_lost(written: zipfile.ZipFile, whole: Whole, store: Storage) -> None:
    entries = part(written, "files.json")
    there = [one["path"] for one in entries if one["is_there"]]
    assert len(there) == 4, "the photos and the passport; what goes with the orders has no bytes in this test"
    assert sorted(there) == sorted(name for name in written.namelist() if name.startswith("files/"))
    with store.open(whole.photo.storage_key) as kept:
        assert written.read(files.path_of(whole.photo)) == kept.read()
    assert any(one["path"] is None for one in entries)


def test_nothing_of_others_and_no_secrets(written: zipfile.ZipFile, whole: Whole) -> None:
    text = "".join(written.read(name).decode() for name in written.namelist() if name.endswith((".json", ".txt")))
    for secret in ("argon2", PASSWORD, "neighbour", "Сусіденко", "sealed", "link_ref", "token", "storage_key"):
        assert secret not in text, secret


def test_an_empty_cabinet_is_a_good_archive(database: object, store: Storage, tmp_path: Path) -> None:
    user = factories.make_user()
    path = tmp_path / "archive.zip"
    archive.write(path, Source(user, VAULT), storage=store, progress=lambda _done, _total: None, now=NOW)
    assert part(zipfile.ZipFile(path), "orders.json") == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON: *?.jpg", "", "…", "а" * 120, "тест.tar.jpg"])
def test_names_are_names(name: str) -> None:
    file = File(name=name, type="image/jpeg", ref="abcdefghijkl", created_at=NOW)
    path = files.path_of(file)
    assert path.startswith("files/2026-11-30-")
    assert path.count("/") == 1
    assert path.endswith("-abcdefgh.jpg")
    assert not set(path) & set(':*?"<>|\\')


def test_progress_ends_with_all_of_it(whole: Whole, store: Storage, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    archive.write(
        tmp_path / "a.zip",
        Source(whole.user, VAULT),
        storage=store,
        progress=lambda *one: told.append(one),
        now=NOW,
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_size_costs_no_memory(database: object, store: Storage, tmp_path: Path) -> None:
    """Forty files of two megabytes, in less than one of them."""
    user = factories.make_user()
    large = tmp_path / "large"
    large.write_bytes(bytes(2_000_000))
    for number in range(40):
        key = f"aa/bb/{number:032}"
        store.put(key, large)
        File.create(
            ref=f"file-{number}", user=user, sha256=f"{number:064}", size=2_000_000, type="video/mp4",
            storage_key=key, name="відео.mp4", created_at=NOW,
        )  # fmt: skip
    tracemalloc.start()
    try:
        archive.write(
            tmp_path / "a.zip", Source(user, VAULT), storage=store, progress=lambda _done, _total: None, now=NOW
        )
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "a.zip").stat().st_size > 80_000_000
    assert peak < 2_000_000, peak


def test_a_store_that_is_away_is_said(whole: Whole, tmp_path: Path) -> None:
    class Away:
        def open(self, key: str) -> Any:
            raise StorageAway("away")

    with pytest.raises(StorageAway):
        archive.write(
            tmp_path / "a.zip",
            Source(whole.user, VAULT),
            storage=Away(),  # type: ignore[arg-type]
            progress=lambda _done, _total: None,
            now=NOW,
        )
