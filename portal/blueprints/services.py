"""Послуги: what can be applied for, each with a first page that says what it takes."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, Response, abort, request

from portal import clock
from portal.access import consumer_required, current_person, public, the_person
from portal.context import accounts, chosen_account
from portal.domain.accounts import cabinet
from portal.domain.errors import Refused
from portal.domain.files.kinds import PDF
from portal.domain.orders import catalogue, documents, drafts
from portal.domain.orders.definition import NEEDED, NONE, Kind
from portal.downloads import made_to_be_saved
from portal.extensions import limiter
from portal.forms.base import uuid_or_none
from portal.models import Account
from portal.rendering import go, page

bp = Blueprint("services", __name__, url_prefix="/orders/new")


@bp.get("")
@public
def index() -> Response:
    groups = [
        (title, [kind for kind in catalogue.KINDS if kind.group == name])
        for name, title in catalogue.GROUPS.items()
    ]
    return page("orders/catalogue.html", groups=groups)


@bp.get("/<slug>")
@public
def show(slug: str) -> Response:
    kind = catalogue.kind_of(slug)
    person = current_person()
    if person is None:
        return page("orders/new.html", kind=kind)
    if person.role != "consumer":
        abort(404)
    ref = request.args.get("account")
    about = None
    if kind.account != NONE:
        about = cabinet.account_of(person, ref) if ref else chosen_account()
    return _start(kind, about)


@bp.get("/<slug>/sample")
@public
@limiter.limit("60 per minute")
def sample(slug: str) -> Response:
    """The application of a kind as a PDF to look at, or to fill in by hand."""
    kind = catalogue.kind_of(slug)
    return made_to_be_saved(documents.sample(kind.slug), f"зразок-{kind.slug}.pdf", PDF.type)


@bp.post("/<slug>")
@consumer_required
def begin(slug: str) -> Response:
    kind = catalogue.kind_of(slug)
    ref = request.form.get("account", "")
    about = cabinet.account_of(the_person(), ref) if ref else None
    uuid = uuid_or_none(request.form.get("uuid")) or uuid4()
    try:
        order = drafts.begin(kind, about, uuid=uuid, actor=the_person(), now=clock.now())
    except Refused as error:
        return _start(kind, about, str(error), 422)
    return go("order_drafts.step", ref=order.ref, name=kind.steps[0].name)


def _start(kind: Kind, about: Account | None, problem: str = "", status: int = 200) -> Response:
    """The first page of a kind, for a consumer."""
    if kind.account == NEEDED and about is not None and not about.is_served:
        return page("accounts/not_served.html", account=about)
    return page(
        "orders/new.html",
        status,
        kind=kind,
        about=about,
        choices=[one for one in accounts() if one.is_served],
        unfinished=drafts.unfinished(kind, about, the_person()),
        uuid=str(uuid4()),
        problem=problem,
        has_account=kind.account != NONE,
        needs_account=kind.account == NEEDED,
    )
