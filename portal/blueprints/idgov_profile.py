"""«Вхід через id.gov.ua» in the profile: connected or not, connecting, disconnecting."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash

from portal import clock
from portal.access import consumer_required, signed_in_required, the_person
from portal.blueprints import idgov_kept as kept
from portal.blueprints.throttling import (
    limited,
    note_taken,
    person_key,
    refused,
    too_many,
    was_taken,
    wrong_passwords,
)
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import password_reset
from portal.domain.identity.idgov import connecting, known, ways
from portal.extensions import limiter, vault
from portal.forms.profile import CurrentPasswordForm
from portal.language import gettext as _
from portal.rendering import go, page

bp = Blueprint("idgov_profile", __name__, url_prefix="/profile")


@bp.get("/identity")
@consumer_required
def show() -> Response:
    kept.provider()
    return page("idgov/show.html", form=CurrentPasswordForm(formdata=None), **_known())


@bp.get("/identity/connection")
@consumer_required
def connection() -> Response:
    came = kept.person(the_person().id)
    if came is None:
        return kept.begin_anew("idgov_profile.show")
    return page("idgov/connection.html", form=CurrentPasswordForm(formdata=None), who=came[0])


def _too_many_connections() -> Response:
    came = kept.person(the_person().id)
    form = CurrentPasswordForm()
    return too_many("idgov/connection.html", form, who=came[0]) if came else kept.begin_anew("idgov_profile.show")


@bp.post("/identity/connection")
@consumer_required
@limited(wrong_passwords, otherwise=_too_many_connections)
def connect() -> Response:
    came = kept.person(the_person().id)
    if came is None:
        return kept.begin_anew("idgov_profile.show")
    person, form = came[0], CurrentPasswordForm()
    if not form.validate():
        return page("idgov/connection.html", 422, form=form, who=person)
    try:
        connecting.connect(
            person, form.current_password.data or "", actor=the_person(), vault=vault(), now=clock.now()
        )
    except (Refused, Conflict) as error:
        return refused("idgov/connection.html", form, error, who=person)
    kept.CAME.drop()
    flash(_("Готово: тепер ви входите й через id.gov.ua."), "success")
    return go("idgov_profile.show")


@bp.post("/identity/disconnection")
@consumer_required
@limited(wrong_passwords, otherwise=lambda: too_many("idgov/show.html", CurrentPasswordForm(), **_known()))
def disconnect() -> Response:
    form = CurrentPasswordForm()
    if not form.validate():
        return page("idgov/show.html", 422, form=form, **_known())
    try:
        connecting.disconnect(form.current_password.data or "", actor=the_person(), now=clock.now())
    except Refused as error:
        return refused("idgov/show.html", form, error, **_known())
    flash(_("Через id.gov.ua до цього кабінету більше не ввійти."), "success")
    return go("idgov_profile.show")


@bp.post("/password/link")
@signed_in_required
@limited(
    limiter.limit("3 per hour", key_func=person_key, deduct_when=was_taken),
    otherwise=lambda: _too_many_links(),
)
def send_password_link() -> Response:
    """Whoever came by id.gov.ua has no password until they set one by the mail that everybody gets."""
    person = the_person()
    password_reset.request(person.email, now=clock.now())
    note_taken()
    flash(
        _("Надіслали лист на %(email)s. Відкрийте посилання з нього й задайте пароль.", email=person.email),
        "success",
    )
    return go("profile.password")


def _too_many_links() -> Response:
    flash(_("Ми вже надіслали кілька листів. Перевірте пошту або спробуйте за годину."), "info")
    return go("profile.password")


def _known() -> dict[str, Any]:
    identity = known.of(the_person())
    return {"identity": identity, "way": ways.label(identity.way) if identity else ""}
