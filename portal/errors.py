"""Every failure as an answer that people can use: what happened, what to do next, nothing typed is lost.

A page for the browser, a fragment for htmx, JSON under ``/api/``. A form that could not be taken in comes back
inside the error page, ready to be sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, request, session, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from peewee import DataError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from portal.access import request_id
from portal.api_guard import json_error
from portal.database import db
from portal.domain import errors as domain
from portal.extensions import login_manager, settings
from portal.language import gettext as _
from portal.observability import log_exception
from portal.rendering import page, wants_fragment
from portal.security import came_from_us
from portal.storage import Missing, StorageAway

RETRY_SECONDS = 30
# What scripts talk to: failures are JSON there.
FOR_SCRIPTS = ("api", "uploads")
STATUSES = {domain.NotFound: 404, domain.Forbidden: 403, domain.Conflict: 409, domain.Refused: 422}


@dataclass
class Explanation:
    """What is told about a failure."""

    title: str
    text: str
    ways: list[tuple[str, str]] = field(default_factory=list)


def init_app(app: Flask) -> None:
    """Register an answer for everything that can go wrong."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(RateLimitExceeded, rate_limited)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(InterfaceError, database_away)
    app.register_error_handler(StorageAway, storage_away)
    app.register_error_handler(Missing, content_gone)
    app.register_error_handler(DataError, not_data)
    app.register_error_handler(Exception, unexpected)
    for kind, status in STATUSES.items():
        app.register_error_handler(kind, partial(refused, status))
    app.register_error_handler(domain.TooMany, too_many)
    login_manager.unauthorized_handler(unauthorized)
    app.after_request(leave_the_cookie)


def explain(code: int) -> Explanation:
    """Plain words for a status."""
    home = (_("На головну"), url_for("landing.home"))
    explanations = {
        400: Explanation(
            _("Запит не вдалося зрозуміти"),
            _("Поверніться на попередню сторінку й спробуйте ще раз."),
            [home],
        ),
        401: Explanation(
            _("Увійдіть ще раз"), _("Ваш сеанс завершився."), [(_("Увійти"), url_for("sign_in.show"))]
        ),
        403: Explanation(_("Це вам недоступно"), _("У вас немає права на цю дію."), [home]),
        404: Explanation(
            _("Такої сторінки немає"),
            _("Можливо, адресу введено з помилкою або сторінку вже прибрали."),
            [home],
        ),
        405: Explanation(_("Так ця адреса не працює"), _("Поверніться на головну й почніть звідти."), [home]),
        409: Explanation(_("Дані вже змінилися"), _("Оновіть сторінку й перевірте, що є зараз."), [home]),
        413: Explanation(_("Завеликий обсяг даних"), _("Надішліть менший файл або коротший текст."), [home]),
        422: Explanation(_("Перевірте введене"), _("Деякі дані не вдалося прийняти."), [home]),
        429: Explanation(_("Забагато спроб"), _("Зачекайте трохи й спробуйте ще раз."), [home]),
        500: Explanation(
            _("Сталася помилка"),
            _("Ми вже знаємо про неї. Спробуйте ще раз трохи згодом."),
            [home],
        ),
        503: Explanation(
            _("Портал зараз не може зберегти дані"),
            _("Ми нічого не змінили. Спробуйте ще раз за хвилину."),
            [home],
        ),
    }
    return explanations.get(code, explanations[400] if code < 500 else explanations[500])


def answer(
    code: int, *, title: str = "", text: str = "", name: str = "", retry_after: int | None = None
) -> Response:
    """The error as page, fragment or JSON; ``name`` is what scripts know it by."""
    words = explain(code)
    title, text = title or words.title, text or words.text
    if request.blueprint in FOR_SCRIPTS or request.path.startswith("/api/"):
        response = json_error(code, name or HTTPStatus(code).name.lower(), text)
    else:
        response = page(
            "errors/_fragment.html" if wants_fragment() else "errors/page.html",
            code,
            code=code,
            title=title,
            text=text,
            ways=words.ways,
            request_id=request_id(),
            retry=_what_was_sent() if code in (400, 401, 500, 503) else None,
        )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def leave_the_cookie(response: Response) -> Response:
    """Another site's form comes without our cookie; the error page must not put a new one over the person's."""
    if response.status_code >= 400 and request.method == "POST" and not came_from_us(settings()):
        session.modified = False
    return response


def _what_was_sent() -> dict[str, object] | None:
    """The fields of a form that was not taken in, to be sent again: without its old token and any password.

    Only of our own forms: with another site's, the person's press of the button would make its attack complete.
    """
    if request.method != "POST" or not request.form or not came_from_us(settings()):
        return None
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    return {"action": request.full_path.rstrip("?"), "fields": fields}


def http_error(error: HTTPException) -> Response:
    """Whatever werkzeug or a view aborted with."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    return answer(error.code or 500)


def stale_form(error: CSRFError) -> Response:
    """The page is older than the session: nothing was done, and it can be sent again from here."""
    return answer(
        400,
        title=_("Сторінка застаріла"),
        text=_("Ми нічого не змінили. Перевірте дані й надішліть ще раз."),
    )


def refused(status: int, error: domain.DomainError) -> Response:
    """What the domain said instead of doing it, where no view took it as its own."""
    return answer(status, text=str(error), name=error.code)


def rate_limited(error: RateLimitExceeded) -> Response:
    """A limit of flask-limiter was passed; it adds Retry-After itself."""
    return answer(429)


def too_many(error: domain.TooMany) -> Response:
    """A limit of the domain was passed."""
    return answer(429, text=str(error), name=error.code, retry_after=seconds(error.after))


def seconds(after: timedelta) -> int:
    """Whole seconds for Retry-After, at least one."""
    return max(1, int(after.total_seconds()))


def database_away(error: Exception) -> Response:
    """The database is locked, restarting or out of disk: nothing was kept, so say it and offer to try again."""
    log_exception("database_away")
    if not db.is_closed() and db.in_transaction():
        db.rollback()
    return answer(503, retry_after=RETRY_SECONDS)


def not_data(error: Exception) -> Response:
    """Something that this database can't hold, such as a NUL in a text: nobody typed that."""
    log_exception("not_data")
    return answer(400)


def storage_away(error: Exception) -> Response:
    """The disk is full or the bucket does not answer: what was sent before is kept, this was not."""
    log_exception("storage_away")
    return answer(503, retry_after=RETRY_SECONDS)


def content_gone(error: Exception) -> Response:
    """A row speaks of a file that the store has not: a fault of ours, though the rest works."""
    log_exception("stored_file_missing")
    return answer(
        404,
        title=_("Цього файлу немає на місці"),
        text=_("Ми вже знаємо про це. Якщо він потрібен зараз, зверніться до контакт-центру."),
        name="content_gone",
    )


def unexpected(error: Exception) -> Response:
    """A fault of ours: logged with the id that the page shows."""
    log_exception("unexpected_error")
    return answer(500)


def unauthorized() -> Response:
    """Nobody is signed in: reading pages lead to sign-in and back, a sent form is kept to be sent again."""
    if wants_fragment():
        response = answer(401)
        if request.method in ("GET", "HEAD"):
            response.headers["HX-Redirect"] = url_for("sign_in.show")
        # A form that was being sent stays where it is: the page itself offers to sign in.
        return response
    if request.method in ("GET", "HEAD"):
        from portal.rendering import go

        return go("sign_in.show", next=request.full_path.rstrip("?"))
    return answer(401, text=_("Сеанс завершився. Увійдіть у новій вкладці, поверніться сюди й надішліть ще раз."))
