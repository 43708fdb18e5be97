"""Which mails a person wants. What has to do with safety or with a decision is always sent."""

from __future__ import annotations

from portal.database import db
from portal.models import User

# What can be chosen, and what holds until somebody does.
DEFAULTS = {"reading_receipts": True}


def chosen(user: User) -> dict[str, bool]:
    """The person's choices."""
    return {name: bool(user.settings.get(name, default)) for name, default in DEFAULTS.items()}


def choose(choices: dict[str, bool], *, actor: User) -> None:
    """Keep the choices; settings of other areas stay as they are."""
    with db.atomic():
        kept = User.select(User.settings).where(User.id == actor.id).get().settings
        known = {name: bool(choices[name]) for name in DEFAULTS if name in choices}
        User.update(settings={**kept, **known}).where(User.id == actor.id).execute()
