"""People, the ways they are known, and their sessions."""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, ForeignKeyField, IntegerField

from portal.crypto import random_ref
from portal.language import gettext as _
from portal.models.account import Account
from portal.models.base import JSONField, MomentField, ShownField, Table
from portal.models.territory import Rem

ROLES = ("consumer", "operator", "supervisor")


class User(Table):
    """A person with a cabinet, or one who works at the desk.

    ``ref`` is what the person's phone knows them by. ``email`` is casefolded. ``settings`` holds what a person
    chose about notices. ``totp_secret`` (encrypted) belongs to operators and supervisors, ``rem`` to operators;
    since ``disabled_at`` one of them does not get in any more. Since ``names_confirmed_at`` the names are those
    that id.gov.ua gave.

    From ``deletion_due`` on a cabinet is deleted. What is left of it since ``deleted_at`` is a row without a name,
    for readings, orders and journals to point at: they stay with the operator.
    """

    ref = CharField(max_length=22, unique=True, null=True, default=random_ref)
    email = CharField(unique=True)
    password_hash = CharField(null=True)
    surname = ShownField(default="")
    given_name = ShownField(default="")
    patronymic = ShownField(default="")
    phone = CharField(default="")
    role = CharField(max_length=16, default="consumer", constraints=[Check(f"role IN {ROLES}")])
    rem = ForeignKeyField(Rem, null=True)
    totp_secret = ShownField(null=True)
    confirmed_at = MomentField(null=True)
    chosen_account = ForeignKeyField(Account, null=True)
    settings = JSONField(default=dict)
    created_at = MomentField()
    deletion_due = MomentField(null=True)
    disabled_at = MomentField(null=True)
    deleted_at = MomentField(null=True)
    names_confirmed_at = MomentField(null=True)

    class Meta:
        table_name = "users"

    @property
    def full_name(self) -> str:
        """«Українець Іван Іванович»; the e-mail while no name is known."""
        if self.deleted_at:
            return _("Кабінет видалено")
        names = (self.surname, self.given_name, self.patronymic)
        return " ".join(name for name in names if name) or str(self.email)

    @property
    def short_name(self) -> str:
        """«Українець І.І.», as the manual heads the history with it."""
        if self.deleted_at:
            return _("Кабінет видалено")
        initials = "".join(f"{name[0]}." for name in (self.given_name, self.patronymic) if name)
        return f"{self.surname} {initials}".strip() or str(self.email)

    @property
    def signature(self) -> str:
        """«І. Українець», as those of the desk are named."""
        return f"{self.given_name[:1]}. {self.surname}" if self.given_name and self.surname else self.full_name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        letters = [name[0] for name in (self.surname, self.given_name) if name]
        return "".join(letters).upper() or str(self.email)[0].upper()


User.add_index(User.index(User.deletion_due, where=SQL("deletion_due IS NOT NULL"), name="user_leaving"))


class Identity(Table):
    """A number by which an outside provider, such as id.gov.ua, knows a person.

    ``subject`` is the kind of the number and its keyed hash, ``number`` the number itself, encrypted; ``way`` is
    what the person used there when the identity was connected.
    """

    user = ForeignKeyField(User, backref="identities", on_delete="CASCADE")
    provider = CharField(max_length=32)
    subject = CharField()
    number = ShownField(null=True)
    way = CharField(max_length=16, default="")
    connected_at = MomentField(null=True)

    class Meta:
        indexes = ((("provider", "subject"), True),)


class Session(Table):
    """A signed-in browser: what is kept of its token is a hash. ``ref`` names it in addresses."""

    ref = CharField(max_length=22, unique=True)
    token_hash = CharField(max_length=64, unique=True)
    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    remembered = BooleanField(default=False)
    device = ShownField(default="")
    created_at = MomentField()
    seen_at = MomentField()
    expires_at = MomentField(index=True)


class MailLink(Table):
    """A link that was sent by mail: what it opens, for whom, until when, and whether it was used.

    The address carries ``ref`` and a signature over it, so a copy of this table opens nothing.
    ``user`` is empty when nobody has a cabinet with ``email``.
    """

    ref = CharField(max_length=22, unique=True)
    purpose = CharField(max_length=32)
    user = ForeignKeyField(User, null=True, on_delete="CASCADE")
    email = CharField()
    created_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)


class Consent(Table):
    """A consent as it was given: the very wording, and when."""

    user = ForeignKeyField(User, backref="consents")
    subject = CharField(max_length=32)
    wording = ShownField()
    given_at = MomentField()


class LinkingAttempt(Table):
    """A wrong proof of ownership: counted per person by the hour and per account number by the day."""

    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    digits = CharField(max_length=32)
    at = MomentField()

    class Meta:
        indexes = ((("user", "at"), False), (("digits", "at"), False))


class TotpUse(Table):
    """A code that an operator signed in with: the same one is refused a second time."""

    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    step = IntegerField()

    class Meta:
        indexes = ((("user", "step"), True),)
