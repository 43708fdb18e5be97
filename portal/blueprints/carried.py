"""What a browser carries along between two pages: encrypted in its session, for a while, gone once used.

Nothing of it is in the database, so nothing half-made stays behind when somebody gives up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import session

from portal import clock
from portal.crypto import DecryptionError
from portal.extensions import vault


@dataclass(frozen=True)
class Carried:
    """Values under a name of the session."""

    name: str
    lasts: timedelta

    def put(self, **values: Any) -> None:
        """Carry these instead of those from before."""
        kept = json.dumps({**values, "at": clock.now().isoformat()}, ensure_ascii=False)
        session[self.name] = vault().encrypt(kept)

    def look(self) -> dict[str, Any] | None:
        """What is carried, unless its time is over."""
        try:
            kept: dict[str, Any] = json.loads(vault().decrypt(session.get(self.name, "")))
        except DecryptionError:
            return None
        return kept if clock.now() - datetime.fromisoformat(kept["at"]) <= self.lasts else None

    def take(self) -> dict[str, Any] | None:
        """The same, and it is gone."""
        kept = self.look()
        self.drop()
        return kept

    def drop(self) -> bool:
        """Carry nothing; whether there was anything, be it too old."""
        return session.pop(self.name, None) is not None
