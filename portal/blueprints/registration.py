"""Registration and the link that confirms it. A link is opened by a button: mail scanners press none."""

from __future__ import annotations

from flask import Blueprint, Response, flash, session

from portal import clock
from portal.access import guests_only, public
from portal.blueprints.mailed_links import unopened
from portal.blueprints.throttling import limited, no_email, too_many, typed_email, was_taken
from portal.domain.errors import Refused
from portal.domain.identity import links, registration
from portal.extensions import limiter, settings
from portal.forms.registration import EmailForm, RegistrationForm
from portal.language import gettext as _
from portal.rendering import go, page

bp = Blueprint("registration", __name__, url_prefix="/register")

# The address that a mail has just gone to, to be shown and sent to again; gone with the next sign-in.
MAILED_TO = "mailed_to"


@bp.get("")
@guests_only
def show() -> Response:
    return page("registration/show.html", form=RegistrationForm(formdata=None))


def _too_many_registrations() -> Response:
    return too_many("registration/show.html", RegistrationForm())


@bp.post("")
@guests_only
@limited(
    limiter.limit("10 per hour", deduct_when=was_taken),
    limiter.limit("5 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=_too_many_registrations,
)
def register() -> Response:
    form = RegistrationForm()
    try:
        if form.validate():
            registration.register(form.details(), now=clock.now())
            session[MAILED_TO] = form.email.data
            return go("registration.sent")
        registration.check(form.details())
    except Refused as error:
        form.take(error)
    return page("registration/show.html", 422, form=form)


@bp.get("/sent")
@public
def sent() -> Response:
    return page("registration/sent.html", email=session.get(MAILED_TO))


@bp.get("/again")
@public
def again() -> Response:
    form = EmailForm(formdata=None, data={"email": session.get(MAILED_TO)})
    return page("registration/again.html", form=form)


def _too_many_mails() -> Response:
    return too_many("registration/again.html", EmailForm())


@bp.post("/again")
@public
@limited(
    limiter.limit("10 per hour", deduct_when=was_taken),
    limiter.limit("3 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=_too_many_mails,
)
def send_again() -> Response:
    form = EmailForm()
    if not form.validate():
        return page("registration/again.html", 422, form=form)
    try:
        registration.send_again(form.email.data or "", now=clock.now())
    except Refused as error:
        form.take(error)
        return page("registration/again.html", 422, form=form)
    session[MAILED_TO] = form.email.data
    return go("registration.sent")


@bp.get("/confirmation/<token>")
@public
def confirmation(token: str) -> Response:
    try:
        link = registration.find_link(token, secret_key=settings().secret_key, now=clock.now())
    except links.Unopened as error:
        return _old_link(error)
    return page("registration/confirmation.html", token=token, email=link.email)


@bp.post("/confirmation/<token>")
@public
def confirm(token: str) -> Response:
    try:
        registration.confirm(token, secret_key=settings().secret_key, now=clock.now())
    except links.Unopened as error:
        return _old_link(error)
    flash(_("Пошту підтверджено. Тепер увійдіть у кабінет."), "success")
    return go("sign_in.show")


def _old_link(error: links.Unopened) -> Response:
    """What to do instead: sign in if it was used for good, else ask for another one."""
    confirmed = isinstance(error, links.LinkUsed) and links.owner(error.link).confirmed_at is not None
    return unopened("registration/old_link.html", error, confirmed=confirmed)
