"""What the imitated operator answers: their JSON and their pages, shaped as the samples in data/ are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from portal.demo.imitations.ztoe_schedules import RED, SLOTS, Colours
from portal.domain.territory import REMS

DATA = Path(__file__).parent / "data"
SAMPLE_2024 = DATA / "unhooking-search_2024-11-20.cp1251.html"
CHARSET = "windows-1251"

Days = Mapping[date, Colours]

# Settlements of a РЕМ, streets of a settlement, houses of a street with their subqueue (none: not switched off).
PLACES: dict[int, dict[str, dict[str, dict[str, str | None]]]] = {
    7: {
        "місто Житомир": {
            "вул. Вільський Шлях": {"14, 15": "5.2", "14, корп. 1": "5.1", "31a, 31А": "5.2"},
            "вул. Житомирська": {"1, 3, 5, 7": "3.1", "2, 4, 6": "1.1"},
            "вул. Київська": {"1, 3, 5, 7, 12, 25": "1.1", "2, 4, 6, 77": "1.2"},
            "вул. Покровська": {"1, 2, 3, 4, 10, 18, 96": "2.1"},
            "вул. Велика Бердичівська": {"1, 2, 3, 24, 58": "3.2", "21": None},
        },
        "село Оліївка": {"вул. Сонячна": {"1, 2, 3, 5": "6.1"}, "вул. Центральна": {"1, 2, 3, 5, 7, 12": "6.1"}},
    },
    9: {"місто Коростень": {"вул. Коростенська": {"10, 12, 14": "5.2"}, "вул. Вокзальна": {"1, 2, 3": "3.1"}}},
    14: {"місто Малин": {"вул. Грушевського": {"6, 8, 10": "4.2"}}},
    16: {"місто Звягель": {"вул. Соборності": {"25, 27, 29": "2.1"}}},
    17: {"місто Овруч": {"вул. Князя Олега": {"39, 41": "1.2"}}},
    3: {"місто Бердичів": {"вул. Житомирська": {"1, 2, 3, 10, 24": "4.1"}, "вул. Вінницька": {"1, 2, 3": "4.2"}}},
}
# Of the city the operator's own number is known.
CITIES = {"місто Житомир": 15647}


def _numbered() -> tuple[list[dict[str, str]], list[dict[str, str]], list[dict[str, Any]]]:
    """(settlements, streets, houses) as the JSON lists them."""
    cities: list[dict[str, str]] = []
    streets: list[dict[str, str]] = []
    houses: list[dict[str, Any]] = []
    for rem, settlements in PLACES.items():
        for number, (city, its) in enumerate(settlements.items(), start=rem * 100):
            city_id = str(CITIES.get(city, number))
            cities.append({"id": city_id, "name": city, "rem_id": str(rem)})
            for street, listed in its.items():
                street_id = str(1234 + len(streets))
                streets.append({"id": street_id, "name": street, "city_id": city_id})
                for group, subqueue in listed.items():
                    queue, part = subqueue.split(".") if subqueue else (None, None)
                    row = {"id": str(len(houses) + 1), "name": group, "street_id": street_id}
                    houses.append({**row, "cherga_id": queue, "pidcherga_id": part})
    return cities, streets, houses


CITY_ROWS, STREET_ROWS, HOUSE_ROWS = _numbered()


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def rems() -> bytes:
    return as_json([{"name": name.removesuffix(" РЕМ"), "id": str(number)} for number, name in REMS.items()])


def rows_of(rows: Sequence[Mapping[str, Any]], column: str, wanted: str) -> bytes:
    return as_json([row for row in rows if row[column] == wanted])


def schedule(days: Days, subqueue: str, shape: str = "list") -> bytes:
    """The rows of one subqueue. ``shape``: a ``list``, or ``bare`` objects with spans without colons."""
    rows = [
        {
            "date": day.isoformat(),
            "span": _span(slot, ":" if shape == "list" else ""),
            "color": colour,
            "text": None,
        }
        for day, colours in days.items()
        for slot, colour in enumerate(colours.get(subqueue, []))
    ]
    return as_json(rows) if shape == "list" else b",\n".join(as_json(row) for row in rows)


def message(days: Days) -> bytes:
    return as_json([{"id": 1, "text": _banner(days)}])


def grid(days: Days, *, cells: int = SLOTS, updated: str = "11:30 20.11.2024") -> bytes:
    """The page with the grid, of 48 cells a date, or 24: then each is the first half of its hour."""
    step = SLOTS // cells
    heads = "".join(
        f'<td>&nbsp;</td><td style="{_STYLE}white" colspan="{cells}"><b>{day:%d.%m.%Y}</b></td>' for day in days
    )
    hours = "".join(
        "<td>&nbsp;</td>"
        + "".join(
            f'<td style="{_STYLE}white" colspan="{2 // step}">{hour:02}-{hour + 1:02}</td>' for hour in range(24)
        )
        for _day in days
    )
    subqueues = next(iter(days.values()), {})
    rows = "".join(
        f'<tr>\n<td style="{_STYLE}white"><a href="{_link(one)}" target="_blank"><b>{one}</b></a></td>'
        + "".join(
            "<td>&nbsp;</td>" + "".join(_cell(one, colour) for colour in colours[one][::step])
            for colours in days.values()
        )
        + "\n</tr>\n"
        for one in subqueues
    )
    return page(
        f"<h2>{_banner(days)}</h2>\n{FORM}<h2>Графіки погодинних відключень</h2>\n"
        f"<h3>Дата оновлення інформації - {updated}</h3>\n<table border=0>\n"
        f'<tr><td rowspan="2"><b>Черга</b></td>{heads}</tr>\n<tr>{hours}</tr>\n{rows}</table>\n'
    )


def no_grid(day: date) -> bytes:
    return page(f"<h3>{_no_command(day)}</h3>\n{FORM}")


def addresses(street_id: str) -> bytes:
    """The table of houses of a street: each one twice, for households and for legal persons."""
    street = next((row for row in STREET_ROWS if row["id"] == street_id), None)
    city = next((row for row in CITY_ROWS if street and row["id"] == street["city_id"]), None)
    if street is None or city is None:
        return page("знайдено записів: 0")
    rem = REMS[int(city["rem_id"])].removesuffix(" РЕМ")
    found = [
        (rem, city["name"], street["name"], row["name"], row["cherga_id"] or "-", row["pidcherga_id"] or "-", note)
        for row in HOUSE_ROWS
        if row["street_id"] == street_id
        for note in ("побутові споживачі", "непобутові (юридичні) споживачі")
    ]
    heads = ("РЕМ", "Населений пункт", "Назва вулиці, провулка, тощо", "Будинки", "Черга", "Підчерга", "Примітка")
    return page(f"знайдено записів: {len(found)}\n{_table([heads, *found])}")


def works(rem: int, day: date) -> bytes:
    """Planned works of a РЕМ: two rows where the imitation knows streets."""
    heads = (
        "Населений пункт",
        "Вулиця, будинки",
        "Що вимикається (ПС, ПЛ, КТП)",
        "Причина",
        "Дата повідомлення",
        "Час (з - по)",
    )
    rows = [
        (
            city,
            f"{street} {', '.join(houses)}",
            f"КТП-{rem * 10 + number}",
            "Планові роботи",
            f"{day:%d.%m.%Y}",
            "09:00-17:00",
        )
        for city, streets in PLACES.get(rem, {}).items()
        for number, (street, houses) in enumerate(list(streets.items())[:1], start=1)
    ]
    return page(_table([heads, *rows]))


def page(body: str) -> bytes:
    """The operator's frame around a page, in windows-1251."""
    text = (
        "<html>\n<head>\n<title>Житомиробленерго</title>\n"
        f'<META http-equiv="Content-Type" content="text/html; charset={CHARSET}">\n</head>\n'
        f'<body bgcolor="#EFEFF4">\n{body}\n</body>\n</html>\n'
    )
    return text.encode(CHARSET, "xmlcharrefreplace")


