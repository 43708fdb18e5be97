"""Write the archive: entry after entry and block after block, so that its size costs no memory."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from portal.clock import KYIV
from portal.domain.files.contents import BLOCK
from portal.domain.leaving import readme
from portal.domain.leaving.contents import PARTS, Source, files
from portal.domain.leaving.contents.source import in_batches
from portal.models import File
from portal.storage import Missing, Storage

# What is made of what has been done, of how much: told now and then.
Progress = Callable[[int, int], None]


def write(path: Path, source: Source, *, storage: Storage, progress: Progress, now: datetime) -> None:
    """Write everything of the person to a ZIP at ``path``.

    Raises:
        StorageAway: a file can't be read now.
        OSError: the disk is full.
    """
    theirs = files.of(source.user)
    total = len(PARTS) + theirs.count() + 1
    done = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_named("README.txt", now), readme.text(source.user, now))
        for name, entries in PARTS.items():
            _write_list(archive, _named(name, now), entries(source))
            done += 1
            progress(done, total)
        told = []
        for file in in_batches(theirs):
            told.append(files.entry(file, is_there=_copy(file, archive, storage)))
            done += 1
            progress(done, total)
        _write_list(archive, _named("files.json", now), told)
        progress(total, total)


def _copy(file: File, archive: zipfile.ZipFile, storage: Storage) -> bool:
    """Photos, videos and PDFs are packed already. Whether there was anything to copy."""
    try:
        opened = storage.open(file.storage_key)
    except Missing:
        return False
    with opened, _entry(archive, _named(files.path_of(file), file.created_at, zipfile.ZIP_STORED)) as target:
        shutil.copyfileobj(opened, target, BLOCK)
    return True


def _write_list(archive: zipfile.ZipFile, info: zipfile.ZipInfo, entries: Iterable[dict[str, Any]]) -> None:
    with _entry(archive, info) as target:
        before = "[\n"
        for entry in entries:
            target.write((before + json.dumps(entry, ensure_ascii=False, indent=1)).encode())
            before = ",\n"
        target.write(b"[]\n" if before == "[\n" else b"\n]\n")


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    return archive.open(info, "w", force_zip64=True)


def _named(name: str, at: datetime, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """An entry of this name; ZIP knows no zones, and no year before 1980."""
    local = at.astimezone(KYIV).timetuple()[:6]
    info = zipfile.ZipInfo(name, cast(Any, max(local, (1980, 1, 1, 0, 0, 0))))
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    return info
