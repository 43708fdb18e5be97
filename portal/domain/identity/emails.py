"""E-mail addresses, which are logins: one spelling for each, no look-up in the network."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from portal.domain.errors import Refused
from portal.language import gettext as _

LONGEST = 254


def parse(typed: str) -> str:
    """The address in the spelling that is kept; the domain may have letters of any language.

    Raises:
        Refused: mail could not be sent there.
    """
    spelling = spelled(typed)
    if spelling is None:
        raise Refused(_("Введіть адресу електронної пошти, наприклад ivan@example.com"), code="no_email")
    return spelling


def spelled(typed: str) -> str | None:
    """The same without a complaint: None when it can't be an address."""
    if len(typed) > 4 * LONGEST:
        return None  # at once: bringing marks into order takes the square of their number
    try:
        found = validate_email(typed.strip(), strict=True, check_deliverability=False, allow_smtputf8=False)
    except (EmailNotValidError, UnicodeError):
        return None
    spelling = f"{found.local_part.casefold()}@{found.domain}"
    return spelling if len(spelling) <= LONGEST else None
