"""Reminders of readings: a mail two days before the window opens, and on its last day, to those who want them.

One mail for all accounts of a person that no reading of that window has come for. Cost grows with those who asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from portal.clock import KYIV, kyiv_date
from portal.crypto import random_ref
from portal.database import db
from portal.domain import outbox
from portal.domain.readings import window
from portal.models import Account, AccountLink, Meter, ReadingReminder, Settlement, Submission, User
from portal.models.account import OPERATORS

NAME = "reading_reminders"
DAYS_AHEAD = timedelta(days=2)
OPENS, CLOSES = "reading_window_opens", "reading_window_closes"
# Nobody is woken by a mail, and on the last day there is time left to go to the meter.
FROM, UNTIL = time(9), time(21)
BATCH = 200


def chosen(user: User) -> dict[str, bool]:
    """Whether the person wants them; nobody does until they say so."""
    return {NAME: ReadingReminder.select().where(ReadingReminder.user == user).exists()}


def choose(choices: Mapping[str, Any], *, actor: User) -> None:
    """Keep what the person chose; the row stays the same one, so that links in mails of before end it, too."""
    if choices.get(NAME):
        ReadingReminder.insert(user=actor, ref=random_ref()).on_conflict_ignore().execute()
    else:
        ReadingReminder.delete().where(ReadingReminder.user == actor).execute()


def stop(ref: str) -> None:
    """End it by the link of a mail. Whether there was anything to end is nobody's business."""
    ReadingReminder.delete().where(ReadingReminder.ref == ref).execute()


def due(day: date) -> tuple[str, window.Window] | None:
    """Which reminder goes on this Kyiv date, and about which window."""
    coming, present = window.next_window(day), window.window_at(day)
    if day == coming.opens - DAYS_AHEAD:
        return OPENS, coming
    if present is not None and day == present.closes:
        return CLOSES, present
    return None


def remind(now: datetime) -> int:
    """Post what is due today by day; how many were new. Doing it again posts nothing twice."""
    found = due(kyiv_date(now))
    if found is None or not FROM <= now.astimezone(KYIV).time() < UNTIL:
        return 0
    template, period = found
    posted, after = 0, 0
    while wanted := _after(after):
        after = wanted[-1].id
        homes = _unread([row.user_id for row in wanted], period.counts_for)
        with db.atomic():
            posted += sum(_post(template, period, row, homes[row.user_id], now) for row in wanted)
    return posted


def _after(row: int) -> list[ReadingReminder]:
    query = ReadingReminder.select(ReadingReminder, User).join(User).where(ReadingReminder.id > row)
    return list(query.order_by(ReadingReminder.id).limit(BATCH))


def _unread(users: list[int], counts_for: date) -> dict[int, list[Account]]:
    """{user: their served accounts that have a meter, and no reading for that date which is new or accepted}"""
    sent = Submission.select().where(
        Submission.account == Account.id,
        Submission.reading_date == counts_for,
        Submission.status.in_(["new", "accepted"]),
    )
    metered = Meter.select().where(Meter.account == Account.id, Meter.removed_on.is_null())
    links = (
        AccountLink.select(AccountLink, Account, Settlement)
        .join(Account)
        .join(Settlement)
        .where(
            AccountLink.user.in_(users),
            AccountLink.unlinked_at.is_null(),
            Account.operator == OPERATORS[0],
            fn.EXISTS(metered),
            ~fn.EXISTS(sent),
        )
        .order_by(AccountLink.id)
    )
    found: dict[int, list[Account]] = defaultdict(list)
    for one in links:
        found[one.user_id].append(one.account)
    return found


def _post(
    template: str, period: window.Window, wish: ReadingReminder, accounts: list[Account], now: datetime
) -> int:
    if not accounts:
        return 0
    return int(
        outbox.post(
            template,
            wish.user.email,
            key=f"{template}:{wish.user_id}:{period.counts_for.isoformat()}",
            at=now,
            user=wish.user,
            data={
                "opens": period.opens.isoformat(),
                "closes": period.closes.isoformat(),
                "counts_for": period.counts_for.isoformat(),
                "accounts": [[one.number_shown, one.short_address] for one in accounts],
                "account": accounts[0].ref if len(accounts) == 1 else "",
                "stop": str(wish.ref),
            },
        )
    )
