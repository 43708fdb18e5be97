"""Files that rows name: they lie in one folder, and are checked and kept as those of people are."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.domain.billing import known
from portal.domain.billing.formats import Batch
from portal.domain.billing.work import Work
from portal.domain.errors import Refused
from portal.domain.files import keeping
from portal.language import gettext as _
from portal.models import File


def each(batch: Batch, work: Work, keep: Callable[[Any, int, Work], bool]) -> int:
    """``keep`` each row with its account's id; rows whose file is refused are left out. How many were new."""
    accounts = known.accounts(batch)
    changed = 0
    problems: dict[int, tuple[str, str]] = {}
    for row in batch.rows:
        try:
            changed += keep(row, accounts[row.account].id, work)
        except Refused as error:
            problems[row.line] = ("file", str(error))
    batch.leave_out(problems)
    return changed


def find(name: str, work: Work) -> Path:
    """Where the file of this name lies. Raises Refused when there is none, or when it would be elsewhere."""
    if work.folder is None:
        raise Refused(_("Файли документів приймає лише команда на сервері"))
    folder = work.folder.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise Refused(_("Такого файлу в теці немає"))
    return path


def kept(path: Path, account: int, file: File | None, work: Work) -> File:
    """The file as it is kept; ``file`` where it has the same bytes. Raises Refused for what may not be kept."""
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    if file is not None and file.sha256 == sha256:
        return file
    with tempfile.NamedTemporaryFile(prefix="portal-billing-") as copy:
        # Keeping may change the file that it is given.
        shutil.copyfile(path, copy.name)
        return keeping.keep_of_account(
            Path(copy.name), account=account, name=path.name, storage=work.storage, now=work.now
        )
