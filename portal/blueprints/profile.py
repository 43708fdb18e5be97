"""«Керування обліковим записом»: names, e-mail, password, sessions, notices of the one who asks."""

from __future__ import annotations

from flask import Blueprint, Response, flash

from portal import access, clock
from portal.access import current_session, signed_in_required, the_person
from portal.blueprints.mailed_links import old_links_told
from portal.blueprints.throttling import (
    limited,
    no_email,
    note_taken,
    person_key,
    refused,
    too_many,
    typed_email,
    was_taken,
    wrong_passwords,
)
from portal.context import accounts
from portal.domain.errors import Refused
from portal.domain.identity import email_change, notifications, password_change, profile, sessions
from portal.domain.outages import watching
from portal.domain.push import devices
from portal.domain.readings import reminders
from portal.extensions import limiter, settings
from portal.forms.profile import EmailChangeForm, NotificationsForm, PasswordChangeForm, ProfileForm
from portal.language import gettext as _
from portal.pushing import public_key
from portal.rendering import go, page

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("")
@signed_in_required
def show() -> Response:
    return page("profile/show.html", form=ProfileForm(formdata=None, obj=the_person()))


@bp.post("")
@signed_in_required
def save() -> Response:
    form = ProfileForm()
    if not form.validate():
        return page("profile/show.html", 422, form=form)
    try:
        profile.update(**form.data, actor=the_person(), now=clock.now())
    except Refused as error:
        return refused("profile/show.html", form, error)
    flash(_("Зміни збережено"), "success")
    return go("profile.show")


@bp.get("/email")
@signed_in_required
def email() -> Response:
    return page("profile/email.html", form=EmailChangeForm(formdata=None))


@bp.post("/email")
@signed_in_required
@limited(
    wrong_passwords,
    limiter.limit("5 per hour", key_func=person_key, deduct_when=was_taken),
    limiter.limit("3 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_taken),
    otherwise=lambda: too_many("profile/email.html", EmailChangeForm()),
)
def change_email() -> Response:
    form = EmailChangeForm()
    if not form.validate():
        return page("profile/email.html", 422, form=form)
    try:
        address = email_change.request(
            form.email.data or "", form.current_password.data or "", actor=the_person(), now=clock.now()
        )
    except Refused as error:
        return refused("profile/email.html", form, error)
    note_taken()
    flash(_("На адресу %(email)s надіслано лист. Відкрийте посилання з нього.", email=address), "success")
    return go("profile.email")


old_link_told = old_links_told("profile/old_link.html")


@bp.get("/email/confirmation/<token>")
@signed_in_required
@old_link_told
def email_confirmation(token: str) -> Response:
    link = email_change.find_link(token, actor=the_person(), secret_key=settings().secret_key, now=clock.now())
    return page("profile/email_confirmation.html", token=token, email=link.email)


@bp.post("/email/confirmation/<token>")
@signed_in_required
@old_link_told
def confirm_email(token: str) -> Response:
    address = email_change.confirm(token, actor=the_person(), secret_key=settings().secret_key, now=clock.now())
    flash(_("Електронну адресу змінено. Тепер ваш логін — %(email)s", email=address), "success")
    return go("profile.email")


@bp.get("/password")
@signed_in_required
def password() -> Response:
    return page("profile/password.html", form=PasswordChangeForm(formdata=None))


@bp.post("/password")
@signed_in_required
@limited(wrong_passwords, otherwise=lambda: too_many("profile/password.html", PasswordChangeForm()))
def change_password() -> Response:
    form = PasswordChangeForm()
    if not form.validate():
        return page("profile/password.html", 422, form=form)
    try:
        password_change.change(
            form.current_password.data or "",
            form.password.data or "",
            actor=the_person(),
            session=current_session(),
            now=clock.now(),
        )
    except Refused as error:
        return refused("profile/password.html", form, error)
    flash(_("Пароль змінено. На інших пристроях треба буде ввійти знову."), "success")
    return go("profile.password")


@bp.get("/sessions", endpoint="sessions")
@signed_in_required
def list_sessions() -> Response:
    living = sessions.list_for(the_person(), now=clock.now())
    return page("profile/sessions.html", sessions=living, current=current_session())


@bp.post("/sessions/<ref>/revocation")
@signed_in_required
def revoke_session(ref: str) -> Response:
    sessions.revoke(ref, actor=the_person())
    if ref == current_session().ref:
        access.sign_out()
        return go("landing.home")
    flash(_("Сеанс завершено"), "success")
    return go("profile.sessions")


@bp.post("/sessions/revocation")
@signed_in_required
def revoke_others() -> Response:
    sessions.end_others(the_person(), current_session())
    flash(_("Усі інші сеанси завершено"), "success")
    return go("profile.sessions")


@bp.get("/notifications", endpoint="notifications")
@signed_in_required
def show_notifications() -> Response:
    chosen = {
        **notifications.chosen(the_person()),
        **reminders.chosen(the_person()),
        **watching.chosen(the_person()),
    }
    chosen |= {name: str(chosen[name]) for name in ("before", "back")}
    return _notifications(NotificationsForm(formdata=None, data=chosen))


@bp.post("/notifications")
@signed_in_required
def choose_notifications() -> Response:
    form = NotificationsForm()
    chosen = {**form.data, **{name: _whole(form[name].data) for name in ("before", "back")}}
    if len(accounts()) < 2:
        del chosen["accounts"]
    try:
        if the_person().role == "consumer":
            watching.choose(chosen, actor=the_person())
            reminders.choose(form.data, actor=the_person())
    except Refused as error:
        form.take(error)
        return _notifications(form, 422)
    notifications.choose(form.data, actor=the_person())
    flash(_("Ваш вибір збережено"), "success")
    return go("profile.notifications")


@bp.post("/notifications/device/removal")
@signed_in_required
def stop_pushing() -> Response:
    devices.remove(access.current_session())
    flash(_("Сповіщень на цьому пристрої більше не буде"), "success")
    return go("profile.notifications")


def _notifications(form: NotificationsForm, status: int = 200) -> Response:
    private_key = settings().vapid_private_key
    form.offer(accounts())
    return page(
        "profile/notifications.html",
        status,
        form=form,
        push_key=public_key(private_key) if private_key else None,
        is_pushed=devices.is_on(access.current_session()),
    )


def _whole(text: str | None) -> int:
    """Minutes; what is no number of the list is none."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 4 else 0
