"""What the desk itself tells of: an accident in the network, a ГАВ (hourly emergency schedule) on short notice."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import events
from portal.domain.desk.reach import within
from portal.domain.errors import Conflict, Forbidden, NotFound, Refused
from portal.domain.outages import standing
from portal.domain.outages.kinds import ENTERED, GAV, LASTS
from portal.domain.outages.places.addresses import fold_settlement
from portal.language import gettext as _
from portal.models import Rem, Settlement, User, Works

SOURCE = "desk"

LONGEST_PLACE = 200
LONGEST_HOUSES = 4_000
LONGEST_REASON = 1_000


def report(
    actor: User,
    rem: Rem,
    kind: str,
    *,
    settlement: str,
    houses: str,
    reason: str,
    starts_at: datetime,
    ends_at: datetime | None,
    now: datetime,
) -> Works:
    """Tell that there is no power. ``houses``: a street with its houses on each line, or parted by semicolons.

    Without houses it is the whole settlement; a ГАВ without a settlement is the whole РЕМ. Without ``ends_at`` it
    lasts until it is ended.

    Raises:
        Forbidden: the РЕМ is not within the actor's reach.
        Refused: ``fields`` says what is wrong.
    """
    if not Rem.select().where(Rem.id == rem.id, *within(actor, Rem.id)).exists():
        raise Forbidden
    settlement, reason = settlement.strip(), reason.strip()
    listed = [line for part in re.split(r"[;\n]", houses) if (line := " ".join(part.split()))]
    problems = _problems(kind, settlement, bool(listed), reason, starts_at, ends_at, now)
    if len(houses) > LONGEST_HOUSES:
        problems["houses"] = _("Вкажіть не всі вулиці одразу, а частинами")
    if problems:
        raise Refused(fields=problems)
    source = standing.of(SOURCE)
    with db.atomic():
        made: Works = Works.create(
            rem=rem,
            kind=kind,
            settlement=settlement,
            houses=listed,
            reason=reason,
            starts_at=starts_at,
            ends_at=ends_at,
            source=source,
            original=houses.strip(),
        )
        until = ends_at.isoformat() if ends_at else None
        told = {"kind": kind, "settlement": settlement, "houses": listed, "reason": reason}
        events.record(made, "works_reported", actor=actor, at=now, ends_at=until, **told)
        events.audit(made, "works_reported", actor=actor, at=now)
    return made


def end(works: Works, *, actor: User, now: datetime) -> None:
    """The power is back.

    Raises:
        NotFound: it is not the desk's own, or out of the actor's reach.
        Conflict: it has ended already.
    """
    find(actor, works.id)
    with db.atomic():
        still = Works.ends_at.is_null() | (Works.ends_at > now)
        # What was told of ahead, and did not come, ends before it has begun, and so is never on.
        if not Works.update(ends_at=now).where(Works.id == works.id, still).execute():
            raise Conflict(_("Це відключення вже завершено"))
        events.record(works, "works_ended", actor=actor, at=now)
        events.audit(works, "works_ended", actor=actor, at=now)


def find(actor: User, row_id: int) -> Works:
    """The desk's own entry with this row id, within the actor's reach, whether it has ended or not.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
        Forbidden: the actor does not work at the desk.
    """
    found: Works | None = _own(actor).where(Works.id == row_id).first()
    if found is None:
        raise NotFound(_("Такого відключення немає"))
    return found


def visible(actor: User, now: datetime) -> list[Works]:
    """The desk's own entries that have not ended, within the actor's reach; the newest first. What has no end is
    among them until it is ended, however long ago it began.

    Raises:
        Forbidden: the actor does not work at the desk.
    """
    still = Works.ends_at.is_null() | (Works.ends_at > now)
    return list(_own(actor).where(still).order_by(Works.starts_at.desc(), Works.id.desc()))


def _own(actor: User) -> Any:
    return Works.select(Works, Rem).join(Rem).where(Works.kind.in_(ENTERED), *within(actor, Works.rem))


def _is_there(settlement: str) -> bool:
    """Whether there is a settlement of this name. Which РЕМ serves it, the billing base says."""
    folded = fold_settlement(settlement)
    return any(fold_settlement(row.name) == folded for row in Settlement.select(Settlement.name).distinct())


def _problems(
    kind: str,
    settlement: str,
    has_houses: bool,
    reason: str,
    starts_at: datetime,
    ends_at: datetime | None,
    now: datetime,
) -> dict[str, str]:
    problems = {}
    if kind not in ENTERED:
        problems["kind"] = _("Оберіть вид відключення")
    needs_place = kind != GAV or has_houses
    if (needs_place and not settlement) or len(settlement) > LONGEST_PLACE:
        problems["settlement"] = _("Вкажіть населений пункт")
    elif settlement and not _is_there(settlement):
        # Nobody would be reached, and nobody would notice.
        problems["settlement"] = _("Такого населеного пункту в області немає. Перевірте назву")
    if len(reason) > LONGEST_REASON:
        problems["reason"] = _("Опишіть причину коротше")
    if not now - LASTS < starts_at < now + LASTS:
        problems["starts_at"] = _("Перевірте дату початку")
    if ends_at is not None:
        if ends_at <= starts_at:
            problems["ends_at"] = _("Кінець має бути пізніше за початок")
        elif ends_at <= now:
            problems["ends_at"] = _("Цей час уже минув: світло має бути")
        elif ends_at - starts_at >= LASTS:
            problems["ends_at"] = _("Задалеко. Якщо кінець невідомий, не вказуйте його")
    return problems
