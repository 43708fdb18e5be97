"""Commands for the server: ``flask readings``, ``operators``, ``database``, ``outages``, ``push``, ``billing``,
``signatures``.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from flask.cli import AppGroup

from portal import cli_billing, cli_outages, cli_push, cli_signatures, clock, migrating
from portal.database import db
from portal.domain import territory
from portal.domain.errors import DomainError
from portal.domain.identity import operators
from portal.domain.readings import processing
from portal.extensions import vault
from portal.models import Submission, User

database_group = AppGroup("database", help="The shape of the database.")
operators_group = AppGroup("operators", help="People who work at the desk.")
readings_group = AppGroup("readings", help="Readings that wait for the operator.")


def register(app: Flask) -> None:
    """Add the commands to the app."""
    others = (cli_billing.group, cli_outages.group, cli_push.group, cli_signatures.group)
    for group in (database_group, operators_group, readings_group, *others):
        app.cli.add_command(group)


@database_group.command("migrate")
@click.option("--to", "target", help="Stop after this migration.")
def migrate(target: str | None) -> None:
    """Apply pending migrations, then load РЕМ and settlements."""
    for name in migrating.migrate(db.obj, target):
        click.echo(f"applied {name}")
    if not migrating.pending(db.obj):
        territory.load()
    click.echo("up to date" if not migrating.pending(db.obj) else "not up to date")


@database_group.command("back")
@click.option("--to", "target", help="Go back through this migration; only the newest by default.")
def back(target: str | None) -> None:
    """Revert migrations."""
    for name in migrating.migrate_back(db.obj, target):
        click.echo(f"reverted {name}")


@readings_group.command("waiting")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def waiting(limit: int) -> None:
    """List new readings: uuid, account, date, values."""
    for one in processing.waiting(limit=limit):
        click.echo(_line(one))


@readings_group.command("accept")
@click.argument("uuids", nargs=-1, required=True)
def accept(uuids: tuple[str, ...]) -> None:
    """Accept readings by their uuid."""
    for uuid in uuids:
        _process(uuid, lambda one: processing.accept(one, actor=None, now=clock.now()))


@readings_group.command("reject")
@click.argument("uuid")
@click.option("--reason", required=True, help="What the consumer will read.")
def reject(uuid: str, reason: str) -> None:
    """Reject readings by their uuid, with a reason for the consumer."""
    _process(uuid, lambda one: processing.reject(one, reason, actor=None, now=clock.now()))


@operators_group.command("add")
@click.argument("email")
@click.option("--surname", required=True)
@click.option("--given-name", required=True)
@click.option("--patronymic", default="")
@click.option("--rem", help="The name of their РЕМ, such as «Житомирський РЕМ».")
@click.option("--supervisor", is_flag=True, help="For every РЕМ.")
def add_operator(
    email: str, surname: str, given_name: str, patronymic: str, rem: str | None, supervisor: bool
) -> None:
    """Add an operator of a РЕМ or a supervisor; they get a link by mail to choose a password."""
    if bool(rem) == supervisor:
        raise click.UsageError("either --rem or --supervisor")
    _show_secret(
        lambda: operators.add(
            email, surname, given_name, patronymic, rem_name=rem, vault=vault(), actor=None, now=clock.now()
        )
    )


@operators_group.command("new-code")
@click.argument("email")
def new_code(email: str) -> None:
    """A new authenticator secret for somebody who lost their phone."""
    _show_secret(lambda: operators.renew_secret(email, vault=vault(), actor=None, now=clock.now()))


@operators_group.command("off")
@click.argument("email")
def switch_off(email: str) -> None:
    """Close the desk to somebody at once, also where they are signed in."""
    _switch(email, lambda one: operators.switch_off(one, actor=None, now=clock.now()), "off")


@operators_group.command("on")
@click.argument("email")
def switch_on(email: str) -> None:
    """Let somebody in again, with the password and the codes that they had."""
    _switch(email, lambda one: operators.switch_on(one, actor=None, now=clock.now()), "on")


def _switch(email: str, verb: Callable[[User], None], outcome: str) -> None:
    try:
        one = operators.by_email(email)
        verb(one)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{outcome} {one.email}")


def _show_secret(verb: Callable[[], operators.NewOperator]) -> None:
    try:
        made = verb()
    except DomainError as error:
        details = ", ".join(getattr(error, "fields", {}).values())
        raise click.ClickException(str(error) or details) from error
    click.echo(f"{made.user.role} {made.user.email}")
    click.echo(f"Secret for the authenticator app, shown only now: {made.secret}")
    click.echo(made.provisioning_uri)


def _process(uuid: str, verb: Callable[[Submission], None]) -> None:
    try:
        one = processing.by_uuid(uuid)
        verb(one)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{one.status_name} {uuid}")


def _line(one: Submission) -> str:
    values = " / ".join(str(reading.value) for reading in one.readings)
    return f"{one.uuid}  {one.account.number_shown:16} {one.reading_date:%d.%m.%Y}  {values}"
