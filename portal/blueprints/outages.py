"""Світло: whether there is light by the schedule, now, today and tomorrow; what people say when there is none.

The part that changes is the same for all houses of a place and has an address of its own, without a person in it:
it is answered from a prepared file, by its ETag, without session and database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, render_template, request

from portal import clock
from portal.access import consumer_required, public, the_person
from portal.blueprints import light
from portal.blueprints.about import about_an_account, account_of_the_form
from portal.domain.errors import TooMany
from portal.domain.outages import known, prepared, reports, schedule, watching, wording
from portal.extensions import settings
from portal.forms.outage_places import place_words
from portal.language import gettext as _
from portal.models import Account, SubqueueDay, Works
from portal.rendering import go, page, shared_page
from portal.unchanged import SHARED_FOR

bp = Blueprint("outages", __name__, url_prefix="/outages")


@bp.get("")
@consumer_required
@about_an_account
def index(account: Account) -> Response:
    now = clock.now()
    home = light.at_home(account, now)
    return page(
        "outages/index.html",
        account=account,
        said=reports.latest(account, the_person(), now),
        # What reaches the home and is not said of the whole place.
        beside=[one for one in known.works_at(account, now) if home is None or one not in home.works],
        **(light.drawn(home, now) if home else {"name": None, "is_one_of_many": False}),
    )


@bp.get("/places/<name>")
@public
def show(name: str) -> Response:
    """A queue, or houses of a street: for whoever has no cabinet, or looks at another home."""
    now = clock.now()
    there = light.named(name, now)
    houses = place_words(there.place, with_street=True) if there.place else None
    return shared_page("outages/place.html", houses=houses, **light.drawn(there, now))


@bp.get("/places/<name>/now")
@public
def now(name: str) -> Response:
    """The part that changes: asked for each minute by every open page."""
    g.shared = True
    moment = clock.now()

    def make() -> tuple[str, datetime]:
        there = light.named(name, moment)
        return render_template("outages/_now.html", **light.drawn(there, moment)), there.holds_until(moment)

    if prepared.read(folder(), name) is None:
        light.named(name, moment)  # a file is only for what there is: anybody may ask for anything
    found = prepared.get(folder(), name, make, now=moment)
    answer = make_response(b"" if request.if_none_match.contains(found.etag) else found.html)
    if not answer.get_data():
        answer.status_code = 304
    answer.set_etag(found.etag)
    answer.headers["Cache-Control"] = SHARED_FOR
    answer.vary.clear()
    return answer


@bp.get("/history")
@consumer_required
@about_an_account
def history(account: Account) -> Response:
    subqueue = account.subqueue_in_force
    if not subqueue:
        return go("outages.index", account=account.ref)
    moment = clock.now()
    days = known.history(subqueue, moment)
    said = reports.by_day(subqueue, clock.today() - known.HISTORY, moment)
    works = known.works_before(account, moment)
    lines = [_line(one, said[one.day], [each for each in works if _was_on(each, one.day)]) for one in days]
    return page("outages/history.html", account=account, lines=lines)


@bp.post("/reports")
@consumer_required
def report() -> Response:
    """«У мене немає світла»"""
    account = account_of_the_form()
    try:
        reports.report(account, account.subqueue_in_force, actor=the_person(), now=clock.now())
    except TooMany as error:
        flash(str(error), "info")
    else:
        flash(_("Дякуємо, диспетчер це побачить. Якщо щось іскрить або обірвано, телефонуйте."), "success")
    return go("outages.index", account=account.ref)


@bp.get("/stop/<ref>")
@public
def ask_to_stop(ref: str) -> Response:
    """From a mail. It asks, as programs that look through mails open links, too."""
    return page("outages/stop.html", ref=ref)


@bp.post("/stop/<ref>")
@public
def stop(ref: str) -> Response:
    """From that page, or from the mail program by itself, which has no token of ours (RFC 8058)."""
    watching.stop(ref)
    return page("outages/stopped.html")


def folder() -> Path:
    """Where the prepared fragments lie."""
    path: Path = settings().run_dir / prepared.FOLDER
    return path


def _line(one: SubqueueDay, said: int, works: Sequence[Works]) -> dict[str, Any]:
    pieces = schedule.of_day(one.day, one.spans)
    dark, maybe = (
        wording.duration(sum((piece.lasts for piece in pieces if piece.state == state), timedelta()))
        for state in (schedule.OFF, schedule.MAYBE)
    )
    planned = [dark] if dark else []
    planned += [_("можливо %(lasts)s", lasts=maybe)] if maybe else []
    return {
        "day": one.day,
        "planned": ", ".join(planned),
        "said": said,
        "none": not one.spans,
        "works": sorted({str(wording.WORKS[each.kind]) for each in works}),
    }


def _was_on(works: Works, day: date) -> bool:
    """Whether it was on at any time of the day."""
    return works.starts_at < schedule.moment_of(day, schedule.MINUTES) and (
        works.ends_at is None or works.ends_at > schedule.moment_of(day, 0)
    )
