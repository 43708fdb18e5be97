"""The desk's side of billing's files: a supervisor sends a small one, sees what became of it, and takes exports.

A file that waits for a yes to changed holders is kept encrypted, since it holds РНОКПП, and only until then.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from portal.crypto import Vault, random_ref
from portal.database import db
from portal.domain import events
from portal.domain.billing import exporting, importing, recorded
from portal.domain.billing.holders import TooManyHolders
from portal.domain.billing.importing import Checked
from portal.domain.billing.work import Work
from portal.domain.errors import Forbidden, NotFound, Refused
from portal.language import gettext as _
from portal.models import BillingExport, BillingImport, User
from portal.storage import Storage, StorageAway, new_key

# As many as are in within a few seconds, while a person waits.
MOST_LINES = 20_000
SHOWN = 20
LONGEST_NAME = 120


def take(path: Path, name: str, *, actor: User, vault: Vault, storage: Storage, now: datetime) -> BillingImport:
    """Take a small file in. It is ``waiting`` afterwards when so many accounts would change hands.

    Raises:
        Forbidden: the actor is no supervisor.
        Refused: it is too large. Broken: it is no good.
        Conflict: another import or export is under way.
    """
    _supervisors_only(actor)
    checked = importing.look_through(path)
    if checked.table.lines > MOST_LINES:
        raise Refused(_("Забагато рядків: тут щонайбільше %(most)s, решту завантажує команда", most=MOST_LINES))
    work = Work(now, vault, storage, actor=actor)
    name = Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file.csv"
    try:
        return _take_in(checked, name, work)
    except TooManyHolders as error:
        return _put_by(checked, name, str(error), work)


def confirm(ref: str, *, actor: User, vault: Vault, storage: Storage, now: datetime) -> BillingImport:
    """A supervisor has looked, and the holders did change.

    Raises:
        Forbidden, NotFound, Conflict: as above; nothing waits under this ref.
    """
    _supervisors_only(actor)
    waiting = _waiting(ref)
    work = Work(now, vault, storage, actor=actor)
    with tempfile.NamedTemporaryFile(prefix="portal-billing-", suffix=".csv") as file:
        with storage.open(str(waiting.kept_key)) as source:
            file.write(base64.b64decode(vault.decrypt(source.read().decode())))
        file.flush()
        done = _take_in(importing.look_through(Path(file.name)), str(waiting.name), work, holders_confirmed=True)
    _forget(waiting, storage)
    return done


def give_up(ref: str, *, actor: User, storage: Storage) -> None:
    """The file that waits was a mistake. Raises Forbidden, NotFound."""
    _supervisors_only(actor)
    _forget(_waiting(ref), storage)


def imports() -> Sequence[BillingImport]:
    """The newest files that came in, from the desk and by the command."""
    return list(BillingImport.select().order_by(BillingImport.id.desc()).limit(SHOWN))


def exports() -> Sequence[BillingExport]:
    """The newest exports."""
    return list(BillingExport.select().order_by(BillingExport.id.desc()).limit(SHOWN))


def export(*, actor: User, storage: Storage, now: datetime) -> BillingExport:
    """Give out what was accepted since the last export, as a file to download.

    Raises:
        Forbidden: the actor is no supervisor. Conflict: another import or export is under way.
        StorageAway: it can't be stored now; the next one begins with its readings.
    """
    _supervisors_only(actor)
    key = new_key()

    def target(rows: Iterator[list[str]]) -> int:
        with tempfile.TemporaryDirectory(prefix="portal-billing-") as folder:
            path = Path(folder) / "readings.csv"
            count = exporting.to_file(path)(rows)
            storage.put(key, path)
            return count

    return exporting.since_last(target, actor=actor, now=now, file_key=key)


def export_file(ref: str, *, actor: User, storage: Storage, now: datetime) -> BinaryIO:
    """The readings of an export. Raises Forbidden, NotFound, Missing, StorageAway."""
    _supervisors_only(actor)
    found: BillingExport | None = BillingExport.get_or_none(
        BillingExport.ref == ref, BillingExport.file_key.is_null(False)
    )
    if found is None:
        raise NotFound(_("Такого файлу немає"))
    with db.atomic():
        events.audit(found, "export_downloaded", actor=actor, at=now)
    return storage.open(str(found.file_key))


def wrong_rows(ref: str, *, actor: User, storage: Storage) -> BinaryIO:
    """The report about rows that were left out. Raises Forbidden, NotFound, Missing, StorageAway."""
    _supervisors_only(actor)
    found: BillingImport | None = BillingImport.get_or_none(
        BillingImport.ref == ref, BillingImport.wrong_key.is_null(False)
    )
    if found is None:
        raise NotFound(_("Такого файлу немає"))
    return storage.open(str(found.wrong_key))


def _take_in(checked: Checked, name: str, work: Work, *, holders_confirmed: bool = False) -> BillingImport:
    with tempfile.TemporaryDirectory(prefix="portal-billing-") as folder:
        report = Path(folder) / "wrong.csv"
        [outcome] = importing.take_in(
            [replace(checked, shown_as=name)],
            work,
            holders_confirmed=holders_confirmed,
            again=True,
            reports=lambda _path: report,
        )
        record = outcome.record
        assert record is not None
        if outcome.wrong:
            record.wrong_key = new_key()
            work.storage.put(record.wrong_key, report)
            record.save(only=[BillingImport.wrong_key])
    return record


def _put_by(checked: Checked, name: str, why: str, work: Work) -> BillingImport:
    key = new_key()
    content = base64.b64encode(checked.table.path.read_bytes()).decode()
    work.storage.put(key, work.vault.encrypt(content).encode())
    for earlier in BillingImport.select().where(BillingImport.state == recorded.WAITING):
        _forget(earlier, work.storage)
    made: BillingImport = BillingImport.create(
        ref=random_ref(),
        at=work.now,
        actor=work.actor,
        name=name,
        kind=checked.kind.slug,
        sha256=checked.table.sha256,
        state=recorded.WAITING,
        first_wrong=[[0, "", "", why]],
        kept_key=key,
    )
    return made


def _waiting(ref: str) -> BillingImport:
    found: BillingImport | None = BillingImport.get_or_none(
        BillingImport.ref == ref, BillingImport.state == recorded.WAITING
    )
    if found is None:
        raise NotFound(_("Цей файл уже не чекає на підтвердження"))
    return found


def _forget(waiting: BillingImport, storage: Storage) -> None:
    BillingImport.delete().where(BillingImport.id == waiting.id).execute()
    with suppress(StorageAway):
        storage.delete(str(waiting.kept_key))


def _supervisors_only(actor: User) -> None:
    if actor.role != "supervisor":
        raise Forbidden
