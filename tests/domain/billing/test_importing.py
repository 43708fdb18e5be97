"""Files go in: what is right, what is wrong, and once more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from peewee import Database, Expression
from stdnum.eu import eic

from portal.crypto import Vault
from portal.domain.billing import tables, values
from portal.domain.errors import Refused
from portal.models import Account, Consumption, Meter, Reading, Register, Submission
from tests import factories
from tests.domain.billing import files

pytestmark = pytest.mark.usefixtures("database")


def everything() -> list[list[tuple[object, ...]]]:
    models = (Account, Meter, Register, Submission, Reading, Consumption)
    return [list(model.select().order_by(model.id).tuples()) for model in models]


@pytest.fixture
def base(tmp_path: Path) -> list[Path]:
    """A home with two zones, and one without a meter."""
    two = {"number": "08-080808", "holder": "Мар'яненко Олена", "tax_number": "3184710691", "power_kw": "7,5"}
    night = {"zone": "2", "zones": "2", "first_value": "5", "last_value": "700"}
    return [
        files.write(tmp_path / "use.csv", [files.use(), files.use(period="2026-09-01", kwh="99.001")]),
        files.write(tmp_path / "meters.csv", [files.meter(zones="2"), files.meter(**night)]),
        files.write(tmp_path / "accounts.csv", [files.account(), files.account(**two)]),
    ]


def test_accounts_meters_values_and_use_come_in(base: list[Path], database: Database) -> None:
    vault = Vault(["a key of tests"])
    outcomes = files.take_in(*base, vault=vault)
    assert [(one.kind.slug, one.rows, one.wrong) for one in outcomes] == [
        ("accounts", 2, 0),
        ("meters", 2, 0),
        ("consumption", 2, 0),
    ]
    account = Account.get(Account.digits == "0101010101")
    assert (account.number_shown, account.power_w, account.subqueue) == ("01-01/010/101", 5000, "1.1")
    other = Account.get(Account.digits == "08080808")
    assert vault.decrypt(other.holder_tax_number) == "3184710691"
    assert (other.power_w, other.holder_folded, other.number_shown) == (7500, "мар'яненко олена", "08-080808")
    meter = Meter.get()
    assert (meter.account, meter.number, meter.installed_on) == (account, "0012345", date(2020, 1, 15))
    assert [(one.zone, one.zones, one.digits) for one in Register.select().order_by(Register.zone)] == [
        (1, 2, 5),
        (2, 2, 5),
    ]
    found = {one.reading_date: one for one in Submission.select()}
    assert sorted(found) == [date(2020, 1, 15), date(2026, 11, 1)]
    last = found[date(2026, 11, 1)]
    assert (last.status_name, last.way, last.rem_id) == ("accepted", "import", account.rem_id)
    assert sorted(reading.value for reading in last.readings) == [700, 12345]
    assert sorted((one.period, one.wh) for one in Consumption.select()) == [
        (date(2026, 9, 1), 99_001),
        (date(2026, 10, 1), 150_500),
    ]


def test_a_second_run_changes_nothing(base: list[Path], database: Database) -> None:
    files.take_in(*base)
    before = everything()
    assert [one.changed for one in files.take_in(*base)] == [0, 0, 0]
    assert everything() == before


def test_files_that_came_in_last_are_not_gone_through(base: list[Path], database: Database) -> None:
    files.take_in(*base)
    assert [one.is_known for one in files.take_in(*base, again=False)] == [True, True, True]
    older = base[0].read_bytes()
    files.write(base[0], [files.use(kwh="1")])
    assert [one.is_known for one in files.take_in(*base, again=False)] == [True, True, False]
    base[0].write_bytes(older)
    assert [one.changed for one in files.take_in(*base, again=False)] == [0, 0, 1]


def test_files_with_wrong_rows_are_gone_through_again(tmp_path: Path, database: Database) -> None:
    early = files.write(tmp_path / "u.csv", [files.use()])
    assert files.take_in(early)[0].wrong == 1
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    assert files.take_in(early, again=False)[0].changed == 1


def test_what_billing_corrects_is_corrected(base: list[Path], tmp_path: Path, database: Database) -> None:
    files.take_in(*base)
    account = Account.get(Account.digits == "0101010101")
    files.write(tmp_path / "accounts.csv", [files.account(street="вул. Нова", subqueue="2.2")])
    files.write(tmp_path / "use.csv", [files.use(kwh="151")])
    files.take_in(tmp_path / "accounts.csv", tmp_path / "use.csv")
    again = Account.get_by_id(account.id)
    assert (again.street, again.subqueue, again.ref) == ("вул. Нова", "2.2", account.ref)
    assert Consumption.get(Consumption.period == date(2026, 10, 1)).wh == 151_000
    assert Account.select().count() == 2


def test_wrong_rows_are_told_with_line_column_and_reason(tmp_path: Path, database: Database) -> None:
    rows = [
        files.account(),
        files.account(number="12", katottg="UA0"),
        files.account(number="0202020202", katottg="UA0"),
        files.account(number="0202020203", rem="Мій РЕМ"),
        files.account(number="0202020204", tax_number="1234567890"),
        files.account(number="0101010101"),
        files.account(number="0202020205", holder=""),
    ]
    [outcome] = files.take_in(files.write(tmp_path / "a.csv", rows))
    assert (outcome.rows, outcome.wrong, Account.select().count()) == (1, 6, 1)
    told = files.wrong(outcome)
    assert [(line, column) for line, column, _value, _reason in told] == [
        ("3", "number"),
        ("4", "katottg"),
        ("5", "rem"),
        ("6", "tax_number"),
        ("7", "number"),
        ("8", "holder"),
    ]
    assert all(reason for *_rest, reason in told)
    assert "1234567890" not in outcome.report.read_text("utf-8")


def test_a_report_of_before_goes_when_all_is_right(tmp_path: Path, database: Database) -> None:
    path = files.write(tmp_path / "a.csv", [files.account(rem="Мій РЕМ")])
    [outcome] = files.take_in(path)
    assert outcome.report.name == "a.wrong.csv"
    assert outcome.report.exists()
    files.write(path, [files.account()])
    files.take_in(path)
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file() and "a." in one.name) == ["a.csv"]


def test_lines_are_right_after_cells_of_several_lines(tmp_path: Path, database: Database) -> None:
    rows = [files.account(street="вул.\nНова"), files.account(), files.account(number="1")]
    [outcome] = files.take_in(files.write(tmp_path / "a.csv", rows))
    assert [row[:2] for row in files.wrong(outcome)] == [["2", "street"], ["5", "number"]]


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("zone", [files.meter(zone="2", zones="1")]),
        ("removed_on", [files.meter(removed_on="2019-01-01")]),
        ("last_value", [files.meter(last_value="100000")]),
        ("last_on", [files.meter(last_on="2027-01-01")]),
        ("last_on", [files.meter(last_on="")]),
        ("zone", [files.meter(), files.meter()]),
        ("account", [files.meter(account="0909090909")]),
        ("direction", [files.meter(direction="B+")]),
        ("installed_on", [files.meter(installed_on="31.02.2020")]),
    ],
)
def test_meters_that_cannot_be(
    tmp_path: Path, database: Database, column: str, rows: list[dict[str, str]]
) -> None:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    [outcome] = files.take_in(files.write(tmp_path / "m.csv", rows))
    assert [row[1] for row in files.wrong(outcome)] == [column]


def test_codes_may_change_places_and_not_be_doubled(tmp_path: Path, database: Database) -> None:
    first = "62Z000101010101K"
    second = "62Z200000000001" + eic.calc_check_digit("62Z200000000001")
    path = tmp_path / "a.csv"
    one, two = files.account(eic=first), files.account(number="0202020202", eic=second)
    assert files.take_in(files.write(path, [one, two]))[0].wrong == 0
    one["eic"], two["eic"] = second, first
    assert files.take_in(files.write(path, [one, two]))[0].wrong == 0
    assert Account.get(Account.digits == "0202020202").eic == first
    [outcome] = files.take_in(files.write(path, [files.account(number="0303030303", eic=first)]))
    assert [row[1] for row in files.wrong(outcome)] == ["eic"]


GOOD = "account;meter;direction;zone;period;kwh\n0101010101;0012345;A+;1;2026-10;5\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        GOOD.encode("utf-16"),
        GOOD.encode() + "0101010101;№5;A+;1;2026-09;5\n".encode("windows-1251"),
        GOOD.encode() + b"\xd0",
        GOOD.encode() + b"0101010101;00\x00;A+;1;2026-09;5\n",
        GOOD.encode() + b'0101010101;"12;A+;1;2026-09;5\n',
        GOOD.encode() + b'0101010101;"12"3;A+;1;2026-09;5\n',
        GOOD.encode() + b"0101010101;00123",
        GOOD.replace(";", ",").encode(),
        GOOD.replace("kwh", "watts").encode(),
        GOOD.replace("zone", "kwh").encode(),
        GOOD.partition("\n")[2].encode(),
    ],
    ids=["empty", "16", "1251", "cut", "nul", "quote", "junk", "short", "commas", "column", "twice", "headless"],
)
def test_a_broken_file_changes_nothing_at_all(tmp_path: Path, database: Database, content: bytes) -> None:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    good = files.write(tmp_path / "good.csv", [files.account(number="0202020202")])
    before = everything()
    (tmp_path / "broken.csv").write_bytes(content)
    with pytest.raises(tables.Broken, match=r"^broken\.csv: "):
        files.take_in(good, tmp_path / "broken.csv")
    assert everything() == before
    assert not (tmp_path / "broken.wrong.csv").exists()


def test_a_mark_of_the_encoding_and_other_ends_of_lines_do_no_harm(tmp_path: Path, database: Database) -> None:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    for number, content in enumerate(
        (GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r"))
    ):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content.encode())
        assert (files.take_in(path)[0].rows, files.take_in(path)[0].wrong) == (1, 0)
    assert Consumption.get().wh == 5000


def test_another_address_is_looked_for_anew_unless_the_person_chose(tmp_path: Path, database: Database) -> None:
    path = tmp_path / "a.csv"
    files.take_in(files.write(path, [files.account(), files.account(number="0202020202")]))
    for digits, how in (("0101010101", "auto"), ("0202020202", "chosen")):
        Account.update(place=factories.make_place("1.1").id, place_how=how).where(
            Account.digits == digits
        ).execute()
    moved = {"street": "вул. Нова"}
    files.take_in(files.write(path, [files.account(**moved), files.account(number="0202020202", **moved)]))
    found = {one.digits: one.place_how for one in Account.select()}
    assert found == {"0101010101": None, "0202020202": "chosen"}


def test_codes_that_are_handed_on_in_a_row(tmp_path: Path, database: Database) -> None:
    """The last of the row keeps its code, so nobody before it can have theirs: rows are left out, not the file."""
    one, two, three = (code(number) for number in (1, 2, 3))
    numbers = ("10000001", "10000002", "10000003")
    first = [files.account(number=number, eic=eic) for number, eic in zip(numbers, (one, two, three), strict=True)]
    files.take_in(files.write(tmp_path / "a.csv", first))
    second = [
        files.account(number=numbers[0], eic=two),
        files.account(number=numbers[1], eic=three),
        files.account(number="10000009", street="вул. Нова"),
    ]
    [outcome] = files.take_in(files.write(tmp_path / "b.csv", second))
    assert (outcome.rows, outcome.wrong) == (1, 2)
    assert {account.digits: account.eic for account in Account.select()} == {
        numbers[0]: one,
        numbers[1]: two,
        numbers[2]: three,
        "10000009": None,
    }


def code(number: int) -> str:
    body = f"62Z{number:012}"
    return body + str(eic.calc_check_digit(body))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (files.meter(installed_on="2026-12-01"), "installed_on"),
        (files.meter(removed_on="2026-12-20"), "removed_on"),
        (files.meter(last_on="2026-12-01"), "last_on"),
        (files.use(period="2026-12"), "period"),
    ],
)
def test_what_has_not_happened_yet(tmp_path: Path, database: Database, row: dict[str, str], column: str) -> None:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    [outcome] = files.take_in(files.write(tmp_path / "b.csv", [row]))
    [told] = files.wrong(outcome)
    assert (told[1], told[3]) == (column, "Ця дата ще не настала")


def test_today_begins_at_midnight_in_kyiv(tmp_path: Path, database: Database) -> None:
    files.take_in(files.write(tmp_path / "a.csv", [files.account()]))
    path = files.write(tmp_path / "m.csv", [files.meter(last_on="2026-12-01")])
    half_past_midnight = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    [outcome] = files.take_in(path, now=half_past_midnight)
    assert outcome.wrong == 0


@pytest.mark.parametrize("day", ["20260101", "2026-W01-1", "2026-1-1", "2026-02-30", "30.02.2026", "٢٠٢٦-01-01"])
def test_days_that_are_none(day: str) -> None:
    with pytest.raises(Refused):
        values.day(day)


@pytest.fixture
def read_at_home(base: list[Path]) -> Submission:
    """What the person sent for 1 November: 100 by day, 50 by night."""
    files.take_in(*base)
    return factories.make_submission(Meter.get(), date(2026, 11, 5), 12_400, 720, status="new")


def said(night: str) -> list[dict[str, str]]:
    values = {"first_value": "", "first_on": "", "last_on": "2026-11-05"}
    return [
        files.meter(zones="2", last_value="12400", **values),
        files.meter(zone="2", zones="2", last_value=night, **values),
    ]


def test_what_waits_and_says_the_same_is_accepted(read_at_home: Submission, tmp_path: Path) -> None:
    before = Submission.select().count()
    path = files.write(tmp_path / "m.csv", said("720"))
    assert [files.take_in(path)[0].changed for _run in range(2)] == [2, 0]
    assert Submission.get_by_id(read_at_home.id).status_name == "accepted"
    assert Submission.select().count() == before


def test_what_waits_and_says_otherwise_is_rejected(read_at_home: Submission, tmp_path: Path) -> None:
    [outcome] = files.take_in(files.write(tmp_path / "m.csv", said("725")))
    assert (outcome.wrong, outcome.changed) == (0, 2)
    again = Submission.get_by_id(read_at_home.id)
    assert (again.status_name, again.reason) == ("rejected", "За цю дату вже оброблено інший показ")
    assert [one.way for one in Submission.select().where(Submission.status == "accepted", on_the_fifth())] == [
        "import"
    ]


def test_for_one_date_one_reading_is_accepted(read_at_home: Submission, tmp_path: Path) -> None:
    """What was accepted stays, and half of another one does not come beside it."""
    Submission.update(status="accepted").where(Submission.id == read_at_home.id).execute()
    [outcome] = files.take_in(files.write(tmp_path / "m.csv", said("725")))
    assert [row[1:] for row in files.wrong(outcome)] == [
        ["last_value", "", "За цю дату вже оброблено інший показ"],
        ["last_value", "", "За цю дату вже оброблено інший показ"],
    ]
    assert Submission.select().where(on_the_fifth()).count() == 1


def test_what_nobody_has_read_comes_beside_what_was_accepted(read_at_home: Submission, tmp_path: Path) -> None:
    """The person read one register alone, billing knows the other."""
    Submission.update(status="accepted").where(Submission.id == read_at_home.id).execute()
    Reading.delete().where(Reading.submission == read_at_home, Reading.value == 720).execute()
    path = files.write(tmp_path / "m.csv", said("725"))
    assert [(one.changed, one.wrong) for _run in range(2) for one in files.take_in(path)] == [(1, 0), (0, 0)]


def on_the_fifth() -> Expression:
    return Submission.reading_date == date(2026, 11, 5)
