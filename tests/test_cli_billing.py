"""``flask billing`` on the server."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from portal.domain.readings import processing
from portal.models import Account, AccountLink
from tests import factories
from tests.conftest import NOW
from tests.domain.billing import files
from tests.domain.billing.test_papers import DOCUMENT
from tests.domain.files.papers import pdf


@pytest.fixture(autouse=True)
def same_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command gives way to others; this process goes on after it."""
    monkeypatch.setattr("portal.cli_billing.NICE", 0)


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["billing", *map(str, arguments)])
    return result.exit_code, result.output


def test_files_come_in_whatever_their_order(app: Flask, tmp_path: Path) -> None:
    accounts = files.write(tmp_path / "a.csv", [files.account(), files.account(number="1")])
    meters = files.write(tmp_path / "m.csv", [files.meter()])
    code, output = run(app, "import", meters, accounts)
    assert code == 0
    assert "a.csv: accounts, 1 rows in, 1 new or changed, 1 wrong, see" in output
    assert "m.csv: meters, 1 rows in" in output
    assert (tmp_path / "a.wrong.csv").exists()
    assert "m.csv: meters, came in last, nothing to do" in run(app, "import", meters)[1]
    assert "m.csv: meters, 1 rows in, 0 new or changed" in run(app, "import", meters, "--again")[1]


def test_a_broken_file_is_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n", "utf-8")
    code, output = run(app, "import", tmp_path / "a.csv")
    assert code == 1
    assert "a.csv: Невідомий заголовок" in output


def test_changed_holders_want_a_yes(app: Flask, tmp_path: Path) -> None:
    numbers = [f"{2000000000 + number}" for number in range(11)]
    run(app, "import", files.write(tmp_path / "a.csv", [files.account(number=number) for number in numbers]))
    user = factories.make_user()
    for account in Account.select():
        factories.link(user, account)
    rows = [files.account(number=number, holder="Шевченко Ольга") for number in numbers]
    path = files.write(tmp_path / "b.csv", rows)
    assert run(app, "import", path)[0] == 1
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 11
    assert run(app, "import", path, "--yes-holders")[0] == 0
    assert AccountLink.select().where(AccountLink.unlinked_at.is_null()).count() == 0


def test_accepted_readings_go_out(app: Flask, tmp_path: Path) -> None:
    one = factories.make_submission(factories.make_home()[2], date(2026, 12, 1), 700, status="new")
    processing.accept(one, actor=None, now=NOW)
    code, output = run(app, "export-readings", "--to", tmp_path / "out.csv")
    assert (code, output) == (0, "1 values\n")
    assert str(one.uuid) in (tmp_path / "out.csv").read_text("utf-8")
    assert str(one.uuid) not in run(app, "export-readings")[1]
    assert str(one.uuid) in run(app, "export-readings", "--since", "2026-11-30")[1]


def test_reports_of_before_are_no_files(app: Flask, tmp_path: Path) -> None:
    """«*.csv» finds them as well."""
    path = files.write(tmp_path / "a.csv", [files.account(), files.account(number="1")])
    run(app, "import", path)
    code, output = run(app, "import", *sorted(tmp_path.glob("*.csv")), "--again")
    assert code == 0
    assert "a.wrong.csv: a report of wrong rows, left out" in output
    assert "a.csv: accounts, 1 rows in" in output


def test_documents_lie_beside_the_file_that_names_them(app: Flask, tmp_path: Path) -> None:
    run(app, "import", files.write(tmp_path / "a.csv", [files.account()]))
    paths = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.pdf").write_bytes(pdf())
        paths.append(files.write(folder / "d.csv", [{**DOCUMENT, "title": name, "file": f"{name}.pdf"}]))
    code, output = run(app, "import", *paths)
    assert (code, output.count("1 rows in, 1 new or changed")) == (0, 2)


def test_a_place_that_is_not_there_is_said(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, "export-readings", "--to", tmp_path / "nowhere" / "out.csv")
    assert code == 1
    assert output.startswith("Error: ")
    assert "Traceback" not in output
