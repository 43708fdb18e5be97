"""Pages that exist only in the demo: who is who, the mail, the operators' codes, the components."""

from __future__ import annotations

import pyotp
from flask import Blueprint, Response, abort, make_response

from portal import clock
from portal.access import public
from portal.demo import mailbox, people
from portal.demo.components_form import components_context
from portal.extensions import limiter, settings, vault
from portal.models import User
from portal.rendering import page, page_or_partial

bp = Blueprint("demo", __name__, url_prefix="/demo")

CODE_SECONDS = 30
# The HTML of a mail brings its own styles. It gets them, and nothing else: no script, no form, no origin.
MAIL_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    ]
)


@bp.get("/")
@public
def index() -> Response:
    return page(
        "demo/index.html",
        people=people.PEOPLE,
        homes=people.IVANS_HOMES,
        free_homes=people.FREE_HOMES,
        password=people.PASSWORD,
    )


@bp.get("/mailbox")
@public
@limiter.exempt
def inbox() -> Response:
    return page_or_partial("demo/mailbox.html", "demo/_mails.html", mails=mailbox.newest(settings().run_dir))


@bp.get("/mailbox/<name>")
@public
def mail(name: str) -> Response:
    found = _found(name)
    paragraphs = mailbox.paragraphs(found.text, settings().base_url)
    return page("demo/mail.html", mail=found, paragraphs=paragraphs)


@bp.get("/mailbox/<name>/html")
@public
def mail_as_html(name: str) -> Response:
    answer = make_response(_found(name).html)
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


@bp.get("/codes")
@public
@limiter.exempt
def codes() -> Response:
    now = int(clock.now().timestamp())
    staff = User.select().where(User.totp_secret.is_null(False)).order_by(User.id)
    return page_or_partial(
        "demo/codes.html",
        "demo/_codes.html",
        codes=[(user.email, pyotp.TOTP(vault().decrypt(user.totp_secret)).at(now)) for user in staff],
        seconds_left=CODE_SECONDS - now % CODE_SECONDS,
    )


@bp.get("/components")
@public
def components() -> Response:
    return page("demo/components.html", **components_context())


def _found(name: str) -> mailbox.Mail:
    found = mailbox.find(settings().run_dir, name)
    return found if found is not None else abort(404)
