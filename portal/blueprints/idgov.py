"""To id.gov.ua and back. A link leads there, as no form may send the browser to another site."""

from __future__ import annotations

import hmac
from typing import Any

import structlog
from flask import Blueprint, Response, redirect, request, session

from portal import access, clock
from portal.access import consumer_required, current_person, guests_only, public, the_person
from portal.blueprints import idgov_kept as kept
from portal.blueprints.throttling import costly, limited
from portal.domain.identity.idgov import entering, failures, told, ways
from portal.domain.identity.idgov.failures import BUSY, DENIED, REFUSED, STATE, Failed
from portal.extensions import vault
from portal.forms.sign_in import own_path
from portal.rendering import go, go_to, page

bp = Blueprint("idgov", __name__, url_prefix="/idgov")

# The provider's name for somebody who pressed «Скасувати».
ACCESS_DENIED = "access_denied"
# Why the last try failed; shown once the address with the code is out of sight.
WHY = "idgov_why"
LONGEST_CODE = 1000


@bp.get("/sign-in/<way>")
@guests_only
def sign_in(way: str) -> Response:
    return _leave(way, next=own_path(request.args.get("next")))


@bp.get("/connection/<way>")
@consumer_required
def connect(way: str) -> Response:
    return _leave(way, user=the_person().id)


@bp.get("/return")
@public
@limited(costly, otherwise=lambda: _failed(Failed(BUSY), None))
def back() -> Response:
    kept.provider()
    left = kept.LEFT.take()
    try:
        person = _who(left)
        assert left is not None
        if "user" in left:
            kept.put_person(person, user=left["user"])
            return go("idgov_profile.connection")
        return _come_in(person, left["next"])
    except Failed as error:
        return _failed(error, left)


@bp.get("/failure")
@public
def failure() -> Response:
    kept.provider()
    code, way = (session.get(WHY) or ["", ""])[:2]
    if not code:
        return go("sign_in.show")
    person = current_person()
    return page("idgov/failure.html", sentence=failures.sentence(code), code=code, way=way, is_connecting=person)


def _leave(slug: str, **values: Any) -> Response:
    provider = kept.provider()
    departure = provider.departure(ways.find(slug))
    kept.LEFT.put(state=departure.state, verifier=departure.verifier, way=slug, **values)
    return redirect(departure.url, 303)  # type: ignore[return-value]


def _who(left: dict[str, Any] | None) -> told.Person:
    """Who came back, if it is the browser that left, for the one who left."""
    state = request.args.get("state", "")
    if left is None or not hmac.compare_digest(state.encode("utf-8", "replace"), left["state"].encode()):
        raise Failed(STATE)
    person = current_person()
    if left.get("user") != (person.id if person else None):
        raise Failed(STATE, "somebody else is signed in by now")
    error = request.args.get("error")
    if error:
        raise Failed(DENIED if error == ACCESS_DENIED else REFUSED, error[:40] if error.isidentifier() else "")
    code = request.args.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise Failed(REFUSED, "came back without a code")
    return kept.provider().person(code, left["verifier"])


def _come_in(person: told.Person, target: str) -> Response:
    user = entering.owner(person, vault=vault(), now=clock.now())
    if user is None:
        kept.put_person(person, next=target)
        return go("idgov_cabinet.show")
    access.sign_in(user, remembered=False)
    return go_to(target) if target else go("landing.home")


def _failed(error: Failed, left: dict[str, Any] | None) -> Response:
    structlog.get_logger("portal.web").warning("idgov_failed", reason=error.code, detail=error.detail)
    kept.CAME.drop()
    session[WHY] = [error.code, left["way"] if left else ""]
    return go("idgov.failure")
