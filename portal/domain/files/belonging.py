"""What a file belongs to, as conditions for a look-up of :class:`File`."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.models import (
    Account,
    AccountLink,
    File,
    Handout,
    Order,
    OrderFile,
    PointDocument,
    Submission,
    SubmissionFile,
    TechnicalCheck,
    User,
)


def of_orders(*which: Any) -> Any:
    """It goes with an order that these conditions hold for, or is its document or its invoice."""
    joined = OrderFile.select().join(Order).where(OrderFile.file == File.id, *which)
    itself = Order.select().where((Order.document == File.id) | (Order.invoice == File.id), *which)
    return fn.EXISTS(joined) | fn.EXISTS(itself)


def of_points(*which: Any) -> Any:
    """It is the document of a technical check, or one about a supply point, of an account that these hold for."""
    with_check = TechnicalCheck.select().join(Account).where(TechnicalCheck.file == File.id, *which)
    by_itself = PointDocument.select().join(Account).where(PointDocument.file == File.id, *which)
    return fn.EXISTS(with_check) | fn.EXISTS(by_itself)


def linked_to(user: User) -> Any:
    """An account that is in the person's cabinet now."""
    live = (AccountLink.user == user) & AccountLink.unlinked_at.is_null()
    return fn.EXISTS(AccountLink.select().where(AccountLink.account == Account.id, live))


def of_rem(rem: int) -> Any:
    """It is about an account of the РЕМ, or goes with a reading or an order of it; drafts are nobody's yet."""
    theirs = Account.rem == rem
    about = Account.select().where(Account.id == File.account, theirs)
    with_reading = (
        SubmissionFile.select().join(Submission).join(Account).where(SubmissionFile.file == File.id, theirs)
    )
    with_order = of_orders(Order.rem == rem, Order.status != "draft")
    return fn.EXISTS(about) | fn.EXISTS(with_reading) | with_order | of_points(theirs)


def to_nothing() -> Any:
    """No account, no order, no supply point, and nothing that is given to everybody."""
    given = Handout.select().where(Handout.file == File.id)
    return File.account.is_null() & ~of_orders() & ~of_points() & ~fn.EXISTS(given)
