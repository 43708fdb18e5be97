"""What the kinds of files need beside their rows while an import runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from portal.crypto import Vault
from portal.models import Rem, Settlement, User
from portal.storage import Storage


@dataclass
class Work:
    """An import under way. ``folder`` is where files that a row names lie, None where there are none;
    ``has_folders``: without a folder it is that of each CSV file.

    ``changed_holders`` counts linked accounts that would change hands, before anything is written.
    """

    now: datetime
    vault: Vault
    storage: Storage
    actor: User | None = None
    folder: Path | None = None
    has_folders: bool = False
    changed_holders: int = field(default=0)

    @cached_property
    def rems(self) -> dict[str, int]:
        """{name of a РЕМ: row id}."""
        return {rem.name: rem.id for rem in Rem.select()}

    @cached_property
    def settlements(self) -> dict[str, int]:
        """{code of a settlement: row id}."""
        return {place.katottg: place.id for place in Settlement.select(Settlement.id, Settlement.katottg)}
