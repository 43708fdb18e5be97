"""How far somebody of the desk reaches: an operator to their own РЕМ, a supervisor to every one."""

from __future__ import annotations

from typing import Any

from portal.domain.errors import Forbidden
from portal.models import Rem, User


def within(actor: User, rem: Any) -> list[Any]:
    """Conditions for a look-up by ``rem`` (the column), to be passed on to ``where()``.

    Raises:
        Forbidden: the actor does not work at the desk, or is an operator without a РЕМ.
    """
    if actor.role == "supervisor":
        return []
    if actor.role != "operator" or actor.rem_id is None:
        raise Forbidden
    return [rem == actor.rem_id]


def rems(actor: User) -> list[Rem]:
    """The РЕМ that the actor may choose among, by name: of an operator the one.

    Raises:
        Forbidden: as :func:`within`.
    """
    own: Rem | None = actor.rem
    if within(actor, Rem.id) and own is not None:
        return [own]
    return list(Rem.select().order_by(Rem.name))
