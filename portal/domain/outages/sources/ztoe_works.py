"""The operator's page of planned works of a РЕМ on a date.

Its markup is not known, its columns are: any table is read by its heads. A row that can't be read stays as text
for the desk; a page without such a table, and without a word that there are no works, is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from portal import clock
from portal.domain.outages.fetching import Visit
from portal.domain.outages.sources import tables
from portal.domain.outages.sources.base import Unreadable, Work
from portal.domain.outages.sources.tables import Cell, Grid

PAGE = "unhooking.php"
# The place of a row that could not be read: without any it would hold for a whole РЕМ.
NOWHERE = "—"

# By which words a column is known; the first that fits wins, so those that share a word stand in order.
_COLUMNS = {
    "settlement": ("населен", "нас. пункт", "нас.пункт", "місто", "село"),
    "noticed": ("повідомлен", "подач", "оприлюдн"),
    "reason": ("причин", "підстав", "вид робіт"),
    "houses": ("будин",),
    "streets": ("вулиц", "адрес"),
    "equipment": ("що вимика", "що відключ", "пс", "пл", "ктп", "диспетчер", "обладнан", "об'єкт", "об’єкт"),
    "begin": ("початок", "дата відключ", "час відключ"),
    "end": ("закінч", "кінець", "дата включ", "час включ", "дата увімк", "час увімк"),
    "time": ("час", "період", "термін", "тривал", "з -", "з –", "з — ", "від"),
}
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.])")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})|(?<!\d)(\d{4})-(\d\d)-(\d\d)")
_NONE = re.compile(r"(відсутні|не\s+заплановано|не\s+знайдено|немає|записів:\s*0\b)", re.IGNORECASE)


def ask(visit: Visit, rem: int, day: date, *, conditional: bool = True) -> list[Work] | None:
    """Works of a РЕМ (by the source's own number) on a date; None when nothing has changed.

    Raises:
        Unreadable, SourceAway: as every source.
    """
    answer = visit.get(PAGE, conditional=conditional, rem_id=rem, date=day.isoformat())
    return None if answer.body is None else read(answer.text, day)


def read(html: str, day: date) -> list[Work]:
    """The works that the page tells of; ``day`` is what was asked for.

    Raises:
        Unreadable: it is not such a page, or cut off.
    """
    try:
        page = tables.read(html)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    found: list[Work] = []
    is_there = False
    for grid in page.grids:
        at, columns = _columns(grid)
        if not columns:
            continue
        if not grid.is_closed:
            raise Unreadable("cut off inside the table")
        is_there = True
        rows = [row for row in grid.rows[at + 1 :] if any(cell.text for cell in row)]
        found += [_work(row, columns, day) for row in rows if not _says_none(row)]
    if not is_there and not _NONE.search(page.text):
        raise Unreadable("no table with the heads of works")
    return found


def _columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """(the row of heads, what stands in which column); nothing when it is no table of works."""
    for at, row in enumerate(grid.rows):
        columns: dict[str, int] = {}
        for cell in row:
            name = _name(cell.text, set(columns))
            if name and len(cell.text) < 120:
                columns[name] = cell.column
        if "settlement" in columns and {"time", "begin"} & set(columns) and {"streets", "houses"} & set(columns):
            return at, columns
    return 0, {}


def _name(head: str, taken: Iterable[str]) -> str | None:
    folded = head.casefold()
    for name, words in _COLUMNS.items():
        if name not in taken and any(re.search(rf"(?<!\w){re.escape(word)}", folded) for word in words):
            return name
    return None


def _work(row: list[Cell], columns: dict[str, int], day: date) -> Work:
    original = " | ".join(cell.text for cell in row)
    texts = {name: _text(row, column) for name, column in columns.items()}
    settlement = texts["settlement"]
    houses = _houses(texts.get("streets", ""), texts.get("houses", ""))
    when = _when(texts, day)
    if not settlement or not houses or when is None:
        ends_at = _moment(day + timedelta(days=1), time(0))
        return Work(NOWHERE, (), "", _moment(day, time(0)), ends_at, original, is_read=False)
    reason = "; ".join(text for text in (texts.get("reason", ""), texts.get("equipment", "")) if text)
    return Work(settlement, houses, reason, *when, original)


def _houses(streets: str, houses: str) -> tuple[str, ...]:
    """«вул. Київська 1, 3-5», a text for each street."""
    if streets and houses:
        return (f"{streets} {houses}",)
    return tuple(part.strip(" .,") for part in re.split(r"[;\n]", streets or houses) if part.strip(" .,"))


def _when(texts: dict[str, str], day: date) -> tuple[datetime, datetime] | None:
    """From when until when; None when it can't be told, or ends before it begins."""
    said = " ".join(texts.get(name, "") for name in ("begin", "time", "end"))
    times = [(int(hour), int(minute)) for hour, minute in _TIME.findall(_DATE.sub(" ", said))]
    try:
        dates = [
            date(int(y or year), int(m or month), int(d or of)) for d, m, y, year, month, of in _DATE.findall(said)
        ]
    except ValueError:
        return None
    if len(times) != 2 or len(dates) > 2:
        return None
    first, last = (dates[0], dates[-1]) if dates else (day, day)
    starts_at, ends_at = (_clock(one, *told) for one, told in zip((first, last), times, strict=True))
    return (starts_at, ends_at) if starts_at < ends_at else None


def _clock(day: date, hour: int, minute: int) -> datetime:
    return _moment(day + timedelta(days=1), time(0)) if hour == 24 else _moment(day, time(hour, minute))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.KYIV).astimezone(UTC)


def _text(row: list[Cell], column: int) -> str:
    return next((cell.text for cell in row if cell.column <= column < cell.end), "")


def _says_none(row: list[Cell]) -> bool:
    """A row over the whole width that says that there is nothing."""
    return len(row) == 1 and bool(_NONE.search(row[0].text))
