"""Come in by id.gov.ua: those we know at once, others after they told where to write to and agreed.

An address that the provider did not give, or with which there is a cabinet already, has to be proved: by a code
that goes there, or by the password of that cabinet. Whether there is one is told to its mailbox alone.
"""

from __future__ import annotations

import hmac
from dataclasses import asdict, dataclass
from datetime import datetime

from portal.crypto import Vault
from portal.database import db
from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.identity import details as rules
from portal.domain.identity import emails, links, sign_in
from portal.domain.identity.idgov import joining, known, told
from portal.domain.identity.idgov.failures import CLOSED, STAFF, Failed
from portal.language import gettext as _
from portal.models import MailLink, User


@dataclass(frozen=True)
class Filled:
    """What a person adds to what the provider told; names count only where it told none."""

    email: str
    surname: str
    given_name: str
    patronymic: str
    phone: str
    consent: bool


def owner(person: told.Person, *, vault: Vault, now: datetime) -> User | None:
    """Whose cabinet the person comes into; None when they have none yet.

    Raises:
        Failed: it is somebody of the desk, the cabinet is being deleted, or the numbers contradict what we know.
    """
    user = known.find(person, vault)
    if user is None:
        return None
    if user.role != "consumer":
        raise Failed(STAFF)
    if user.disabled_at:
        raise Failed(CLOSED)
    with db.atomic():
        known.keep(user, person, vault=vault, now=now)
    return user


def check(person: told.Person, filled: Filled) -> dict[str, str]:
    """The person's columns as they will be kept: names of the provider first.

    Raises:
        Refused: ``fields`` says everything that is wrong at once.
    """
    names = {"surname": person.surname, "given_name": person.given_name, "patronymic": person.patronymic}
    given = {name: value for name, value in names.items() if person.is_named or value}
    problems, good = {}, {}
    try:
        typed = {**asdict(filled), **given}
        good = rules.checked(typed, {"email": emails.parse, **rules.personal_rules()})
    except Refused as error:
        problems.update(error.fields)
    if not filled.consent:
        problems["consent"] = _("Без цієї згоди кабінет створити не можна")
    if problems:
        raise Refused(fields=problems)
    return good


def needs_proof(person: told.Person, email: str) -> bool:
    """Whether it still has to be shown that the address is theirs."""
    return email != person.email or _confirmed(email) is not None


def send_code(email: str, person: told.Person, *, now: datetime) -> str:
    """Send a code to the address and return what it is known by: the same work and the same answer whoever has it.

    Those of the desk get the words that they don't come in this way, and no code.
    """
    user = _confirmed(email)
    template = "identity_code" if user is None else "identity_join_code"
    if user is not None and (user.role != "consumer" or user.disabled_at):
        template = "identity_for_staff"
    with db.atomic():
        link = links.issue(links.CONFIRM_IDENTITY, email, user, now)
        outbox.post(
            template,
            email,
            key=f"{template}:{link.ref}",
            at=now,
            user=user,
            data={"code_ref": link.ref, "who": person.full_name},
            urgent=True,
        )
    return str(link.ref)


def enter_by_code(
    person: told.Person,
    columns: dict[str, str],
    ref: str,
    typed: str,
    *,
    secret_key: str,
    vault: Vault,
    now: datetime,
) -> User:
    """Take the code as a proof of the mailbox: the cabinet with its address is theirs, or a new one is made.

    Raises:
        Refused: it is not the code (``wrong_code``), or its time is over (``old_code``).
        Conflict: as :mod:`joining` says.
    """
    link: MailLink | None = MailLink.get_or_none(
        MailLink.ref == ref,
        MailLink.purpose == links.CONFIRM_IDENTITY,
        MailLink.email == columns["email"],
        MailLink.used_at.is_null(),
        MailLink.expires_at > now,
    )
    if link is None:
        raise Refused(_("Цей код уже не діє. Попросіть надіслати новий."), code="old_code")
    user = _confirmed(columns["email"])
    is_right = hmac.compare_digest(
        "".join(typed.split()).encode("utf-8", "replace"), links.code(ref, secret_key).encode()
    )
    if not is_right or (user is not None and (user.role != "consumer" or user.disabled_at)):
        raise Refused(fields={"code": _("Код не той. Перевірте цифри в листі")}, code="wrong_code")
    with db.atomic():
        links.use(link, now)
        return _tie(user, person, columns, vault=vault, now=now)


def enter_by_password(
    person: told.Person, columns: dict[str, str], password: str, *, vault: Vault, now: datetime
) -> User:
    """Take the password of the cabinet with this address as the proof.

    Raises:
        Refused: there is none, or it is not the password: one answer, after the same work.
        Conflict: as :mod:`joining` says.
    """
    wrong = Refused(fields={"password": _("Пароль не підходить до кабінету з цією поштою")}, code="wrong_password")
    try:
        user = sign_in.check(columns["email"], password)
    except Refused:
        raise wrong from None
    if user.role != "consumer":
        raise wrong
    return _tie(user, person, columns, vault=vault, now=now)


def _tie(user: User | None, person: told.Person, columns: dict[str, str], *, vault: Vault, now: datetime) -> User:
    if user is None:
        return joining.make_cabinet(person, columns, vault=vault, now=now)
    with db.atomic():
        joining.join(user, person, vault=vault, now=now)
        joining.consent(user, now)
    return user


def _confirmed(email: str) -> User | None:
    user: User | None = User.get_or_none(User.email == email, User.confirmed_at.is_null(False))
    return user
