"""What the operator tells everybody on the landing page and on Головна; supervisors write it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.crypto import random_ref
from portal.database import db
from portal.domain import events, paging
from portal.domain.errors import Conflict, Forbidden, NotFound, Refused
from portal.language import gettext as _
from portal.models import Announcement, User
from portal.models.publication import TONES

LONGEST_TITLE = 120
LONGEST_TEXT = 1_000
# More at once would push what people came for off the screen.
SHOWN = 3
PAGE = 30

WAITS, LIVE, ENDED, WITHDRAWN = "waits", "live", "ended", "withdrawn"


@dataclass(frozen=True)
class Words:
    """What an announcement says, how it looks, and from when until when (None: until it is withdrawn)."""

    title: str
    text: str
    tone: str
    starts_at: datetime
    ends_at: datetime | None


def live(now: datetime) -> list[Announcement]:
    """Those that everybody sees now, the newest first; every visit of the landing page asks this."""
    return list(
        Announcement.select(Announcement.title, Announcement.text, Announcement.tone)
        .where(
            Announcement.withdrawn_at.is_null(),
            Announcement.starts_at <= now,
            Announcement.ends_at.is_null() | (Announcement.ends_at > now),
        )
        .order_by(Announcement.starts_at.desc())
        .limit(SHOWN)
    )


def state(announcement: Announcement, now: datetime) -> str:
    """Whether it waits, is live, has ended or was withdrawn."""
    if announcement.withdrawn_at:
        return WITHDRAWN
    if announcement.starts_at > now:
        return WAITS
    return ENDED if announcement.ends_at and announcement.ends_at <= now else LIVE


def page(before: int | None = None) -> tuple[list[Announcement], int | None]:
    """(a page of them, the newest first; the row id that the next page begins before)."""
    query = Announcement.select(Announcement, User).join(User).where(Announcement.id < (before or paging.LAST_ROW))
    found, last = paging.cut(query.order_by(Announcement.id.desc()).limit(PAGE + 1), PAGE)
    return found, last.id if last else None


def find(ref: str) -> Announcement:
    """The announcement with this ref; raises NotFound."""
    found: Announcement | None = Announcement.get_or_none(Announcement.ref == ref)
    if found is None:
        raise NotFound(_("Такого оголошення немає"))
    return found


def add(words: Words, *, actor: User, now: datetime) -> Announcement:
    """Tell everybody.

    Raises:
        Refused: ``fields`` says what is wrong.
        Forbidden: the actor is no supervisor.
    """
    _refuse_others(actor)
    _check(words)
    with db.atomic():
        made: Announcement = Announcement.create(ref=random_ref(), author=actor, created_at=now, **_columns(words))
        events.record(made, "announcement_added", actor=actor, at=now, **_kept(words))
        events.audit(made, "announcement_added", actor=actor, at=now)
    return made


def seen(announcement: Announcement) -> str:
    """A short mark of all that it says: who changes it says by this what they had before them."""
    said = json.dumps(_kept(_said(announcement)), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def change(announcement: Announcement, words: Words, mark: str, *, actor: User, now: datetime) -> None:
    """Say it otherwise; what was said before stays in its events. ``mark`` is what :func:`seen` said of it.

    Raises:
        Refused, Forbidden: as :func:`add`.
        Conflict: it was withdrawn meanwhile, or somebody else has changed it.
    """
    _refuse_others(actor)
    _check(words)
    with db.atomic():
        query = Announcement.select().where(Announcement.id == announcement.id)
        there = (query.for_update() if db.obj.for_update else query).get()
        if not there.withdrawn_at and seen(there) != mark:
            raise Conflict(_("Оголошення тим часом змінив хтось інший. Якщо зберегти ще раз, лишиться ваше."))
        _update(announcement, _columns(words))
        events.record(announcement, "announcement_changed", actor=actor, at=now, **_kept(words))
        events.audit(announcement, "announcement_changed", actor=actor, at=now)


def withdraw(announcement: Announcement, *, actor: User, now: datetime) -> None:
    """Nobody sees it any more, from now on.

    Raises:
        Forbidden: the actor is no supervisor.
        Conflict: it was withdrawn already.
    """
    _refuse_others(actor)
    with db.atomic():
        _update(announcement, {"withdrawn_at": now})
        events.record(announcement, "announcement_withdrawn", actor=actor, at=now)
        events.audit(announcement, "announcement_withdrawn", actor=actor, at=now)


def _update(announcement: Announcement, columns: dict[str, Any]) -> None:
    still = (Announcement.id == announcement.id) & Announcement.withdrawn_at.is_null()
    if not Announcement.update(**columns).where(still).execute():
        raise Conflict(_("Оголошення вже знято"))


def _refuse_others(actor: User) -> None:
    if actor.role != "supervisor":
        raise Forbidden


def _said(one: Announcement) -> Words:
    return Words(one.title, one.text, one.tone, one.starts_at, one.ends_at)


def _check(words: Words) -> None:
    problems = {}
    if not words.title:
        problems["title"] = _("Введіть заголовок")
    if words.tone not in TONES:
        problems["tone"] = _("Оберіть вигляд")
    if words.ends_at is not None and words.ends_at <= words.starts_at:
        problems["ends_at"] = _("Кінець має бути пізніше за початок")
    if problems:
        raise Refused(fields=problems)


def _columns(words: Words) -> dict[str, Any]:
    return {
        "title": words.title,
        "text": words.text,
        "tone": words.tone,
        "starts_at": words.starts_at,
        "ends_at": words.ends_at,
    }


def _kept(words: Words) -> dict[str, Any]:
    ends_at = words.ends_at.isoformat() if words.ends_at else None
    return {**_columns(words), "starts_at": words.starts_at.isoformat(), "ends_at": ends_at}
