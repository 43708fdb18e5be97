"""One-time codes of those who work at the desk (TOTP): each code signs in once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from portal.crypto import Vault
from portal.database import db
from portal.domain import events
from portal.domain.errors import Refused
from portal.domain.identity.housekeeping import TOTP_STEP_SECONDS
from portal.language import gettext as _
from portal.models import TotpUse, User

# Clocks of phones are off by seconds, and typing takes some: the steps before and after count as well.
STEPS = (-1, 0, 1)


def new_secret() -> str:
    """A secret for an authenticator app: 160 bits in base32."""
    return pyotp.random_base32()


def provisioning_uri(user: User, secret: str) -> str:
    """What an authenticator app reads, mostly as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Житомиробленерго")


def check(user: User, typed: str, *, vault: Vault, now: datetime) -> None:
    """Take a code, once.

    Raises:
        Refused: it is wrong, too old, or was used before.
    """
    step = _step_of(user, "".join(typed.split()), vault, now)
    with db.atomic():
        fresh = step is not None and (
            TotpUse.insert(user=user.id, step=step).on_conflict_ignore().as_rowcount().execute()
        )
        if fresh:
            events.audit(user, "signed_in_at_desk", actor=user, at=now)
    if not fresh:
        raise Refused(fields={"code": _("Код не підходить. Дочекайтеся в застосунку наступного й введіть його")})


def _step_of(user: User, typed: str, vault: Vault, now: datetime) -> int | None:
    if not user.totp_secret:
        return None
    generator = pyotp.TOTP(vault.decrypt(user.totp_secret))
    present = int(now.timestamp()) // TOTP_STEP_SECONDS
    code = typed.encode("utf-8", "surrogatepass")
    for step in (present + offset for offset in STEPS):
        if hmac.compare_digest(generator.generate_otp(step).encode(), code):
            return step
    return None
