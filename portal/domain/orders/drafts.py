"""A half-filled application: kept on the server with each step, to be finished days later on any device."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegrityError

from portal.crypto import Vault, random_ref
from portal.database import db
from portal.domain import events
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.orders import answering, catalogue, lifecycle, remembering, vaulting
from portal.domain.orders.definition import NEEDED, NONE, Field, Kind, Several, Step, every_item
from portal.domain.orders.numbers import take_number
from portal.language import gettext as _
from portal.models import Account, Order, OrderFile, Rem, User

# More than anybody needs; without a limit a script could fill the disk.
MOST_DRAFTS = 20


def begin(kind: Kind, account: Account | None, *, uuid: UUID, actor: User, now: datetime) -> Order:
    """Begin an application of this kind; the same ``uuid`` again is the same draft.

    Raises:
        Refused: the kind needs an account and there is none, or there are too many drafts already.
        Conflict: the uuid is somebody else's.
    """
    if kind.account == NONE:
        account = None
    if kind.account == NEEDED and account is None:
        raise Refused(_("Спершу додайте особовий рахунок: ця послуга — за рахунком"))
    if account is not None and not account.is_served:
        raise Refused(_("Цей рахунок обслуговує АТ «Укрзалізниця»: звертайтеся до неї"))
    try:
        with db.atomic():
            there = _of_uuid(uuid, actor)
            return there or _begin(kind, account, uuid, actor, now)
    except IntegrityError:
        # The same press of the button came twice at once, and the other one has made the draft.
        there = _of_uuid(uuid, actor)
        if there is None:
            raise
        return there


def _of_uuid(uuid: UUID, actor: User) -> Order | None:
    there: Order | None = Order.get_or_none(Order.uuid == uuid)
    if there is not None and there.user_id != actor.id:
        raise Conflict(_("Оновіть сторінку й спробуйте ще раз"))
    return there


def _begin(kind: Kind, account: Account | None, uuid: UUID, actor: User, now: datetime) -> Order:
    if drafts_of(actor).count() >= MOST_DRAFTS:
        raise Refused(_("У вас забагато чернеток. Завершіть або видаліть якусь із них."))
    order: Order = Order.create(
        uuid=uuid,
        ref=random_ref(),
        number=take_number(now),
        kind=kind.slug,
        definition_version=kind.version,
        account=account,
        user=actor,
        filled=_with_a_row(kind, remembering.offered(kind, actor, account)),
        created_at=now,
        saved_at=now,
    )
    events.record(order, "order_begun", actor=actor, at=now, status="draft")
    return order


def drafts_of(user: User) -> Any:
    """The person's drafts, as a query."""
    return Order.select().where(Order.user == user, Order.status == "draft")


def unfinished(kind: Kind, account: Account | None, user: User) -> Order | None:
    """The newest draft of this kind about the same account."""
    about = Order.account == account if account is not None and kind.account != NONE else Order.account.is_null()
    found: Order | None = drafts_of(user).where(Order.kind == kind.slug, about).order_by(Order.id.desc()).first()
    return found


def draft_of(user: User, ref: str) -> Order:
    """The person's draft with this ref.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Conflict: it is no draft any more.
    """
    order: Order | None = (
        Order.select(Order, Account, Rem)
        .left_outer_join(Account)
        .left_outer_join(Rem, on=(Account.rem == Rem.id))
        .where(Order.ref == ref, Order.user == user)
        .first()
    )
    if order is None:
        raise NotFound(_("Такого замовлення у вашому кабінеті немає"))
    if order.status_name != "draft":
        raise Conflict(_("Цю заяву вже надіслано"), code="not_a_draft")
    return order


def save(order: Order, step: Step, typed: Mapping[str, Any], *, vault: Vault, now: datetime) -> None:
    """Keep what was typed in a step, right or wrong; the other steps stay as they are.

    An empty sealed field means that what is kept stays: it is never sent back to the browser to be typed over.
    """
    with db.atomic():
        filled = locked(order)
        for item in every_item(step.items):
            if isinstance(item, Several):
                if item.name in typed:
                    filled[item.name] = _kept_rows(item, filled, typed[item.name])
            elif isinstance(item, Field) and item.name in typed:
                text = typed[item.name]
                if item.sealed and text:
                    filled[item.name] = vaulting.seal(text, vault)
                elif not item.sealed:
                    filled[item.name] = text
        _write(order, filled, now)


