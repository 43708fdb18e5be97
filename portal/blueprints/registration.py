"""Registration and the link that confirms it. A link is opened by a button: mail scanners press none."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, session

from portal import clock
from portal.access import guests_only, public
from portal.blueprints.mailed_links import old_links_told
from portal.blueprints.throttling import (
    FORMS_OF_A_NETWORK,
    costly,
    limited,
    no_email,
    note_taken,
    note_wrong,
    too_many,
    typed_email,
    was_taken,
    was_wrong,
)
from portal.domain.errors import Refused
from portal.domain.identity import links, registration
from portal.extensions import limiter, settings, vault
from portal.forms.registration import ConfirmationForm, EmailForm, RegistrationForm
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
    costly,
    limiter.limit(FORMS_OF_A_NETWORK, deduct_when=was_taken),
    limiter.limit("5 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=_too_many_registrations,
)
def register() -> Response:
    form = RegistrationForm()
    try:
        if form.validate():
            registration.register(form.details(), now=clock.now())
            note_taken()
            session[MAILED_TO] = form.email.data
            return go("registration.sent")
        registration.check(form.details(), is_complete=False)
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
    limiter.limit(FORMS_OF_A_NETWORK, deduct_when=was_taken),
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
    note_taken()
    session[MAILED_TO] = form.email.data
    return go("registration.sent")


def _confirmed_already(error: links.Unopened) -> dict[str, bool]:
    """Whether the link was used for good: then the way on is to sign in, else to ask for another one."""
    return {"confirmed": isinstance(error, links.LinkUsed) and links.owner(error.link).confirmed_at is not None}


old_link_told = old_links_told("registration/old_link.html", _confirmed_already)


@bp.get("/confirmation/<token>")
@public
@old_link_told
def confirmation(token: str) -> Response:
    link = registration.find_link(token, secret_key=settings().secret_key, now=clock.now())
    form = ConfirmationForm(formdata=None)
    return page("registration/confirmation.html", form=form, token=token, email=link.email)


def _link_key() -> str:
    return vault().keyed_hash(f"confirmation {(request.view_args or {}).get('token')}")


def _too_many_confirmations(token: str) -> Response:
    link = registration.find_link(token, secret_key=settings().secret_key, now=clock.now())
    return too_many("registration/confirmation.html", ConfirmationForm(), token=token, email=link.email)


@bp.post("/confirmation/<token>")
@public
@old_link_told
@limited(
    costly,
    limiter.limit("10 per 15 minutes", key_func=_link_key, deduct_when=was_wrong),
    otherwise=_too_many_confirmations,
)
def confirm(token: str) -> Response:
    link = registration.find_link(token, secret_key=settings().secret_key, now=clock.now())
    form = ConfirmationForm()
    done = form.validate() and _confirm(token, form)
    if not done:
        return page("registration/confirmation.html", 422, form=form, token=token, email=link.email)
    flash(_("Пошту підтверджено. Тепер увійдіть у кабінет."), "success")
    return go("sign_in.show")


def _confirm(token: str, form: ConfirmationForm) -> bool:
    """Confirm the mailbox; if the password is not the one of the registration, the form says so."""
    try:
        registration.confirm(token, form.password.data or "", secret_key=settings().secret_key, now=clock.now())
    except Refused as error:
        note_wrong()
        form.take(error)
        return False
    return True
