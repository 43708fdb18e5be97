"""What a person's phone knows them by."""

from __future__ import annotations

from portal.crypto import random_ref
from portal.models import User


def ref_of(user: User) -> str:
    """The person's ref; a person who was added by an older version of the portal gets one now."""
    if user.ref is None:
        User.update(ref=random_ref()).where(User.id == user.id, User.ref.is_null()).execute()
        user.ref = User.get_by_id(user.id).ref
    return str(user.ref)
