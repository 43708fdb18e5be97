"""The place whose outages are shown: a consumer picks it for an account, a guest to look at it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request

from portal import clock
from portal.access import consumer_required, public, the_person
from portal.blueprints.about import about_an_account, account_of_the_form
from portal.blueprints.throttling import person_key
from portal.domain.errors import Refused
from portal.domain.outages.places import finding, matching
from portal.domain.outages.places.picking import Asked, pick
from portal.extensions import address_lists, limiter
from portal.forms.outage_places import PlaceForm, place_words
from portal.language import gettext as _
from portal.models import Account
from portal.rendering import go, page, page_or_partial, wants_fragment

bp = Blueprint("outage_places", __name__, url_prefix="/outages")

# From one network, as a whole village may come through one; a look-up takes four or five steps.
STEPS_OF_A_NETWORK = "1200 per hour"
# Everybody who has the account in their cabinet may be told by mail that its schedule is another one.
choices_of_a_person = limiter.shared_limit("10 per day", scope="place of an account", key_func=person_key)


@bp.get("/place")
@consumer_required
@about_an_account
def show(account: Account) -> Response:
    """What is known of the account's place; with ``rem`` in the query the steps to another one."""
    form = PlaceForm(formdata=request.args)
    form.account.data = account.ref
    if "rem" in request.args:
        return _steps(form, form.asked(), about=account)
    match = matching.match_account(account, now=clock.now(), source=address_lists())
    if isinstance(match, finding.Found):
        return page("outage_places/known.html", about=account, place=match.place, words=place_words)
    if isinstance(match, finding.Ambiguous):
        form.offer_places(match.places, with_street=True)
        return page("outage_places/offered.html", about=account, form=form)
    return _steps(form, _so_far(account, match), about=account)


@bp.post("/place")
@consumer_required
@choices_of_a_person
def choose() -> Response:
    account = account_of_the_form()
    form = PlaceForm()
    try:
        place = matching.choose(account, form.place.data or "", actor=the_person(), now=clock.now())
    except Refused as error:
        form.take(error)
        return _steps(form, form.asked(), 422, about=account)
    said = {"address": place_words(place, with_street=True), "subqueue": place.subqueue}
    if place.subqueue:
        flash(_("Збережено: %(address)s. Підчерга %(subqueue)s.", **said), "success")
    else:
        flash(_("Збережено: %(address)s. Графіки погодинних відключень тут не діють.", **said), "success")
    return go("outages.index", account=account.ref)


@bp.post("/place/missing")
@consumer_required
@choices_of_a_person
def say_missing() -> Response:
    account = account_of_the_form()
    matching.say_missing(account, actor=the_person(), now=clock.now())
    flash(_("Дякуємо, що сказали. Ваш РЕМ перевірить адресу."), "success")
    return go("outages.index", account=account.ref)


@bp.get("/search")
@public
@limiter.limit(STEPS_OF_A_NETWORK)
def search() -> Response:
    form = PlaceForm(formdata=request.args)
    return _steps(form, form.asked())


def _steps(form: PlaceForm, asked: Asked, status: int = 200, about: Account | None = None) -> Response:
    """The next step: for an account, or for anybody."""
    picking = pick(asked, source=address_lists(), now=clock.now())
    form.offer(picking)
    form.house.data = asked.house
    shown: dict[str, Any] = {
        "form": form,
        "picking": picking,
        "asked": asked,
        "about": about,
        "words": place_words,
    }
    whole = "outage_places/show.html" if about else "outage_places/search.html"
    return page_or_partial(whole, "outage_places/_steps.html", status, is_part=wants_fragment(), **shown)


def _so_far(account: Account, match: finding.Nowhere) -> Asked:
    """As far as the account's address led in the lists."""
    return Asked(
        rem=str(account.rem.source_id),
        city=match.city.source_id if match.city else "",
        street=match.street.source_id if match.street else "",
        house=account.house,
    )
