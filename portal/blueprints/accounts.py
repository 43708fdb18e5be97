"""Особовий: Додати, Видалити, Обрати, Перегляд."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash

from portal import clock
from portal.access import consumer_required, the_person
from portal.blueprints.throttling import limited, note_wrong, too_many, was_wrong
from portal.context import accounts, chosen_account
from portal.domain.accounts import cabinet, held, linking
from portal.domain.errors import Conflict, Refused, TooMany
from portal.domain.identity.idgov import known
from portal.domain.readings import meters
from portal.errors import seconds
from portal.extensions import limiter, vault
from portal.forms.accounts import LinkForm, OffersForm
from portal.language import gettext as _
from portal.language import ngettext
from portal.rendering import go, page

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("")
@consumer_required
def index() -> Response:
    return page("accounts/index.html")


@bp.get("/new")
@consumer_required
def new() -> Response:
    return _new(LinkForm(formdata=None))


@bp.post("/new")
@consumer_required
@limited(
    # Somebody with many cabinets; who has one is held back much earlier, by the domain.
    limiter.limit("60 per hour", deduct_when=was_wrong),
    otherwise=lambda: too_many("accounts/new.html", LinkForm(), **_identified()),
)
def link() -> Response:
    form = LinkForm()
    if not form.validate():
        return _new(form, 422)
    try:
        account = linking.link(
            form.number.data or "", form.proof.data or "", actor=the_person(), now=clock.now(), vault=vault()
        )
    except linking.NotServed:
        return page("accounts/not_served.html")
    except TooMany as error:
        form.form_errors.append(str(error))
        answer = _new(form, 429)
        answer.headers["Retry-After"] = str(seconds(error.after))
        return answer
    except Refused as error:
        if error.code == "no_match":
            note_wrong()
        form.take(error)
        return _new(form, 422)
    except Conflict as error:
        flash(str(error), "info")
        return go("accounts.index")
    flash(_("Рахунок %(number)s додано", number=account.number_shown), "success")
    return go("landing.home")


def _new(form: LinkForm, status: int = 200) -> Response:
    return page("accounts/new.html", status, form=form, **_identified())


def _identified() -> dict[str, Any]:
    """Whether the person's РНОКПП is known from id.gov.ua, and the homes that it opens."""
    is_identified = known.tax_number(the_person(), vault()) is not None
    return {"is_identified": is_identified, "offered": held.offered(the_person(), vault=vault())}


@bp.get("/offers")
@consumer_required
def offers() -> Response:
    offered = held.offered(the_person(), vault=vault())
    return (
        page("accounts/offers.html", form=OffersForm.of(offered), offered=offered)
        if offered
        else go("accounts.new")
    )


@bp.post("/offers")
@consumer_required
def take_offers() -> Response:
    offered = held.offered(the_person(), vault=vault())
    form = OffersForm.of(offered, is_sent=True)
    if not form.validate():
        return page("accounts/offers.html", 422, form=form, offered=offered)
    added = held.add(form.accounts.data or [], actor=the_person(), vault=vault(), now=clock.now())
    if added:
        words = ngettext("Додано %(num)s рахунок", "Додано %(num)s рахунки", len(added))
        flash(words, "success")
    return go("landing.home")


@bp.get("/missing")
@consumer_required
def missing() -> Response:
    return page("accounts/missing.html")


@bp.get("/removal")
@consumer_required
def removals() -> Response:
    return page("accounts/removals.html")


@bp.get("/current")
@consumer_required
def current() -> Response:
    account = chosen_account()
    return go("accounts.show", ref=account.ref) if account else go("accounts.new")


@bp.get("/<ref>")
@consumer_required
def show(ref: str) -> Response:
    account = cabinet.account_of(the_person(), ref)
    return page("accounts/show.html", account=account, meter=meters.meter_in_use(account), meters=meters)


@bp.post("/<ref>/choice")
@consumer_required
def choose(ref: str) -> Response:
    account = cabinet.account_of(the_person(), ref)
    cabinet.choose(account, actor=the_person())
    flash(_("Обрано рахунок %(number)s", number=account.number_shown), "success")
    return go("landing.home")


@bp.get("/<ref>/removal")
@consumer_required
def confirm_removal(ref: str) -> Response:
    return page("accounts/remove.html", leaving=cabinet.account_of(the_person(), ref))


@bp.post("/<ref>/removal")
@consumer_required
def remove(ref: str) -> Response:
    account = cabinet.account_of(the_person(), ref)
    linking.unlink(account, actor=the_person(), now=clock.now())
    flash(_("Рахунок %(number)s видалено з кабінету", number=account.number_shown), "success")
    return go("accounts.index") if accounts() else go("accounts.new")
