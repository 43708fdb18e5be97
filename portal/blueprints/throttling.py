"""Limits of the forms that anybody can fill in: past them the form stays, with what was typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from flask_limiter.errors import RateLimitExceeded

from portal.domain.identity import emails
from portal.extensions import limiter, vault
from portal.forms.base import PortalForm
from portal.language import gettext as _
from portal.rendering import page

View = Callable[..., Response]


def limited(*limits: Callable[[View], View], otherwise: View) -> Callable[[View], View]:
    """Put limits of flask-limiter around a view; ``otherwise`` answers when one of them is passed."""

    def around(view: View) -> View:
        inner = view
        for limit in limits:
            inner = limit(inner)

        @wraps(view)
        def outer(*args: Any, **kwargs: Any) -> Response:
            try:
                return inner(*args, **kwargs)
            except RateLimitExceeded:
                return otherwise(*args, **kwargs)

        return outer

    return around


def too_many(template: str, form: PortalForm, **context: Any) -> Response:
    """The form as it was sent, and how long to wait; the limiter adds Retry-After."""
    form.form_errors.append(
        _("Забагато спроб. Зачекайте %(minutes)s хв і спробуйте ще раз.", minutes=_minutes_left())
    )
    return page(template, 429, form=form, **context)


def was_taken(answer: Response) -> bool:
    """Only forms that were taken count: who has to correct a slip or two is not thrown out for it."""
    return answer.status_code == 303


def typed_email() -> str:
    """The typed address as a key of counters, which are no place for addresses."""
    return vault().keyed_hash(f"limits {_spelled() or ''}")


def no_email() -> bool:
    """Whether nothing was typed that mail could be sent to: that is the form's business."""
    return _spelled() is None


def _spelled() -> str | None:
    return emails.spelled(request.form.get("email", ""))


def _minutes_left() -> int:
    passed = limiter.current_limit
    seconds = passed.reset_at - time.time() if passed else 60
    return max(1, -int(-seconds // 60))
