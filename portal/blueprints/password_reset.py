"""«Забули свій пароль?»: a link by mail, and the new password behind it."""

from __future__ import annotations

from flask import Blueprint, Response, session

from portal import access, clock
from portal.access import public
from portal.blueprints.mailed_links import old_links_told
from portal.blueprints.registration import MAILED_TO
from portal.blueprints.throttling import (
    FORMS_OF_A_NETWORK,
    costly,
    limited,
    no_email,
    note_taken,
    too_many,
    typed_email,
    was_taken,
)
from portal.domain.errors import Refused
from portal.domain.identity import password_reset
from portal.extensions import limiter, settings
from portal.forms.password_reset import ChosenPasswordForm, ResetForm
from portal.rendering import go, page

bp = Blueprint("password_reset", __name__, url_prefix="/password-reset")


@bp.get("")
@public
def show() -> Response:
    return page("password_reset/show.html", form=ResetForm(formdata=None))


@bp.post("")
@public
@limited(
    costly,
    limiter.limit(FORMS_OF_A_NETWORK, deduct_when=was_taken),
    limiter.limit("3 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=lambda: too_many("password_reset/show.html", ResetForm()),
)
def send() -> Response:
    form = ResetForm()
    if not form.validate():
        return page("password_reset/show.html", 422, form=form)
    try:
        password_reset.request(form.email.data or "", now=clock.now())
    except Refused as error:
        form.take(error)
        return page("password_reset/show.html", 422, form=form)
    note_taken()
    session[MAILED_TO] = form.email.data
    return go("password_reset.sent")


@bp.get("/sent")
@public
def sent() -> Response:
    return page("password_reset/sent.html", email=session.get(MAILED_TO))


@bp.get("/done")
@public
def changed() -> Response:
    return page("password_reset/changed.html")


old_link_told = old_links_told("password_reset/old_link.html")


@bp.get("/<token>")
@public
@old_link_told
def choose(token: str) -> Response:
    link = password_reset.find_link(token, secret_key=settings().secret_key, now=clock.now())
    form = ChosenPasswordForm(formdata=None)
    return page("password_reset/choose.html", form=form, token=token, email=link.email)


def _too_many_choices(token: str) -> Response:
    link = password_reset.find_link(token, secret_key=settings().secret_key, now=clock.now())
    return too_many("password_reset/choose.html", ChosenPasswordForm(), token=token, email=link.email)


@bp.post("/<token>")
@public
@old_link_told
@limited(costly, otherwise=_too_many_choices)
def change(token: str) -> Response:
    link = password_reset.find_link(token, secret_key=settings().secret_key, now=clock.now())
    form = ChosenPasswordForm()
    done = form.validate() and _reset(token, form)
    if not done:
        return page("password_reset/choose.html", 422, form=form, token=token, email=link.email)
    access.sign_out()
    return go("password_reset.changed")


def _reset(token: str, form: ChosenPasswordForm) -> bool:
    """Set the password; if it is refused, the form says why."""
    try:
        password_reset.reset(token, form.password.data or "", secret_key=settings().secret_key, now=clock.now())
    except Refused as error:
        form.take(error)
        return False
    return True
