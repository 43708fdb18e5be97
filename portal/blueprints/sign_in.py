"""Sign-in, the second step of those who work at the desk, and sign-out."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request, session

from portal import access, clock
from portal.access import guests_only, public
from portal.blueprints.carried import Carried
from portal.blueprints.throttling import (
    WRONG_SIGN_INS_OF_A_NETWORK,
    costly,
    limited,
    no_email,
    note_wrong,
    too_many,
    typed_email,
    typed_email_from_here,
    was_wrong,
)
from portal.crypto import token_hash
from portal.domain.errors import Refused
from portal.domain.identity import codes, sign_in
from portal.extensions import limiter, vault
from portal.forms.sign_in import CodeForm, SignInForm, own_path
from portal.language import gettext as _
from portal.models import User
from portal.rendering import go, go_to, page

bp = Blueprint("sign_in", __name__, url_prefix="")

# Who has shown the right password and still has to show a code; encrypted, for five minutes.
PENDING = Carried("pending", timedelta(minutes=5))


def _refused(template: str, form: SignInForm | CodeForm, error: Refused) -> Response:
    note_wrong()
    form.take(error)
    return page(template, 422, form=form)


@bp.get("/sign-in")
@guests_only
def show() -> Response:
    form = SignInForm(formdata=None, data={"next": own_path(request.args.get("next"))})
    return page("sign_in/show.html", form=form)


@bp.post("/sign-in")
@guests_only
@limited(
    costly,
    limiter.limit(WRONG_SIGN_INS_OF_A_NETWORK, deduct_when=was_wrong),
    limiter.limit(
        "10 per 15 minutes", key_func=typed_email_from_here, exempt_when=no_email, deduct_when=was_wrong
    ),
    limiter.limit("100 per hour", key_func=typed_email, exempt_when=no_email, deduct_when=was_wrong),
    otherwise=lambda: too_many("sign_in/show.html", SignInForm()),
)
def enter() -> Response:
    form = SignInForm()
    if not form.validate():
        return page("sign_in/show.html", 422, form=form)
    try:
        user = sign_in.check(form.email.data or "", form.password.data or "")
    except sign_in.Unconfirmed:
        return page("sign_in/unconfirmed.html", 403, email=form.email.data)
    except Refused as error:
        return _refused("sign_in/show.html", form, error)
    if sign_in.needs_code(user):
        _remember_pending(user, form.next.data or "")
        return go("sign_in.code")
    return _let_in(user, form.next.data or "", remembered=form.remember.data)


@bp.get("/sign-in/code")
@guests_only
def code() -> Response:
    if _pending() is None:
        return _begin_anew()
    return page("sign_in/code.html", form=CodeForm(formdata=None))


def _pending_person() -> str:
    kept = PENDING.look()
    return f"code {kept['user'] if kept else 0}"


@bp.post("/sign-in/code")
@guests_only
@limited(
    limiter.limit("10 per 15 minutes", key_func=_pending_person, deduct_when=was_wrong),
    otherwise=lambda: too_many("sign_in/code.html", CodeForm()),
)
def check_code() -> Response:
    pending = _pending()
    if pending is None:
        return _begin_anew()
    user, target = pending
    form = CodeForm()
    if not form.validate():
        return page("sign_in/code.html", 422, form=form)
    try:
        codes.check(user, form.code.data or "", vault=vault(), now=clock.now())
    except Refused as error:
        return _refused("sign_in/code.html", form, error)
    return _let_in(user, target, remembered=False)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    access.sign_out()
    flash(_("Ви вийшли з кабінету"), "success")
    return go("landing.home")


def _let_in(user: User, target: str, *, remembered: bool) -> Response:
    access.sign_in(user, remembered=remembered)
    return go_to(target) if target else go("landing.home")


def _remember_pending(user: User, target: str) -> None:
    session.clear()
    PENDING.put(user=user.id, password=token_hash(user.password_hash or ""), next=target)


def _pending() -> tuple[User, str] | None:
    """Who has five minutes to show a code, and where they wanted to go."""
    kept = PENDING.look()
    user = sign_in.by_id(kept["user"]) if kept else None
    if kept is None or user is None:
        return None
    # A password that was replaced in between is no longer the right one.
    is_same = kept.get("password") == token_hash(user.password_hash or "")
    return (user, kept["next"]) if is_same else None


def _begin_anew() -> Response:
    """Late is only who has begun: others came here by a bookmark, or in another browser than they began in."""
    if PENDING.drop():
        flash(_("Час на код минув. Введіть пошту й пароль ще раз."), "info")
    else:
        flash(_("Введіть пошту й пароль, тоді код."), "info")
    return go("sign_in.show")
