"""The door: e-mail and password, the one-time code of the desk, and where to go afterwards."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from wtforms import BooleanField, HiddenField, PasswordField, StringField

from portal.domain.identity import emails, password_rules
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import lazy_gettext as _

# In bytes: it travels in the cookie between password and code, and browsers drop cookies above 4 kB.
LONGEST_PATH = 500


def own_path(target: str | None) -> str:
    """The target if it is an address of ours, else nothing: no other site can send people on through the door.

    >>> own_path("/readings?account=a"), own_path("//evil.example"), own_path("/\\\\evil.example")
    ('/readings?account=a', '', '')
    """
    if not target or not target.startswith("/") or len(target.encode("utf-8", "replace")) > LONGEST_PATH:
        return ""
    # Browsers read a backslash as a slash and skip tabs and line breaks.
    if "\\" in target or any(unicodedata.category(character)[0] in "CZ" for character in target):
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    is_ours = not parts.scheme and not parts.netloc and not target.startswith("//")
    return target if is_ours else ""


class SignInForm(PortalForm):
    """The commonest form: two fields and a tick."""

    email = StringField(
        _("Електронна пошта"),
        [Encodable(), Required(_("Введіть електронну пошту")), LengthAtMost(emails.LONGEST)],
        filters=[stripped],
    )
    password = PasswordField(
        _("Пароль"), [Encodable(), Required(_("Введіть пароль")), LengthAtMost(password_rules.LONGEST)]
    )
    remember = BooleanField(_("Запам'ятати мене?"))
    next = HiddenField(filters=[own_path])


class CodeForm(PortalForm):
    """Six digits from the authenticator app."""

    code = StringField(
        _("Код із застосунку"),
        [Encodable(), Required(_("Введіть шість цифр із застосунку")), LengthAtMost(12)],
        filters=[stripped],
    )
