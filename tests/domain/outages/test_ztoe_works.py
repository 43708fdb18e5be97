"""Planned works: any table by its heads; what can't be read is kept as text, what is no such page is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.demo.imitations import ztoe_pages
from portal.domain.outages.sources import ztoe_works
from portal.domain.outages.sources.base import Unreadable

DAY = date(2026, 12, 1)
HEADS = ("Населений пункт", "Вулиця, будинки", "Що вимикається", "Причина", "Дата повідомлення", "Час")
ROW = ("с. Оліївка", "вул. Сонячна 1-5; вул. Лісова", "КТП-12", "Ремонт", "20.11.2026", "09:00-17:00")


def table(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> str:
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (heads, *rows)]
    return f"<table>{''.join(lines)}</table>"


def test_a_row() -> None:
    [work] = ztoe_works.read(table(ROW), DAY)
    assert work.is_read
    assert work.settlement == "с. Оліївка"
    assert work.houses == ("вул. Сонячна 1-5", "вул. Лісова")
    assert work.reason == "Ремонт; КТП-12"
    assert work.starts_at == datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    assert work.ends_at == datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    assert work.original == " | ".join(ROW)


def test_columns_in_another_order_and_under_other_heads() -> None:
    heads = (
        "№",
        "Дата подачі",
        "Початок",
        "Закінчення",
        "Нас. пункт",
        "Назва вулиці",
        "Будинки",
        "ПЛ, КТП",
        "Підстава",
    )
    row = (
        "1",
        "20.11.2026",
        "01.12.2026 22:00",
        "02.12.2026 06:30",
        "Житомир",
        "вул. Київська",
        "1, 3",
        "Л-5",
        "Заміна опор",
    )
    [work] = ztoe_works.read(f"<table><tr><td>шапка</td></tr></table>{table(row, heads=heads)}", DAY)
    assert work.houses == ("вул. Київська 1, 3",)
    assert work.reason == "Заміна опор; Л-5"
    assert (work.starts_at, work.ends_at) == (
        datetime(2026, 12, 1, 20, 0, tzinfo=UTC),
        datetime(2026, 12, 2, 4, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("when", "hours"),
    [("з 09:00 до 17:00", (7, 15)), ("9.00 – 17.00", (7, 15)), ("з 8:30 по 24:00", (6, 22))],
)
def test_times_as_they_are_written(when: str, hours: tuple[int, int]) -> None:
    [work] = ztoe_works.read(table((*ROW[:5], when)), DAY)
    assert work.ends_at
    assert (work.starts_at.hour, work.ends_at.hour) == hours


@pytest.mark.parametrize(
    "when", ["", "протягом дня", "09:00", "17:00-09:00", "09:00-12:00, 13:00-17:00", "з 9 до 17"]
)
def test_a_row_that_can_not_be_read_is_kept_as_text(when: str) -> None:
    unread, read = ztoe_works.read(table((*ROW[:5], when), ROW), DAY)
    assert not unread.is_read
    assert unread.settlement == ztoe_works.NOWHERE
    assert "с. Оліївка | вул. Сонячна" in unread.original
    assert unread.starts_at == datetime(2026, 11, 30, 22, 0, tzinfo=UTC)
    assert read.is_read


def test_a_row_without_a_settlement_or_with_cells_missing() -> None:
    works = ztoe_works.read(table(("", *ROW[1:]), ROW[:2]), DAY)
    assert [work.is_read for work in works] == [False, False]


def test_no_works() -> None:
    assert ztoe_works.read(table(), DAY) == []
    assert ztoe_works.read(table(("Планові роботи відсутні",)), DAY) == []
    assert ztoe_works.read("<html><body>На 01.12.2026 планові роботи відсутні</body></html>", DAY) == []


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><body>Bad gateway</body></html>",
        table(ROW)[:-8],
        "<table><tr><td>Черга</td></tr></table>",
        "<![x",
    ],
)
def test_what_is_no_such_page_is_said(html: str) -> None:
    with pytest.raises(Unreadable):
        ztoe_works.read(html, DAY)


def test_the_imitation() -> None:
    works = ztoe_works.read(ztoe_pages.works(7, DAY).decode("windows-1251"), DAY)
    assert [work.is_read for work in works] == [True, True]
    assert ztoe_works.read(ztoe_pages.works(25, DAY).decode("windows-1251"), DAY) == []


WHOLE = table(ROW, ROW)


@settings(max_examples=100)
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.text(max_size=3))
def test_spoilt_pages_are_read_or_refused(at: int, gap: int, rubbish: str) -> None:
    try:
        ztoe_works.read(WHOLE[:at] + rubbish + WHOLE[at + gap :], DAY)
    except Unreadable:
        return
