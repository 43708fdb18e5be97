"""Bytes of a file in the store: what was kept under its key, a picture's thumbnail beside it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from portal.domain.files import pictures
from portal.models import File
from portal.storage import Storage, StorageAway

THUMBNAIL = ".thumb"
BLOCK = 256 * 1024


def store(storage: Storage, key: str, content: pictures.Made | Path | bytes) -> None:
    """A picture and its thumbnail, or a file as it is: all of it or nothing."""
    if not isinstance(content, pictures.Made):
        storage.put(key, content)
        return
    storage.put(key, content.picture)
    try:
        storage.put(key + THUMBNAIL, content.thumbnail)
    except StorageAway:
        with suppress(StorageAway):
            storage.delete(key)
        raise


def drop(storage: Storage, key: str) -> None:
    """All that lies under the key; what is not there is no matter. Raises StorageAway."""
    for name in (key, key + THUMBNAIL):
        storage.delete(name)


def copy(file: File, target: IO[bytes], storage: Storage) -> None:
    """Write what is kept of a file into ``target``, and flush it. Raises Missing or StorageAway."""
    with storage.open(file.storage_key) as source:
        shutil.copyfileobj(source, target, BLOCK)
    target.flush()


def open_picture(file: File, storage: Storage) -> BinaryIO:
    """What is shown of a file. Raises Missing or StorageAway."""
    return storage.open(file.storage_key)


def open_thumbnail(file: File, storage: Storage) -> BinaryIO:
    """The small picture. Raises Missing (a video has none) or StorageAway."""
    return storage.open(file.storage_key + THUMBNAIL)
