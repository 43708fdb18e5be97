"""``flask seed``: the demo's data, and a big base for benchmarks."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import with_appcontext

from portal import clock
from portal.demo import bulk, papers, point_papers, seeding
from portal.extensions import storage, vault


def register(app: Flask) -> None:
    """Add the command to the app."""
    app.cli.add_command(seed)


@click.command()
@click.option("--accounts", type=click.IntRange(min=0), default=0, help="Make a base of so many accounts.")
@click.option("--history", is_flag=True, help="With 25 months of use for each of them.")
@with_appcontext
def seed(accounts: int, history: bool) -> None:
    """Add the demo's people and homes, and made-up accounts up to a number."""
    now = clock.now()
    try:
        made = seeding.seed(now, vault(), storage())
    except seeding.NotEmpty as error:
        raise click.ClickException(str(error)) from error
    click.echo("The demo's people and homes were added." if made else "The demo's people and homes are there.")
    papers.lay_out(storage(), now)
    point_papers.lay_out(storage(), now)
    if not accounts:
        return
    missing = max(0, accounts - bulk.present())
    with click.progressbar(length=missing, label=f"{missing} accounts") as bar:
        bulk.fill(accounts, now, history=history, advanced=bar.update)
    click.echo(f"There are {bulk.present()} made-up accounts.")
