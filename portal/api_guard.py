"""The door of the addresses that scripts talk to: JSON answers, and all that is checked before a body is read.

The session cookie alone is not enough for a change: the request brings the CSRF token in ``X-CSRFToken``, and must
not come from another site. A browser always says where it comes from; other programs (tus clients) say nothing and
have the token only if they were given it.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from portal.access import View, mark, the_person
from portal.extensions import settings
from portal.language import gettext as _
from portal.security import comes_from_elsewhere

SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER = "X-CSRFToken"


def json_error(status: int, code: str, message: str, **more: Any) -> Response:
    """A failure as scripts read it: ``code`` for them, ``message`` for people."""
    answer = jsonify(code=code, message=message, **more)
    answer.status_code = status
    return answer


def api_signed_in(view: View) -> View:
    """A signed-in consumer; 401 {code: "sign_in"}, 403 {code: "origin"} or 403 {code: "csrf"} otherwise."""
    return mark(view, "api", _refusal)


def _refusal() -> Response | None:
    if not current_user.is_authenticated:
        return json_error(401, "sign_in", _("Увійдіть у кабінет, щоб надіслати."))
    if the_person().role != "consumer":
        return json_error(404, "not_found", _("Такої сторінки немає"))
    if request.method in SAFE:
        return None
    if comes_from_elsewhere(settings()):
        return json_error(403, "origin", _("Запит надійшов з іншого сайту."))
    try:
        validate_csrf(request.headers.get(CSRF_HEADER))
    except ValidationError:
        return json_error(403, "csrf", _("Сторінка застаріла. Оновіть її й спробуйте ще раз."))
    return None
