"""``flask billing``: files of the billing base in, accepted readings out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.billing import exporting, importing, report
from portal.domain.billing.importing import Checked, Outcome
from portal.domain.billing.work import Work
from portal.domain.errors import DomainError
from portal.extensions import storage, vault

group = AppGroup("billing", help="The billing base: its files in, accepted readings out.")
# The portal's answers go first where there are few processors.
NICE = 10


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--files", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes-holders", is_flag=True, help="However many linked accounts change hands.")
@click.option("--again", is_flag=True, help="Go through files that came in last once more.")
def import_files(files: tuple[Path, ...], folder: Path | None, yes_holders: bool, again: bool) -> None:
    """Take CSV files in; --files names the folder of the documents, by default that of each CSV file.

    Rows that are wrong stand in NAME.wrong.csv beside each file, the others go in. Run again it changes nothing.
    """
    os.nice(NICE)
    try:
        click.echo("checking …", err=True)
        checked = importing.check(_without_reports(files))
        work = Work(clock.now(), vault(), storage(), folder=folder, has_folders=True)
        outcomes = _with_bars(checked, work, yes_holders, again)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    for outcome in outcomes:
        click.echo(_line(outcome))


@group.command("export-readings")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Once more all that were accepted since then.")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), help="A file; else the output.")
def export_readings(since: datetime | None, path: Path | None) -> None:
    """Give out accepted readings since the last export."""
    try:
        if path:
            count = _export(exporting.to_file(path), since)
        else:
            with click.open_file("-", "w", encoding="utf-8") as output:
                count = _export(exporting.to_stream(output), since)
    except (DomainError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} values", err=True)


def _without_reports(files: Sequence[Path]) -> list[Path]:
    """«*.csv» finds the reports of an earlier import, too."""
    wanted = [path for path in files if not report.is_one(path)]
    for path in sorted({*files} - {*wanted}):
        click.echo(f"{path}: a report of wrong rows, left out", err=True)
    return wanted


def _export(target: exporting.Target, since: datetime | None) -> int:
    if since:
        return exporting.since_date(since.date(), target, actor=None, now=clock.now())
    return int(exporting.since_last(target, actor=None, now=clock.now()).rows)


def _with_bars(checked: list[Checked], work: Work, yes_holders: bool, again: bool) -> list[Outcome]:
    """One bar over the lines of all files."""
    with click.progressbar(length=sum(one.table.lines for one in checked), label="importing") as bar:
        return importing.take_in(
            checked, work, holders_confirmed=yes_holders, again=again, advanced=_moving(bar.update)
        )


def _moving(update: Callable[[int], None]) -> Callable[[Checked, int], None]:
    seen: dict[Path, int] = {}

    def advanced(file: Checked, line: int) -> None:
        update(line - seen.get(file.table.path, 0))
        seen[file.table.path] = line

    return advanced


def _line(outcome: Outcome) -> str:
    if outcome.is_known:
        return f"{outcome.name}: {outcome.kind.slug}, came in last, nothing to do"
    said = f"{outcome.name}: {outcome.kind.slug}, {outcome.rows} rows in, {outcome.changed} new or changed"
    return f"{said}, {outcome.wrong} wrong, see {outcome.report}" if outcome.wrong else said
