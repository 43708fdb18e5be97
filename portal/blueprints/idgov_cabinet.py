"""The first time by id.gov.ua: what is still missing for a cabinet, and where it needs one, proof of a mailbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash

from portal import access, clock
from portal.access import guests_only
from portal.blueprints import idgov_kept as kept
from portal.blueprints.throttling import (
    FORMS_OF_A_NETWORK,
    WRONG_SIGN_INS_OF_A_NETWORK,
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
from portal.domain.accounts import held
from portal.domain.errors import Conflict, Refused
from portal.domain.identity.idgov import entering, joining, told
from portal.extensions import limiter, settings, vault
from portal.forms.idgov import CabinetForm, MailedCodeForm
from portal.forms.registration import ConfirmationForm
from portal.language import gettext as _
from portal.models import User
from portal.rendering import go, go_to, page

bp = Blueprint("idgov_cabinet", __name__, url_prefix="/idgov/cabinet")


@bp.get("")
@guests_only
def show() -> Response:
    came = kept.person()
    if came is None:
        return kept.begin_anew("sign_in.show")
    person, values = came
    told_or_typed = {"email": person.email, "phone": person.phone, **values.get("filled", {})}
    return _form(CabinetForm(formdata=None, data=told_or_typed), person)


@bp.post("")
@guests_only
@limited(
    limiter.limit(FORMS_OF_A_NETWORK, deduct_when=was_taken),
    limiter.limit("5 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=lambda: _too_many_cabinets(),
)
def make() -> Response:
    came = kept.person()
    if came is None:
        return kept.begin_anew("sign_in.show")
    person, values = came
    form = CabinetForm()
    try:
        columns = entering.check(person, form.filled()) if form.validate() else None
    except Refused as error:
        form.take(error)
        columns = None
    if columns is None:
        return _form(form, person, 422)
    note_taken()
    if entering.needs_proof(person, columns["email"]):
        ref = entering.send_code(columns["email"], person, now=clock.now())
        kept.put_person(person, next=values.get("next", ""), filled=columns, ref=ref)
        return go("idgov_cabinet.code")
    try:
        user = joining.make_cabinet(person, columns, vault=vault(), now=clock.now())
    except Conflict as error:
        form.form_errors.append(str(error))
        return _form(form, person, 409)
    return _let_in(user, values.get("next", ""), _("Кабінет створено. Ласкаво просимо!"))


@bp.get("/code")
@guests_only
def code() -> Response:
    waiting = _waiting()
    return _proofs(waiting) if waiting else kept.begin_anew("sign_in.show")


def _asked_for() -> str:
    waiting = _waiting()
    return f"idgov code {waiting[1]['ref'] if waiting else ''}"


def _too_many_proofs() -> Response:
    waiting = _waiting()
    if waiting is None:
        return kept.begin_anew("sign_in.show")
    return too_many("idgov/code.html", MailedCodeForm(), **_shown(waiting), by_password=_blank())


@bp.post("/code")
@guests_only
@limited(
    limiter.limit("10 per hour", key_func=_asked_for, deduct_when=was_wrong),
    limiter.limit(WRONG_SIGN_INS_OF_A_NETWORK, deduct_when=was_wrong),
    otherwise=_too_many_proofs,
)
def check_code() -> Response:
    waiting = _waiting()
    if waiting is None:
        return kept.begin_anew("sign_in.show")
    person, values = waiting
    form = MailedCodeForm()
    if not form.validate():
        return _proofs(waiting, 422, form=form)
    try:
        user = entering.enter_by_code(
            person,
            values["filled"],
            values["ref"],
            form.code.data or "",
            secret_key=settings().secret_key,
            vault=vault(),
            now=clock.now(),
        )
    except (Refused, Conflict) as error:
        return _not_proved(waiting, error, form=form)
    return _let_in(user, values.get("next", ""), _("Готово: тепер ви входите через id.gov.ua."))


@bp.post("/password")
@guests_only
@limited(
    costly,
    limiter.limit("10 per 15 minutes", key_func=lambda: _address_key(), deduct_when=was_wrong),
    limiter.limit(WRONG_SIGN_INS_OF_A_NETWORK, deduct_when=was_wrong),
    otherwise=_too_many_proofs,
)
def check_password() -> Response:
    waiting = _waiting()
    if waiting is None:
        return kept.begin_anew("sign_in.show")
    person, values = waiting
    form = ConfirmationForm()
    if not form.validate():
        return _proofs(waiting, 422, by_password=form)
    try:
        user = entering.enter_by_password(
            person, values["filled"], form.password.data or "", vault=vault(), now=clock.now()
        )
    except (Refused, Conflict) as error:
        return _not_proved(waiting, error, by_password=form)
    return _let_in(user, values.get("next", ""), _("Готово: тепер ви входите через id.gov.ua."))


def _form(form: CabinetForm, person: told.Person, status: int = 200) -> Response:
    return page("idgov/cabinet.html", status, form=form, who=person)


def _too_many_cabinets() -> Response:
    came = kept.person()
    return too_many("idgov/cabinet.html", CabinetForm(), who=came[0]) if came else kept.begin_anew("sign_in.show")


def _waiting() -> tuple[told.Person, dict[str, Any]] | None:
    """Who came back, filled in the form and has to prove a mailbox."""
    came = kept.person()
    return came if came and "ref" in came[1] else None


def _address_key() -> str:
    waiting = _waiting()
    return vault().keyed_hash(f"idgov password {waiting[1]['filled']['email'] if waiting else ''}")


def _shown(waiting: tuple[told.Person, dict[str, Any]]) -> dict[str, Any]:
    return {"email": waiting[1]["filled"]["email"]}


def _blank() -> ConfirmationForm:
    return ConfirmationForm(formdata=None)


def _proofs(waiting: tuple[told.Person, dict[str, Any]], status: int = 200, **forms: Any) -> Response:
    both = {"form": MailedCodeForm(formdata=None), "by_password": _blank(), **forms}
    return page("idgov/code.html", status, **_shown(waiting), **both)


def _not_proved(waiting: tuple[told.Person, dict[str, Any]], error: Refused | Conflict, **forms: Any) -> Response:
    (form,) = forms.values()
    form.take(error)
    if isinstance(error, Conflict):
        return _proofs(waiting, 409, **forms)
    note_wrong()
    return _proofs(waiting, 422, **forms)


def _let_in(user: User, target: str, words: str) -> Response:
    """The session is new from here on; homes of theirs are offered first."""
    access.sign_in(user, remembered=False)
    flash(words, "success")
    if held.offered(user, vault=vault()):
        return go("accounts.offers")
    return go_to(target) if target else go("landing.home")
