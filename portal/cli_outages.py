"""``flask outages``: ask the sources now, and see what the portal knows."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain import turns
from portal.domain.outages import keeping, planned, polling, prepared, spans
from portal.domain.outages.keeping import Change
from portal.domain.outages.spans import SUBQUEUES, Spans
from portal.extensions import settings

group = AppGroup("outages", help="Schedules of switching off.")


@group.command("poll")
def poll() -> None:
    """Ask the sources once, without the pauses of failing ones, and print what changed."""
    with turns.taken(settings().run_dir / polling.LOCK) as is_ours:
        if not is_ours:
            raise click.ClickException("another poll is under way")
        outcome = polling.poll(polling.ztoe(settings().outages_ztoe_url), clock.now(), is_forced=True)
    for name, reason in outcome.failures.items():
        click.echo(f"{name} failed: {reason}", err=True)
    for name in outcome.newly_back:
        click.echo(f"{name} is back", err=True)
    for text in outcome.unread:
        click.echo(f"not read: {text}", err=True)
    if outcome.source is None:
        raise click.ClickException("no source answered; what was known stays")
    if outcome.is_news:
        prepared.forget(settings().run_dir / prepared.FOLDER)
    for change in outcome.changes:
        click.echo(_line(change))
    works = _poll_works()
    if not outcome.changes and not works:
        click.echo("nothing changed")


def _poll_works() -> bool:
    """Planned works of all РЕМ, too; whether there are others than before. Schedules are news without them."""
    with turns.taken(settings().run_dir / planned.LOCK) as is_ours:
        if not is_ours:
            click.echo("works: another poll is under way", err=True)
            return False
        outcome = planned.poll(settings().outages_ztoe_url, clock.now(), is_forced=True)
    for name, reason in outcome.failures.items():
        click.echo(f"{name} failed: {reason}", err=True)
    if not outcome.added and not outcome.gone:
        return False
    prepared.forget(settings().run_dir / prepared.FOLDER)
    click.echo(f"planned works: {outcome.added} new, {outcome.gone} gone, {outcome.unread} not read")
    return True


@group.command("show")
@click.argument("subqueue", type=click.Choice(SUBQUEUES))
def show(subqueue: str) -> None:
    """Print a subqueue's days, a line an interval: date, from, to, state (none: no schedule applies)."""
    for row in keeping.days_of(subqueue):
        for span in spans.normalise(row.spans) or (spans.Span(0, spans.DAY, "none"),):
            click.echo(f"{row.day} {spans.shown(span.begin)} {spans.shown(span.end)} {span.state}")


def _line(change: Change) -> str:
    before = "" if change.before is None else f"  (was {_words(change.before)})"
    return f"{change.subqueue} {change.day} {_words(change.after)}{before}"


def _words(said: Spans) -> str:
    return (
        ", ".join(f"{spans.shown(one.begin)}-{spans.shown(one.end)} {one.state}" for one in said) or "no schedule"
    )
