"""Take files of the billing base in. The engine: it names no kind.

All files are looked through before anything of any is written: encoding, structure, header, and how many linked
accounts would change hands. Then they go in batch by batch, each in a short transaction of its own, so that the
portal goes on answering. What was killed in the middle is run again from the beginning: what is in stays as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from portal.database import is_sqlite
from portal.domain.billing import catalogue, holders, recorded, tables, turn
from portal.domain.billing.formats import Batch, Kind
from portal.domain.billing.report import Report, beside
from portal.domain.billing.tables import Advanced, Table
from portal.domain.billing.work import Work
from portal.language import gettext as _
from portal.models import BillingImport

# SQLite has one writer at a time, and people wait for it; PostgreSQL's batches are nobody else's business.
BATCH_SQLITE, BATCH_POSTGRESQL = 1_000, 20_000
# Seconds between two of them: who only lets go of the lock has it again before anybody who waits has woken up.
LETTING_OTHERS = 0.002


@dataclass(frozen=True)
class Checked:
    """A whole file, its kind, and its sender's name for it where that is another one."""

    table: Table
    kind: Kind
    shown_as: str = ""

    @property
    def name(self) -> str:
        return self.shown_as or self.table.path.name

    def batches(self) -> Iterator[tuple[int, Batch]]:
        """(the last line, rows that were read)."""
        return self._read(BATCH_SQLITE) if is_sqlite() else _ahead(self._read(BATCH_POSTGRESQL))

    def _read(self, size: int) -> Iterator[tuple[int, Batch]]:
        for lines, rows in self.table.batches(size, self.kind.together):
            yield lines[-1], self.kind.batch(lines, rows, self.table.header)


@dataclass(frozen=True)
class Outcome:
    """What became of a file: rows that are in, rows that were left out, things that were new or changed.

    Of one that ``is_known`` nothing had to be looked at again.
    """

    name: str
    kind: Kind
    rows: int
    wrong: int
    changed: int
    report: Path
    record: BillingImport | None = None

    @property
    def is_known(self) -> bool:
        return self.record is None


def check(paths: Sequence[Path], advanced: Advanced = lambda lines: None) -> list[Checked]:
    """Look through all files; in the order in which they have to go in.

    Raises:
        Broken: one of them is no good; the words begin with its name.
    """
    checked = [_named(path, advanced) for path in paths]
    return sorted(checked, key=lambda one: catalogue.KINDS.index(one.kind))


def look_through(path: Path, advanced: Advanced = lambda lines: None) -> Checked:
    """One file. Raises Broken."""
    table = tables.check(path, advanced)
    return Checked(table, catalogue.recognise(table.header))


def take_in(
    files: Sequence[Checked],
    work: Work,
    *,
    holders_confirmed: bool = False,
    again: bool = False,
    advanced: Callable[[Checked, int], object] = lambda file, line: None,
    reports: Callable[[Path], Path] = beside,
) -> list[Outcome]:
    """Write what the files say; ``advanced`` hears how far each is.

    Files that came in last are not gone through once more, unless they shall be ``again``.

    Raises:
        Conflict: another import or export is under way.
        TooManyHolders: so many accounts would change hands that somebody has to confirm it. Nothing is changed.
    """
    with turn.taken():
        known = set() if again else _known(files)
        new = [file for file in files if file.kind.slug not in known]
        if not holders_confirmed:
            _survey(new, work)
        return [
            _take_one(file, work, reports(file.table.path), advanced)
            if file in new
            else Outcome(file.name, file.kind, 0, 0, 0, reports(file.table.path))
            for file in files
        ]


def _ahead(batches: Iterator[tuple[int, Batch]]) -> Iterator[tuple[int, Batch]]:
    """Read the next batch while the database server works at the present one."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (present := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield present


def _named(path: Path, advanced: Advanced) -> Checked:
    try:
        return look_through(path, advanced)
    except tables.Broken as error:
        raise tables.Broken(_("%(name)s: %(what)s", name=path.name, what=error)) from error


def _known(files: Sequence[Checked]) -> set[str]:
    """The kinds all of whose files came in last."""
    hashes: dict[str, list[str]] = {}
    for file in files:
        hashes.setdefault(file.kind.slug, []).append(file.table.sha256)
    return {kind.slug for kind in catalogue.KINDS if recorded.are_the_last(kind, hashes.get(kind.slug, [""]))}


def _survey(files: Sequence[Checked], work: Work) -> None:
    for file in files:
        if file.kind.survey:
            for _line, batch in file.batches():
                file.kind.survey(batch, work)
    holders.stop_if_too_many(work.changed_holders)


def _take_one(file: Checked, work: Work, report_to: Path, advanced: Callable[[Checked, int], object]) -> Outcome:
    rows = changed = 0
    if work.has_folders and work.folder is None:
        work = replace(work, folder=file.table.path.parent)
    with Report(report_to) as report:
        for line, batch in file.batches():
            changed += file.kind.keep(batch, work)
            rows += len(batch.rows)
            report.add(batch.wrong)
            advanced(file, line)
            if is_sqlite():
                time.sleep(LETTING_OTHERS)
    record = recorded.write(
        file.kind,
        file.name,
        file.table.sha256,
        work,
        rows=rows,
        changed=changed,
        wrong=report.count,
        first=report.first,
    )
    return Outcome(file.name, file.kind, rows, report.count, changed, report_to, record)
