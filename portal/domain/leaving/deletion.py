"""The deletion of a cabinet: asked for, taken back within thirty days, and then done by an errand.

Readings and the applications that were sent stay with the operator, who has to keep them by law; they point at a
row without a name. Everything else goes, and the e-mail address is free again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal.clock import kyiv_date
from portal.crypto import random_ref
from portal.database import db
from portal.domain import events, outbox
from portal.domain.accounts import cabinet, linking
from portal.domain.errors import Conflict, Forbidden
from portal.domain.files import forgetting, uploads
from portal.domain.identity import links, proving, sign_in
from portal.domain.leaving import belongings, taking_out
from portal.language import gettext as _
from portal.models import Consent, MailLink, Message, Order, OrderFile, Session, TakeOut, User
from portal.storage import Storage

TIME_TO_THINK = timedelta(days=30)
# What the operator has never received: without a signature an application is none.
UNSENT = ("draft", "awaiting_signature", "withdrawn")


def ask(password: str, *, actor: User, now: datetime) -> datetime:
    """Ask for the deletion with a fresh password; nothing ends yet. Returns from when on it is done.

    Raises:
        Refused: the password is wrong.
        Forbidden: the actor works at the desk.
    """
    sign_in.refuse_wrong_password(actor, password)
    return _ask(actor, now)


def send_link(*, actor: User, now: datetime) -> None:
    """For those without a password; raises as :func:`proving.send_link`."""
    proving.send_link("confirm_deletion", links.DELETE_CABINET, actor=actor, now=now)


def ask_by_link(token: str, *, actor: User, secret_key: str, now: datetime) -> datetime:
    """Ask with the link from the mail; raises as :func:`proving.find_link`."""
    link = proving.find_link(token, links.DELETE_CABINET, actor=actor, secret_key=secret_key, now=now)
    with db.atomic():
        links.use(link, now)
        return _ask(actor, now)


def call_off(*, actor: User, now: datetime) -> None:
    """«Передумати»: everything is as it was; nothing happens if nobody has asked for the deletion.

    Raises:
        Conflict: the time is over.
    """
    theirs = User.id == actor.id
    with db.atomic():
        if User.update(deletion_due=None).where(theirs, User.deletion_due > now).execute():
            events.record(actor, "deletion_called_off", actor=actor, at=now)
        elif User.select().where(theirs, User.deletion_due.is_null(False)).exists():
            raise Conflict(_("Термін минув: кабінет уже видаляється"))


def open_orders(user: User) -> int:
    """How many orders the operator will go on with, without the person hearing of it."""
    count: int = Order.select().where(Order.user == user, ~_unsent(), Order.closed_at.is_null()).count()
    return count


def due(now: datetime, limit: int = 20, *, after: int = 0) -> Sequence[User]:
    """People whose time is over; ``after`` is the row id to go on behind."""
    over = (User.deletion_due <= now) & User.deleted_at.is_null() & (User.id > after)
    return list(User.select().where(over).order_by(User.id).limit(limit))


def delete(user: User, *, storage: Storage, spool: Path, now: datetime) -> bool:
    """Delete the cabinet; whether it was still to be done. Safe to do again, and after a death in the middle.

    Bytes go before the rows that lead to them: whoever does it again finds what is left.

    Raises:
        StorageAway: the files can't be thrown away now; what has been done so far stays done.
    """
    if not _shut_the_door(user, now):
        return False
    for take_out in TakeOut.select().where(TakeOut.user == user):
        taking_out.forget(take_out, storage)
    uploads.forget_of(user, spool)
    forgetting.forget_of(user, storage=storage)
    mails = _mails_to(str(user.email))
    with db.atomic():
        if not _take_the_name_away(user, now):
            return False  # somebody else was faster
        for rows in mails:
            rows.execute()
        for key in belongings.own():
            key.model.delete().where(key == user).execute()
        _forget_consents(user)
        events.record(user, "cabinet_deleted", actor=None, at=now)
        outbox.post("cabinet_deleted", user.email, key=f"cabinet-deleted:{user.id}", at=now)
    return True


def _ask(actor: User, now: datetime) -> datetime:
    if actor.role != "consumer":
        raise Forbidden
    wanted = now + TIME_TO_THINK
    with db.atomic():
        is_new = User.update(deletion_due=wanted).where(User.id == actor.id, User.deletion_due.is_null()).execute()
        if is_new:
            events.record(actor, "deletion_asked", actor=actor, at=now)
            outbox.post(
                "deletion_asked",
                actor.email,
                key=f"deletion-asked:{actor.id}:{now.isoformat()}",
                at=now,
                user=actor,
                data={"due": kyiv_date(wanted).isoformat()},
                urgent=True,
            )
    kept: datetime = User.select(User.deletion_due).where(User.id == actor.id).get().deletion_due
    return kept


def _shut_the_door(user: User, now: datetime) -> bool:
    """From here on nobody gets in, and what was never sent is thrown away. False if it is not due (any more)."""
    over = (User.id == user.id) & (User.deletion_due <= now) & User.deleted_at.is_null()
    with db.atomic():
        if not User.update(disabled_at=now).where(over).execute():
            return False
        Session.delete().where(Session.user == user).execute()
        for account in cabinet.accounts_of(user):
            linking.unlink(account, actor=user, now=now)
        unsent = [row.id for row in Order.select(Order.id).where(Order.user == user, _unsent())]
        OrderFile.delete().where(OrderFile.order.in_(unsent)).execute()
        Order.delete().where(Order.id.in_(unsent)).execute()
    return True


def _unsent() -> Any:
    return Order.submitted_at.is_null() & Order.status.in_(UNSENT)


def _mails_to(email: str) -> list[Any]:
    """Deletions of what was sent to the address for nobody, such as before the registration. These rows are looked
    for without an index, so it is done while nobody has to wait."""
    found = []
    for model, column in ((Message, Message.recipient), (MailLink, MailLink.email)):
        ids = [row.id for row in model.select(model.id).where(column == email)]
        if ids:
            found.append(model.delete().where(model.id.in_(ids)))
    return found


def _forget_consents(user: User) -> None:
    """But for those that were given with an application which stays."""
    kept = [f"order {order.number}" for order in Order.select(Order.number).where(Order.user == user)]
    Consent.delete().where(Consent.user == user, Consent.subject.not_in(kept)).execute()


def _take_the_name_away(user: User, now: datetime) -> bool:
    """What is in the place of the address is none, so nobody can sign in, register or be mailed by it."""
    nameless = User.update(
        ref=None,
        email=f"deleted:{random_ref()}",
        password_hash=None,
        surname="",
        given_name="",
        patronymic="",
        phone="",
        totp_secret=None,
        chosen_account=None,
        names_confirmed_at=None,
        settings={},
        deletion_due=None,
        deleted_at=now,
    )
    return bool(nameless.where(User.id == user.id, User.deleted_at.is_null()).execute())
