"""Make pictures anew that came too large for a page to wait for: an errand's work."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.domain.errors import Refused
from portal.domain.files import contents, pictures
from portal.domain.files.kinds import JPEG
from portal.models import File
from portal.storage import Missing, Storage, new_key


def waiting(limit: int = 20, *, after: int = 0) -> Sequence[File]:
    """Pictures that an errand has to make anew, the oldest first; ``after`` is the row id to go on behind."""
    query = File.select().where(File.state == "waiting", File.id > after)
    return list(query.order_by(File.id).limit(limit))


def prepare(file: File, *, storage: Storage, now: datetime) -> None:
    """Make a waiting picture anew; safe to call twice, and from two places at once.

    Raises:
        Missing: what was received is not in the store, though the row waits for it.
        StorageAway: it can't be read or stored now.
        MemoryError, OSError: the machine can't do it now. In all of these the file goes on waiting.
    """
    still = (File.id == file.id) & (File.state == "waiting")
    try:
        _make_anew(file, still, storage, now)
    except Missing:
        if File.select().where(still).exists():
            raise


def _make_anew(file: File, still: Any, storage: Storage, now: datetime) -> None:
    if not File.select().where(still).exists():
        return
    with tempfile.NamedTemporaryFile(prefix="portal-picture-") as received:
        contents.copy(file, received, storage)
        try:
            made = pictures.make_anew(Path(received.name))
        except Refused as error:
            if File.update(state="refused", reason=str(error)).where(still).execute():
                storage.delete(file.storage_key)
            return
    # Under another name: whoever prepares the same file meanwhile still finds the received bytes.
    key = new_key()
    contents.store(storage, key, made)
    done = (
        File.update(
            state="ready",
            storage_key=key,
            type=JPEG.type,
            taken_at=file.taken_at or pictures.credible(made.taken_at, now),
        )
        .where(still)
        .execute()
    )
    contents.drop(storage, file.storage_key if done else key)
