"""When an order has to be done: pure functions of its kind's term, dates and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.workdays import Calendar
from portal.language import gettext as _
from portal.language import ngettext

# Orders without a date stand behind all that have one.
NO_DATE = date(9999, 12, 31)
SOON = 2
# While an order waits for its person the term stands still, and when it is closed there is none any more.
WITHOUT_A_TERM = ("clarification", "done", "withdrawn", "refused")


@dataclass(frozen=True)
class Term:
    """So many days; working ones unless said."""

    days: int
    working: bool = True

    @property
    def words(self) -> str:
        """«10 робочих днів»"""
        if self.working:
            return ngettext("%(num)s робочий день", "%(num)s робочих днів", self.days)
        return ngettext("%(num)s календарний день", "%(num)s календарних днів", self.days)

    @property
    def words_of(self) -> str:
        """«10 робочих днів» as it stands behind «протягом»"""
        kind = _("робочих днів") if self.working else _("календарних днів")
        return f"{self.days} {kind}"


def due(term: Term, since: date, calendar: Calendar, *, stood: int = 0) -> date:
    """The last day of a term that begins on the day after ``since`` (Civil Code, Article 253).

    ``stood`` are days, in those of the term, that do not count. A term in calendar days that would end on a day
    off ends on the next working day (Article 254, part 5).
    """
    if term.working:
        return calendar.add(since, term.days + stood)
    return calendar.or_next(since + timedelta(days=term.days + stood))


def standing(term: Term, asked_on: date, answered_on: date, calendar: Calendar) -> int:
    """For how many days, in those of the term, it stood still from the question to the answer."""
    days = calendar.between(asked_on, answered_on) if term.working else (answered_on - asked_on).days
    return max(0, days)


def left(due_on: date, today: date, term: Term, calendar: Calendar) -> int:
    """Days that are left, in the days of the term; 0 on the last one, negative afterwards."""
    return calendar.between(today, due_on) if term.working else (due_on - today).days


def is_urgent(due_on: date | None, today: date, calendar: Calendar) -> bool:
    """Overdue, or due within two working days."""
    return due_on is not None and calendar.between(today, due_on) <= SOON


def in_words(due_on: date, today: date, term: Term, calendar: Calendar) -> str:
    """«залишилось 2 робочі дні», «сьогодні останній день», «прострочено на 1 день»"""
    days = left(due_on, today, term, calendar)
    if due_on == today or (days == 0 and due_on > today):
        return _("сьогодні останній день")
    if due_on < today:
        late = max(1, -days)
        if term.working:
            return ngettext("прострочено на %(num)s робочий день", "прострочено на %(num)s робочих днів", late)
        return ngettext("прострочено на %(num)s день", "прострочено на %(num)s днів", late)
    if term.working:
        return ngettext("залишився %(num)s робочий день", "залишилось %(num)s робочих днів", days)
    return ngettext("залишився %(num)s день", "залишилось %(num)s днів", days)
