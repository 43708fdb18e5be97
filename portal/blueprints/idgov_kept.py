"""What a browser carries along to id.gov.ua and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Response, abort, flash

from portal.blueprints.carried import Carried
from portal.domain.identity.idgov import told
from portal.domain.identity.idgov.provider import Provider
from portal.extensions import idgov
from portal.language import gettext as _
from portal.rendering import go

# Who left for the provider, and whoever came back from it and is not in a cabinet yet.
LEFT = Carried("idgov_left", timedelta(minutes=15))
CAME = Carried("idgov_came", timedelta(minutes=60))


def provider() -> Provider:
    """The client; where id.gov.ua is not configured, its addresses do not exist."""
    return idgov() or abort(404)


def put_person(person: told.Person, **values: Any) -> None:
    """Keep who came back; ``values`` are for the pages that follow."""
    CAME.put(person=asdict(person), **values)


def person(user: int | None = None) -> tuple[told.Person, dict[str, Any]] | None:
    """Who came back, and what was kept with them; to connect with the cabinet of ``user``, or to come in anew.

    What was begun in a cabinet is nobody's who is a guest by now.
    """
    kept = CAME.look()
    if kept is None or kept.get("user") != user:
        return None
    return told.Person(**kept["person"]), kept


def begin_anew(endpoint: str) -> Response:
    """To the page where the way to the provider begins: what was carried along is too old, or was never there."""
    provider()
    flash(_("Підтвердьте ще раз, хто ви: з минулого разу минуло забагато часу."), "info")
    return go(endpoint)
