"""Комерційний облік: the manual's ten entries, the history of use with its files, what is known of the point."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from portal import charts, clock
from portal.access import consumer_required
from portal.blueprints.about import about_an_account
from portal.blueprints.metering_filters import filters, years
from portal.domain.metering import choosing, history, points, statistics
from portal.domain.metering.choosing import Choice
from portal.domain.metering.export import FORMATS
from portal.domain.metering.export.table import direction_words
from portal.domain.metering.history import History
from portal.domain.orders import catalogue
from portal.domain.readings import meters, window
from portal.downloads import made_to_be_saved
from portal.language import gettext as _
from portal.models import Account
from portal.models.meter import FROM_GRID, INTO_GRID
from portal.navigation import metering_services
from portal.rendering import page, page_or_partial

bp = Blueprint("metering", __name__, url_prefix="/metering")


@bp.get("")
@consumer_required
def index() -> Response:
    entries = metering_services()
    for entry in entries:
        if entry["slug"]:
            kind = catalogue.kind_of(entry["slug"])
            entry["text"] = _("%(term)s після оплати", term=kind.term.words) if kind.paid else kind.term.words
    return page("metering/index.html", entries=entries)


@bp.get("/history")
@consumer_required
@about_an_account
def show_history(account: Account) -> Response:
    found = history.of(account)
    if not found.parts:
        return page("metering/no_history.html", account=account)
    wanted = {name: request.args.get(name, "") for name in ("year", "direction", "meter", "zone")}
    choice = choosing.choose(found, **wanted)
    return page_or_partial(
        "metering/history.html", "metering/_history.html", account=account, **_seen(found, choice, account)
    )


@bp.get("/history/export/<kind>")
@consumer_required
@about_an_account
def export(account: Account, kind: str) -> Response:
    """All of the history as a file."""
    wanted = FORMATS.get(kind) or abort(404)
    content = wanted.write(history.of(account), account)
    return made_to_be_saved(content, f"історичні-дані-{account.digits}.{kind}", wanted.type)


@bp.get("/point")
@consumer_required
@about_an_account
def point(account: Account) -> Response:
    return page("metering/point.html", account=account, point=points.of(account), entries=points.ENTRIES)


def _seen(found: History, choice: Choice, account: Account) -> dict[str, Any]:
    """What the templates show of a choice, and beside it of the last twelve months."""
    months = choosing.months(found, choice)
    covered = {one.month for one in months}
    changes = [one for one in found.changes if one.month in covered]
    return {
        "months": months,
        "choice": choice,
        "is_given": choice.direction == INTO_GRID,
        "summary": statistics.summary(months),
        "chart": charts.of_use(months, changes),
        "changes": {one.after: one for one in changes},
        "filters": filters(found, choice, account),
        "years": years(found, choice, account),
        "direction": direction_words(choice.direction),
        **_beside(found, account),
    }


def _beside(found: History, account: Account) -> dict[str, Any]:
    meter = meters.meter_in_use(account)
    day = window.reading_date(clock.today())[0]
    return {
        "estimate": statistics.estimate(choosing.months(found, Choice(FROM_GRID))),
        "usual": statistics.usual(found.parts, meter, day) if meter else [],
        "label": meters.label,
        "to_zones": catalogue.kind_of("meter-to-zones"),
    }
