"""A word to somebody about their light, on each of the ways they want it: by mail, and to their browsers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import outbox
from portal.domain.outages.watching import Watched

MAIL, PUSH = "mail", "push"


def post(
    template: str,
    one: Watched,
    *,
    key: str,
    now: datetime,
    data: Mapping[str, Any],
    until: datetime | None = None,
    urgent: bool = False,
) -> int:
    """Post it once for ``key``; returns 1, or 0 where that was done before or there is no way to them.

    After ``until`` it is no news any more, and is not sent. The first way has the key itself: whether somebody
    was told can be asked by it, whatever the ways are by then.
    """
    data = {
        "address": one.account.short_address,
        "account": str(one.account.ref),
        "stop": str(one.watch.ref),
        outbox.NEWS_UNTIL: until.isoformat() if until else None,
        **data,
    }
    ways = [(MAIL, str(one.user.email))] if one.watch.by_mail else []
    ways += [(PUSH, device) for device in one.devices]
    # All of the ways or none: whoever looks again believes the first.
    with db.atomic():
        for number, (channel, recipient) in enumerate(ways):
            is_new = outbox.post(
                template,
                recipient,
                key=f"{key}:{recipient}" if number else key,
                at=now,
                data=data,
                user=one.user,
                channel=channel,
                urgent=urgent,
            )
            if not number and not is_new:
                return 0
    return int(bool(ways))
