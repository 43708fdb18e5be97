"""The desk's search: an account's number, a surname, the number of an order."""

from __future__ import annotations

from flask import Response, request

from portal import clock
from portal.access import staff_required, the_person
from portal.blueprints.desk import bp
from portal.domain.desk import order_words
from portal.domain.desk import search as finding
from portal.forms.base import stripped
from portal.rendering import page


@bp.get("/search")
@staff_required
def search() -> Response:
    typed = stripped(request.args.get("q"))[: finding.LONGEST]
    found = finding.search(typed, actor=the_person(), now=clock.now()) if typed else None
    return page("desk/search.html", typed=typed, found=found, most=finding.MOST, words=order_words)
