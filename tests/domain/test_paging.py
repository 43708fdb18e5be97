"""Pages by key: where they are cut, and places that come back from a browser."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain import paging


@pytest.mark.parametrize(
    ("rows", "page", "last"),
    [([], [], None), ([1], [1], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], 2)],
)
def test_a_page_has_another_behind_it_if_there_is_one_row_more(
    rows: list[int], page: list[int], last: int | None
) -> None:
    assert paging.cut(iter(rows), 2) == (page, last)


@pytest.mark.parametrize(
    ("typed", "row"),
    [("17", 17), ("0", 0), (str(2**63), 2**63 - 1), ("9" * 5_000, 2**63 - 1)],
)
def test_a_row_id(typed: str, row: int) -> None:
    assert paging.row_id(typed) == row


@pytest.mark.parametrize("typed", [None, "", "-1", "1.5", "x", " 1", "²", "١"])
def test_no_row_id(typed: str | None) -> None:
    assert paging.row_id(typed) is None


def test_a_place_in_a_list_by_day() -> None:
    assert paging.day_and_row(paging.place(date(2026, 11, 3), 12)) == (date(2026, 11, 3), 12)


@pytest.mark.parametrize(
    "place", [None, "", "_", "2026-11-03", "2026-13-03_1", "2026-11-03_-1", "x_1", "2026-11-03_1_2"]
)
def test_no_place(place: str | None) -> None:
    assert paging.day_and_row(place) is None
