"""Limits of the forms that anybody can fill in: past them the form stays, with what was typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, request
from flask_limiter.errors import RateLimitExceeded

from portal.access import the_person
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import emails
from portal.extensions import limiter, network, vault
from portal.forms.base import PortalForm, stripped
from portal.language import gettext as _
from portal.rendering import page

View = Callable[..., Response]

# From one network: a whole village may come through one address of its phone company. What holds somebody back who
# tries one person's address again and again is the limit of that address.
FORMS_OF_A_NETWORK = "300 per hour"
WRONG_SIGN_INS_OF_A_NETWORK = "100 per 10 minutes"
# Whatever the answer is: hashing and judging passwords takes the processor from everybody else.
costly = limiter.shared_limit("120 per minute", scope="costly forms")


def person_key() -> str:
    """For what is counted by person, whatever network they come from."""
    return f"person {the_person().id}"


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
    minutes = _minutes_left()
    if minutes < 120:
        said = _("Забагато спроб. Зачекайте %(minutes)s хв і спробуйте ще раз.", minutes=minutes)
    else:
        said = _("Забагато спроб. Зачекайте %(hours)s год і спробуйте ще раз.", hours=-(-(minutes - 1) // 60))
    form.form_errors.append(said)
    return page(template, 429, form=form, **context)


def refused(template: str, form: PortalForm, error: Refused | Conflict, **context: Any) -> Response:
    """The form as it was sent, with what the domain says against it; a wrong password counts."""
    if error.code == "wrong_password":
        note_wrong()
    form.take(error)
    return page(template, 409 if isinstance(error, Conflict) else 422, form=form, **context)


def note_taken() -> None:
    """The view took the form in; its answer does not tell, as htmx gets another one than the browser."""
    g.was_taken = True


def was_taken(_answer: Response) -> bool:
    """Only forms that were taken count: who has to correct a slip or two is not thrown out for it."""
    return bool(g.get("was_taken"))


def note_wrong() -> None:
    """A secret was tried that is not the right one."""
    g.was_wrong = True


def was_wrong(_answer: Response) -> bool:
    """Only wrong tries count: nobody is held back for those who got in."""
    return bool(g.get("was_wrong"))


# A fresh password is asked for on some pages of the profile: as many wrong ones as at the door.
wrong_passwords = limiter.shared_limit(
    "10 per 15 minutes",
    scope="current password",
    key_func=person_key,
    deduct_when=was_wrong,
)


def typed_email() -> str:
    """The typed address as a key of counters, which are no place for addresses."""
    return vault().keyed_hash(f"limits {_spelled() or ''}")


def typed_email_from_here() -> str:
    """The same for one network: strangers elsewhere can't shut the door for the one who lives behind it."""
    return f"{typed_email()} {network()}"


def no_email() -> bool:
    """Whether nothing was typed that mail could be sent to: that is the form's business."""
    return _spelled() is None


def _spelled() -> str | None:
    """As the form will read it: another way to type an address is no other address."""
    return emails.spelled(stripped(request.form.get("email")))


def _minutes_left() -> int:
    passed = limiter.current_limit
    seconds = passed.reset_at - time.time() if passed else 60
    return max(1, -int(-seconds // 60))
