"""Завантажити документ: how to get and to use КЕП, and the signed applications that are waited for."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for

from portal import receiving
from portal.access import consumer_required, the_person
from portal.blueprints.orders import take_signed
from portal.domain.orders import attachments, catalogue, history, signing
from portal.language import gettext as _
from portal.rendering import go, page

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("")
@consumer_required
def index() -> Response:
    return _shown()


@bp.post("")
@receiving.takes_files
@consumer_required
def send() -> Response:
    """Which application it is, and its signed PDF: for browsers without scripts."""
    ref = request.form.get("order", "")
    if not ref:
        return _shown(_("Оберіть тип заяви"), 422)
    problem = take_signed(history.order_of(the_person(), ref))
    return _shown(problem, 422, ref) if problem else go("orders.show", ref=ref)


@bp.get("/<ref>/sent")
@consumer_required
def sent(ref: str) -> Response:
    """Where to go when a signed application has gone up; nowhere while it is still awaited."""
    order = history.order_of(the_person(), ref)
    answer = make_response("", 204)
    if order.status_name != "awaiting_signature":
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = url_for("orders.show", ref=ref)
    return answer


def _shown(problem: str = "", status: int = 200, chosen: str = "") -> Response:
    waiting = [(order, catalogue.kind_of(order.kind)) for order in signing.awaiting(the_person())]
    signed_kinds = [kind for kind in catalogue.KINDS if kind.signed]
    return page(
        "documents/index.html",
        status,
        waiting=waiting,
        signed_kinds=signed_kinds,
        problem=problem,
        signed=attachments.SIGNED_PLACE,
        chosen=chosen or request.args.get("order", ""),
    )