def add_row(order: Order, several: Several, *, now: datetime) -> str:
    """One more thing of a list; returns its id.

    Raises:
        Refused: there are as many as there may be.
    """
    with db.atomic():
        filled = locked(order)
        rows = answering.rows_of(several, filled)
        if len(rows) >= several.most:
            raise Refused(_("Щонайбільше %(most)s", most=several.most))
        row = {"id": _row_id()}
        _write(order, {**filled, several.name: [*rows, row]}, now)
        return row["id"]


def remove_row(order: Order, several: Several, row: str, *, now: datetime) -> None:
    """Take a thing off its list, with its files; the last one stays."""
    with db.atomic():
        filled = locked(order)
        rows = [one for one in answering.rows_of(several, filled) if one["id"] != row]
        if rows:
            OrderFile.delete().where(
                OrderFile.order == order, OrderFile.purpose.startswith(f"{several.name}.{row}.")
            ).execute()
            _write(order, {**filled, several.name: rows}, now)


def discard(order: Order, *, actor: User, now: datetime) -> None:
    """Throw a draft away: what was filled in goes, its files belong to nothing any more."""
    with db.atomic():
        OrderFile.delete().where(OrderFile.order == order).execute()
        lifecycle.move(order, "withdrawn", "order_discarded", actor=actor, at=now, filled={})


def anew(order: Order, *, uuid: UUID, actor: User, now: datetime) -> Order:
    """A draft with the answers and files of an application that waits for its signature, which is withdrawn: the
    paper that was made of it stays as it is, a corrected application is another one.

    Raises:
        Conflict: it does not wait for a signature any more.
    """
    kind = catalogue.kind_of(order.kind)
    with db.atomic():
        if not order.filled or order.status_name != "awaiting_signature":
            raise Conflict(_("Цю заяву вже надіслано"), code="not_awaited")
        draft = begin(kind, order.account, uuid=uuid, actor=actor, now=now)
        if draft.filled != order.filled:
            draft.filled = order.filled
            draft.save(only=[Order.filled])
            places = [purpose for purpose, _place, _key in answering.places(kind, order.filled)]
            for row in OrderFile.select().where(OrderFile.order == order, OrderFile.purpose.in_(places)):
                OrderFile.insert(order=draft, file=row.file_id, purpose=row.purpose).on_conflict_ignore().execute()
        lifecycle.move(
            order, "withdrawn", "order_replaced", actor=actor, at=now, details={"number": draft.number}, filled={}
        )
        return draft


def locked(order: Order) -> dict[str, Any]:
    """What the draft holds now, with others kept out until the end of the transaction."""
    query = Order.select(Order.filled, Order.status).where(Order.id == order.id)
    if db.obj.for_update:
        query = query.for_update()
    now = query.get()
    if now.status_name != "draft":
        raise Conflict(_("Цю заяву вже надіслано"), code="not_a_draft")
    return dict(now.filled)


def _write(order: Order, filled: dict[str, Any], now: datetime) -> None:
    Order.update(filled=filled, saved_at=now).where(Order.id == order.id).execute()
    order.filled, order.saved_at = filled, now


def _kept_rows(several: Several, filled: Mapping[str, Any], typed: Any) -> list[dict[str, str]]:
    """The things of a list with what was typed about each of them: none comes or goes by this, and of two that say
    they are the same the first one counts."""
    names = [item.name for item in several.items if isinstance(item, Field)]
    by_id: dict[str, Any] = {}
    for row in typed:
        by_id.setdefault(str(row.get("id")), row)
    return [
        {"id": row["id"], **{name: by_id.get(row["id"], row).get(name) or "" for name in names}}
        for row in answering.rows_of(several, filled)
    ]


def _with_a_row(kind: Kind, filled: dict[str, Any]) -> dict[str, Any]:
    """A list of things begins with one of them."""
    for step in kind.steps:
        for item in step.items:
            if isinstance(item, Several):
                filled[item.name] = [{"id": _row_id()}]
    return filled


def _row_id() -> str:
    return secrets.token_hex(3)
