"""What this browser carries along to id.gov.ua and back: encrypted in its session, for a while, gone once used.

Nothing of it is in the database, so nothing half-made stays behind when somebody gives up.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import abort, session

from portal import clock
from portal.crypto import DecryptionError
from portal.domain.identity.idgov import told
from portal.domain.identity.idgov.provider import Provider
from portal.extensions import idgov, vault

# Who left for the provider, and whoever came back from it and is not in a cabinet yet.
LEFT = "idgov_left"
LEFT_FOR = timedelta(minutes=15)
CAME = "idgov_came"
CAME_FOR = timedelta(minutes=60)


def provider() -> Provider:
    """The client; where id.gov.ua is not configured, its addresses do not exist."""
    return idgov() or abort(404)


def put(name: str, **values: Any) -> None:
    """Keep the values instead of those from before."""
    kept = json.dumps({**values, "at": clock.now().isoformat()}, ensure_ascii=False)
    session[name] = vault().encrypt(kept)


def look(name: str, kept_for: timedelta) -> dict[str, Any] | None:
    """What is kept under the name, unless its time is over."""
    try:
        kept: dict[str, Any] = json.loads(vault().decrypt(session.get(name, "")))
    except DecryptionError:
        return None
    return kept if clock.now() - datetime.fromisoformat(kept["at"]) <= kept_for else None


def take(name: str, kept_for: timedelta) -> dict[str, Any] | None:
    """The same, and it is gone."""
    kept = look(name, kept_for)
    session.pop(name, None)
    return kept


def put_person(person: told.Person, **values: Any) -> None:
    """Keep who came back; ``values`` are for the pages that follow."""
    put(CAME, person=asdict(person), **values)


def person(user: int | None = None) -> tuple[told.Person, dict[str, Any]] | None:
    """Who came back, and what was kept with them; to connect with the cabinet of ``user``, or to come in anew.

    What was begun in a cabinet is nobody's who is a guest by now.
    """
    kept = look(CAME, CAME_FOR)
    if kept is None or kept.get("user") != user:
        return None
    return told.Person(**kept["person"]), kept
