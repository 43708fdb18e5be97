"""Who wants to be told of their light: what they chose, their homes, and when they want quiet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from peewee import JOIN

from portal.clock import KYIV
from portal.crypto import random_ref
from portal.database import db
from portal.domain.errors import Refused
from portal.domain.push import devices
from portal.language import gettext as _
from portal.models import Account, AccountLink, LightWatch, Place, Settlement, User

# Minutes before: none at all, just when it comes, or so many.
LEADS = (0, 1, 15, 30, 60)
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class Watched(NamedTuple):
    """Somebody who wants to be told, one of their homes, and the refs of the browsers that are pushed to."""

    watch: LightWatch
    user: User
    account: Account
    devices: Sequence[str] = ()


def chosen(user: User) -> dict[str, Any]:
    """What the person wants to be told: {changes, before and back (minutes, 0 is nothing), by_mail, quiet_from,
    quiet_until, accounts (refs of those it is about)}."""
    row: LightWatch | None = LightWatch.get_or_none(LightWatch.user == user)
    return {
        "changes": bool(row and row.changes),
        "before": int(row.before) if row else 0,
        "back": int(row.back) if row else 0,
        "by_mail": row is None or bool(row.by_mail),
        "quiet_from": str(row.quiet_from) if row else "",
        "quiet_until": str(row.quiet_until) if row else "",
        "accounts": [link.account.ref for link in _links(user) if link.is_watched],
    }


def choose(choices: Mapping[str, Any], *, actor: User) -> None:
    """Keep what the person chose; whoever wants nothing has no row. Without ``accounts`` those stay the same.

    Raises:
        Refused: hours that are none, or only one of the two; something is wanted, and of none of the homes.
    """
    quiet = {name: str(choices.get(name) or "") for name in ("quiet_from", "quiet_until")}
    problems = {
        name: _("Введіть час, наприклад 22:00") for name, text in quiet.items() if text and not _time(text)
    }
    if not problems and bool(quiet["quiet_from"]) != bool(quiet["quiet_until"]):
        problems["quiet_until" if quiet["quiet_from"] else "quiet_from"] = _("Вкажіть обидві години або жодної")
    columns = {
        "changes": bool(choices.get("changes")),
        "before": _lead(choices.get("before")),
        "back": _lead(choices.get("back")),
        "by_mail": bool(choices.get("by_mail", True)),
        **quiet,
    }
    wants = bool(columns["changes"] or columns["before"] or columns["back"])
    if wants and "accounts" in choices and not choices["accounts"]:
        problems["accounts"] = _("Оберіть хоча б одну адресу")
    if problems:
        raise Refused(fields=problems)
    with db.atomic():
        if "accounts" in choices:
            _watch_only(choices["accounts"], actor)
        if not wants:
            LightWatch.delete().where(LightWatch.user == actor).execute()
        else:
            # The row stays the same one with its ref: links in mails of before end it, too.
            LightWatch.insert(user=actor, ref=random_ref(), **columns).on_conflict(
                conflict_target=[LightWatch.user], update=columns
            ).execute()


def stop(ref: str) -> None:
    """End it by the link of a mail. Whether there was anything to end is nobody's business."""
    LightWatch.delete().where(LightWatch.ref == ref).execute()


def watched(choice: Any, now: datetime) -> Iterator[Watched]:
    """Those who chose it, a line for each of their homes, with settlement and place."""
    pushed_to = devices.of_watchers(now)
    query = (
        LightWatch.select(LightWatch, User, AccountLink, Account, Settlement, Place)
        .join_from(LightWatch, User)
        .join_from(User, AccountLink)
        .join_from(AccountLink, Account)
        .join_from(Account, Settlement)
        .join_from(Account, Place, JOIN.LEFT_OUTER)
        .where(choice, AccountLink.unlinked_at.is_null(), AccountLink.is_watched)
    )
    for watch in query.iterator():
        yield Watched(watch, watch.user, watch.user.accountlink.account, pushed_to.get(watch.user_id, ()))


def is_quiet(watch: LightWatch, now: datetime) -> bool:
    """Whether it is within the person's quiet hours, which may go over midnight."""
    begins, ends = _time(watch.quiet_from), _time(watch.quiet_until)
    if begins is None or ends is None or begins == ends:
        return False
    local = now.astimezone(KYIV).time()
    return begins <= local < ends if begins < ends else local >= begins or local < ends


def _links(user: User) -> list[AccountLink]:
    query = AccountLink.select(AccountLink, Account).join(Account)
    return list(query.where(AccountLink.user == user, AccountLink.unlinked_at.is_null()).order_by(AccountLink.id))


def _watch_only(refs: Collection[str], user: User) -> None:
    for link in _links(user):
        is_watched = link.account.ref in refs
        if is_watched != link.is_watched:
            AccountLink.update(is_watched=is_watched).where(AccountLink.id == link.id).execute()


def _lead(minutes: Any) -> int:
    return int(minutes) if minutes in LEADS else 0


def _time(text: Any) -> time | None:
    """«22:00», and nothing else that ISO calls a time: one with a zone can't be compared with ours."""
    return time.fromisoformat(str(text)) if _HOURS.fullmatch(str(text)) else None
