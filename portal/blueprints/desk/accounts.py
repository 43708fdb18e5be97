"""An account at the desk: holder, meter, readings, orders, and the people who have it in their cabinet."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from portal import clock
from portal.access import staff_required, the_person
from portal.blueprints.desk import bp
from portal.domain.desk import accounts, order_words
from portal.domain.readings import history, meters
from portal.models import Account
from portal.rendering import page, page_or_partial


@bp.get("/accounts/<ref>")
@staff_required
def account(ref: str) -> Response:
    found = accounts.look(the_person(), ref, now=clock.now())
    return page("desk/accounts/show.html", **_shown(found), people=accounts.residents(found))


@bp.post("/accounts/<ref>/disclosure")
@staff_required
def disclose_contacts(ref: str) -> Response:
    found = accounts.find(the_person(), ref)
    people = accounts.disclose(found, actor=the_person(), now=clock.now())
    shown = {"account": found, "people": people, "disclosed": True}
    return page_or_partial("desk/accounts/show.html", "desk/accounts/_people.html", **{**_shown(found), **shown})


def _shown(found: Account) -> dict[str, Any]:
    lines, following = history.page(found, request.args.get("after"))
    return {
        "account": found,
        "meter": meters.meter_in_use(found),
        "meters": meters,
        "lines": lines,
        "following": following,
        "orders": accounts.orders(found),
        "words": order_words,
    }
