"""When an order is due, what a clarification does to it, and how that is said."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain import workdays
from portal.domain.orders import deadlines
from portal.domain.orders.deadlines import Term

WAR = workdays.calendar(work_on_holidays=True)
PEACE = workdays.calendar(work_on_holidays=False)
THREE = Term(3)
THIRTY = Term(30, working=False)


def test_a_term_begins_on_the_day_after() -> None:
    assert deadlines.due(THREE, date(2026, 11, 24), WAR) == date(2026, 11, 27)
    assert deadlines.due(THIRTY, date(2026, 11, 24), WAR) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("since", "calendar", "due"),
    [
        (date(2026, 11, 26), WAR, date(2026, 12, 28)),  # the thirtieth day is a Saturday
        (date(2026, 11, 25), WAR, date(2026, 12, 25)),
        (date(2026, 11, 25), PEACE, date(2026, 12, 28)),  # Christmas and then a weekend
        (date(2026, 12, 2), PEACE, date(2027, 1, 4)),  # New Year and then a weekend
    ],
)
def test_a_calendar_term_ends_on_a_working_day(since: date, calendar: workdays.Calendar, due: date) -> None:
    assert deadlines.due(THIRTY, since, calendar) == due


def test_a_clarification_does_not_count() -> None:
    asked = date(2026, 11, 25)
    assert deadlines.standing(THREE, asked, asked, WAR) == 0
    assert deadlines.standing(THREE, asked, date(2026, 11, 30), WAR) == 3
    assert deadlines.standing(THREE, date(2026, 11, 28), date(2026, 11, 29), WAR) == 0, "a weekend"
    assert deadlines.standing(THIRTY, asked, date(2026, 11, 30), WAR) == 5
    assert deadlines.due(THREE, date(2026, 11, 24), WAR, stood=3) == date(2026, 12, 2)
    # Not from the Monday that the Saturday was moved to, but from the Saturday.
    assert deadlines.due(THIRTY, date(2026, 12, 3), WAR) == date(2027, 1, 4)
    assert deadlines.due(THIRTY, date(2026, 12, 3), WAR, stood=1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("due_on", "term", "words"),
    [
        (date(2026, 11, 24), THREE, "сьогодні останній день"),
        (date(2026, 11, 25), THREE, "залишився 1 робочий день"),
        (date(2026, 11, 26), THREE, "залишилось 2 робочі дні"),
        (date(2026, 12, 1), THREE, "залишилось 5 робочих днів"),
        (date(2026, 11, 23), THREE, "прострочено на 1 робочий день"),
        (date(2026, 11, 20), THREE, "прострочено на 2 робочі дні"),
        (date(2026, 11, 24), THIRTY, "сьогодні останній день"),
        (date(2026, 12, 15), THIRTY, "залишився 21 день"),
        (date(2026, 12, 16), THIRTY, "залишилось 22 дні"),
        (date(2026, 11, 22), THIRTY, "прострочено на 2 дні"),
    ],
)
def test_what_is_left_in_words(due_on: date, term: Term, words: str) -> None:
    assert deadlines.in_words(due_on, date(2026, 11, 24), term, WAR) == words


def test_what_is_urgent() -> None:
    today = date(2026, 11, 26)
    assert deadlines.is_urgent(date(2026, 11, 30), today, WAR)
    assert deadlines.is_urgent(date(2026, 11, 20), today, WAR)
    assert not deadlines.is_urgent(date(2026, 12, 1), today, WAR)
    assert not deadlines.is_urgent(None, today, WAR)


def test_terms_in_words() -> None:
    assert [Term(3).words, Term(10).words, THIRTY.words] == [
        "3 робочі дні",
        "10 робочих днів",
        "30 календарних днів",
    ]
