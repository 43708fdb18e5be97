"""The outbox: messages are rows first, and are sent from there.

A message is posted in the transaction of what it tells about, so neither is ever without the other. Whoever
sends claims a row with a lease; a sender that dies lets the lease run out and the next one repeats the
message under the same Message-ID. ``something_to_deliver`` is a doorbell, not a record: a sweep each minute
finds what it missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from blinker import Signal
from peewee import fn

from portal.database import db
from portal.domain.sweeping import forget
from portal.models import Message, User
from portal.models.prepared import insertion

CHANNELS = ("mail", "push")
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# With pauses that double up to an hour this is about three days of a mail server that is away.
MOST_ATTEMPTS = 80
# Longer than any uuid or link that a key is made of can come back.
SENT_KEPT = timedelta(days=90)

# What a message of passing interest carries: an aware moment in ISO 8601.
NEWS_UNTIL = "news_until"

# The last mail to somebody whose cabinet is deleted: its row goes with it, as does the address.
LAST_WORDS = frozenset({"cabinet_deleted"})

_insert = insertion(Message, unless_there=True)

# Its sender is the channel: "mail" or "push".
something_to_deliver = Signal("a message was committed that should not wait for the sweep")


def post(
    template: str,
    recipient: str,
    *,
    key: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    user: User | None = None,
    channel: str = "mail",
    urgent: bool = False,
) -> bool:
    """Put a message into the outbox; call it in the transaction of what it tells about.

    ``key`` names the message: posting it again does nothing and returns False. An ``urgent`` one goes first
    and rings the doorbell after the commit.

    Raises:
        ValueError: nobody delivers by such a channel.
    """
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel!r}")
    inserted = _insert.changed(
        key=key,
        channel=channel,
        user=user.id if user else None,
        recipient=recipient,
        template=template,
        data=dict(data or {}),
        urgent=urgent,
        created_at=at,
        attempts=0,
        next_at=at,
        lease_until=None,
        sent_at=None,
        failed=None,
    )
    if urgent and inserted:
        db.after_commit(lambda: something_to_deliver.send(channel))
    return bool(inserted)


def claim(now: datetime, channel: str = "mail") -> Message | None:
    """Take the next message of a channel that is due, or None. It is the caller's for five minutes."""
    with db.atomic():
        free = (
            Message.select()
            .where(
                Message.channel == channel,
                Message.sent_at.is_null(),
                Message.failed.is_null(),
                Message.next_at <= now,
                Message.lease_until.is_null() | (Message.lease_until < now),
            )
            .order_by(Message.urgent.desc(), Message.next_at)
            .limit(1)
        )
        if db.obj.for_update:  # SQLite has no row locks: there the transaction itself keeps others out
            free = free.for_update(skip_locked=True)
        message: Message | None = free.first()
        if message is None:
            return None
        message.lease_until = now + LEASE
        message.attempts += 1
        message.save(only=[Message.lease_until, Message.attempts])
        return message


def mark_sent(message: Message, now: datetime) -> None:
    """The next server has taken the message over. Its data are no longer needed here."""
    if message.template in LAST_WORDS:
        message.delete_instance()
        return
    message.sent_at = now
    message.lease_until = None
    message.data = {}
    message.save(only=[Message.sent_at, Message.lease_until, Message.data])


def mark_failed(message: Message, reason: str, now: datetime, *, for_good: bool) -> None:
    """It did not go: try again after a pause that doubles up to an hour, or never when it is ``for_good``."""
    message.lease_until = None
    if for_good or message.attempts >= MOST_ATTEMPTS:
        if message.template in LAST_WORDS:
            message.delete_instance()
            return
        message.failed = reason[:500]
        message.data = {}
    else:
        message.next_at = now + pause_after(message.attempts)
    message.save(only=[Message.lease_until, Message.failed, Message.next_at, Message.data])


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts (1, 2, …)."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def is_stale(message: Message, now: datetime) -> bool:
    """Whether it speaks of something that is over: such a message says in ``data`` until when it is news."""
    until = message.data.get(NEWS_UNTIL)
    return until is not None and datetime.fromisoformat(until) <= now


def forget_old(now: datetime) -> int:
    """Drop messages that went out, or were given up, long ago, with the addresses in them; returns how many."""
    long_ago = now - SENT_KEPT
    over = (Message.sent_at < long_ago) | (Message.failed.is_null(False) & (Message.created_at < long_ago))
    return forget(Message, over)


def oldest_waiting(now: datetime) -> timedelta:
    """For how long the oldest message has not got through; zero when nothing waits."""
    first: datetime | None = (
        Message.select(fn.MIN(Message.created_at))
        .where(Message.sent_at.is_null(), Message.failed.is_null())
        .scalar()
    )
    return now - first if first else timedelta(0)


def last_sent() -> datetime | None:
    """When the last message went out."""
    moment: datetime | None = Message.select(fn.MAX(Message.sent_at)).scalar()
    return moment
