"""Головна: for a guest what the portal can do, for a person what matters now."""

from __future__ import annotations

from flask import Blueprint, Response

from portal import clock
from portal.access import current_person, public
from portal.blueprints.light import in_a_line
from portal.context import chosen_account
from portal.domain.desk import announcements
from portal.domain.orders import catalogue, wording
from portal.domain.orders import history as orders
from portal.domain.readings import history, window
from portal.rendering import go, page

bp = Blueprint("landing", __name__)


@bp.get("/")
@public
def home() -> Response:
    person = current_person()
    if person is None:
        return page("landing/guest.html", announcements=announcements.live(clock.now()))
    if person.role != "consumer":
        return go("desk.readings")
    account = chosen_account()
    if account is None:
        return go("accounts.new")
    today = clock.today()
    return page(
        "landing/home.html",
        account=account,
        window=window.window_at(today),
        next_window=window.next_window(today),
        latest=history.latest(account),
        announcements=announcements.live(clock.now()),
        orders=[(order, catalogue.kind_of(order.kind)) for order in orders.begun_and_open(person)],
        statuses=wording.STATUSES,
        light=in_a_line(account) if account.is_served else None,
    )
