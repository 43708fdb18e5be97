"""Who is at the door: e-mail and password."""

from __future__ import annotations

from portal.domain.errors import Refused
from portal.domain.identity import emails, passwords
from portal.language import gettext as _
from portal.models import User


class Unconfirmed(Refused):
    """The password is right; the mailbox has not been confirmed yet."""

    code = "unconfirmed"


def check(email: str, password: str) -> User:
    """The person with this address and password.

    Raises:
        Refused: one answer for an unknown address, a wrong password and somebody who was switched off, after the
            same work.
        Unconfirmed: it is them, but their mailbox is not confirmed.
    """
    address = emails.spelled(email)
    user: User | None = User.get_or_none(User.email == address) if address else None
    kept = user.password_hash if user else None
    if not passwords.verify(password, kept) or user is None or kept is None or user.disabled_at:
        raise Refused(_("Пошта або пароль не підходять. Перевірте обидва й спробуйте ще раз."), code="wrong")
    if user.confirmed_at is None:
        raise Unconfirmed(_("Пошту ще не підтверджено. Відкрийте посилання з листа або надішліть його ще раз."))
    if passwords.is_outdated(kept):
        user.password_hash = passwords.hash_password(password)
        user.save(only=[User.password_hash])
    return user


def needs_code(user: User) -> bool:
    """Whoever works at the desk also shows a one-time code."""
    return user.role != "consumer"


def by_id(user_id: int) -> User | None:
    """The person who has shown the password and is about to show a code."""
    found: User | None = User.get_or_none(User.id == user_id, User.disabled_at.is_null())
    return found


def refuse_wrong_password(user: User, password: str, *, field: str = "current_password") -> None:
    """A fresh proof before something that matters.

    Raises:
        Refused: about ``field``.
    """
    if user.password_hash is None:
        raise Refused(
            fields={field: _("У вашого кабінету ще немає пароля. Спершу задайте його")}, code="no_password"
        )
    if not passwords.verify(password, user.password_hash):
        raise Refused(fields={field: _("Поточний пароль не підходить")}, code="wrong_password")
