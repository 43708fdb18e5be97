"""The history as files: what is in them, and that no spreadsheet takes text of it for a formula."""

from __future__ import annotations

import csv as reader
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import spreadsheets
from portal.domain.metering import history
from portal.domain.metering.export import FORMATS, csv
from portal.domain.metering.history import History, Part
from portal.models import Account
from tests import factories
from tests.domain.metering import use

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(reader.reader(io.StringIO(text, newline=""), delimiter=";"))


def written(kind: str, account: Account) -> bytes:
    return FORMATS[kind].write(history.of(account), account)


@pytest.mark.usefixtures("database")
def test_csv_is_what_a_spreadsheet_here_opens() -> None:
    account = factories.make_account()
    use.add(account, "0000001", date(2025, 1, 1), 35, 1234.567)
    use.add(account, "0000001", date(2025, 1, 1), 0, direction="A-")
    content = written("csv", account)
    assert content.endswith(b"\r\n")
    assert rows(content) == [
        ["Розрахунковий період", "Номер лічильника", "Обсяг кВт*Год", "Напрямок", "Зона"],
        ["01.01.2025", "№ 0000001", "35,00", "Відібрано з мережі", "День"],
        ["01.01.2025", "№ 0000001", "1234,567", "Відібрано з мережі", "Ніч"],
        ["01.01.2025", "№ 0000001", "0,00", "Віддано в мережу", "Без зон"],
    ]


@given(text=st.text())
def test_no_text_is_a_formula(text: str) -> None:
    shown = spreadsheets.plain(text)
    assert not shown.lstrip(" \u00a0").startswith(spreadsheets.FORMULA)
    assert shown.removeprefix("'") == text or shown == text


@given(
    number=st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1),
    wh=st.integers(0, 10**12),
)
def test_whatever_a_meter_is_called_a_line_stays_a_line(number: str, wh: int) -> None:
    parts = [Part(date(2025, 1, 1), number, "A+", 1, 1, wh)] * 2
    heads, *lines = rows(csv.write(History(parts, {}), Account()))
    assert len(heads) == 5
    assert lines == [["01.01.2025", f"№ {number}", lines[0][2], "Відібрано з мережі", "Без зон"]] * 2
    assert Decimal(lines[0][2].replace(",", ".")) * 1000 == wh


@pytest.mark.usefixtures("database")
def test_xlsx_has_real_dates_and_numbers_and_plain_text() -> None:
    account = factories.make_account()
    use.add(account, "=1+1", date(2025, 1, 1), 35.125)
    content = written("xlsx", account)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{SHEET}c")}
    words = ["".join(one.itertext()) for one in shared.iter(f"{SHEET}si")]
    assert not list(sheet.iter(f"{SHEET}f"))
    assert cells["A2"].findtext(f"{SHEET}v") == str((datetime(2025, 1, 1) - datetime(1899, 12, 30)).days)  # noqa: DTZ001
    assert cells["B2"].get("t") == "s"
    assert words[int(cells["B2"].findtext(f"{SHEET}v") or "")] == "№ =1+1"
    assert cells["C2"].findtext(f"{SHEET}v") == "35.125"
    assert written("xlsx", account) == content


@pytest.mark.usefixtures("database")
def test_json_says_when_how_long_how_much_and_how_sure() -> None:
    account, _old, _new = use.replaced()
    picture = json.loads(written("json", account))
    assert picture["account"] == account.number_shown
    assert picture["time_zone"] == "Europe/Kyiv"
    day, night, undivided = picture["registers"]
    assert [(one["meter"], one["zone"], one["zones"]) for one in (day, night, undivided)] == [
        ("2208156", 1, 2),
        ("2208156", 2, 2),
        ("0711342", 1, 1),
    ]
    assert {key: value for key, value in day.items() if key != "intervals"} == {
        "meter": "2208156",
        "direction": "A+",
        "flow": "delivered",
        "zone": 1,
        "zones": 2,
        "unit": "Wh",
    }
    assert night["intervals"][1] == {
        "start": "2025-09-01T00:00:00+03:00",
        "duration": 30 * 86400,
        "value": 40000,
        "quality": "validated",
    }
    # In October the clock goes back: that month is an hour longer.
    assert night["intervals"][2]["duration"] == 31 * 86400 + 3600
    # In the month of the change each meter has its days.
    assert undivided["intervals"][-1]["duration"] == 13 * 86400
    assert (day["intervals"][0]["start"], day["intervals"][0]["duration"]) == (
        "2025-08-14T00:00:00+03:00",
        18 * 86400,
    )


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("kind", FORMATS)
def test_an_account_without_use_gives_a_file_without_lines(kind: str) -> None:
    assert written(kind, factories.make_account())