FORM = (
    '<form action="/unhooking-search.php" method="post"><select name="rem_id">'
    '<option value="0">Оберіть РЕМ</option>'
    + "".join(f'<option value="{number}">{name.removesuffix(" РЕМ")}</option>' for number, name in REMS.items())
    + "</select></form>\n"
)
_STYLE = "border:1pt solid black; text-align:center; background: "


def _span(slot: int, colon: str) -> str:
    begin, end = slot * 30, slot * 30 + 30
    return f"{begin // 60:02}{colon}{begin % 60:02}-{end // 60:02}{colon}{end % 60:02}"


def _link(subqueue: str) -> str:
    queue, part = subqueue.split(".")
    return f"/unhooking-search.php?cherga_id={queue}&amp;pidcherga_id={part}"


def _cell(subqueue: str, colour: str) -> str:
    return f'<td style="{_STYLE}{colour}"><a href="{_link(subqueue)}">&nbsp;&nbsp;</a></td>'


def _banner(days: Days) -> str:
    last = max(days, default=None)
    if last is None:
        return ""
    is_applied = any(RED in slots for colours in days.values() for slots in colours.values())
    if not is_applied:
        return _no_command(last)
    return (
        f"УВАГА! ВАЖЛИВА ІНФОРМАЦІЯ! На {last:%d.%m.%Y}р. по команді НЕК &quot;Укренерго&quot; буде застосовано: "
        "з 00:00 до 24:00 годин - 3 черги"
    )


def _no_command(day: date) -> str:
    return (
        f"На {day:%d.%m.%Y} команди НЕК УКРЕНЕРГО на застосування графіків погодинних відключень "
        "електроенергії на Житомирщині не надходило."
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return "<table>\n" + "\n".join(lines) + "\n</table>\n"
