"""Which account is in whose cabinet."""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, ForeignKeyField

from portal.models.account import Account
from portal.models.base import MomentField, Table
from portal.models.user import User


class AccountLink(Table):
    """A link between a person and an account; it lives until ``unlinked_at``, and one pair has one live link.

    ``proof`` says by what the person showed that it is theirs: surname, meter or identity. Who wants to be told of
    their light is told of this home unless it is not ``is_watched``.
    """

    user = ForeignKeyField(User, backref="links")
    account = ForeignKeyField(Account, backref="links")
    proof = CharField(max_length=16)
    linked_at = MomentField()
    unlinked_at = MomentField(null=True)
    is_watched = BooleanField(default=True)


AccountLink.add_index(
    AccountLink.index(
        AccountLink.user,
        AccountLink.account,
        unique=True,
        where=SQL("unlinked_at IS NULL"),
        name="account_link_live",
    )
)
