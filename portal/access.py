"""Who may open what, and who is asking.

Every view carries exactly one of the marks of this module; a test goes through all routes. A thing of another
person is never looked up at all: look-ups go through the owner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, abort, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from portal import clock
from portal.domain.identity import sessions
from portal.extensions import login_manager
from portal.models import Session, User
from portal.rendering import go

View = TypeVar("View", bound=Callable[..., Any])


class Principal(UserMixin):
    """The person of this request and the session they came with, as flask-login wants to see them."""

    def __init__(self, token: str, row: Session) -> None:
        self.token = token
        self.session = row
        self.user: User = row.user

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def _load(token: str) -> Principal | None:
    now = clock.now()
    row = sessions.find(token, now=now)
    if row is None:
        return None
    if row.remembered and row.seen_at == now:
        session.modified = True  # the row's life was made longer: the cookie's has to follow
    return Principal(token, row)


def current_person() -> User | None:
    """Who is asking; None for a guest, and on a page that is the same for everybody."""
    if g.get("shared"):
        return None
    return cast(User, current_user.user) if current_user.is_authenticated else None


def the_person() -> User:
    """Who is asking, in a view that only signed-in people open."""
    return cast(User, current_user.user)


def current_session() -> Session:
    """The session row of a signed-in request."""
    return cast(Session, current_user.session)


def sign_in(user: User, *, remembered: bool) -> None:
    """Begin a session: everything from before, the CSRF token included, is void."""
    session.clear()
    token = sessions.start(
        user, remembered=remembered, device=request.headers.get("User-Agent", ""), now=clock.now()
    )
    row = sessions.find(token, now=clock.now())
    if row is None:
        raise RuntimeError("a session that was just started is gone")
    login_user(Principal(token, row))
    session.pop("_id", None)  # 128 characters of a session protection that phones on the move can't pass
    stay_signed_in()


def stay_signed_in() -> None:
    """Let the browser keep the cookie as long as the session may live by now."""
    session.permanent = bool(current_session().remembered)


def sign_out() -> None:
    """End this browser's session, here and in the database."""
    if current_user.is_authenticated:
        sessions.end(current_user.token)
        logout_user()
    session.clear()


def mark(view: View, audience: str, guard: Callable[[], Response | None]) -> View:
    """Give a view its audience, and what may refuse instead of it."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        refusal = guard()
        return refusal if refusal is not None else current_app.ensure_sync(view)(*args, **kwargs)

    guarded.audience = audience  # type: ignore[attr-defined]
    return cast(View, guarded)


def public(view: View) -> View:
    """Anybody may open it."""
    return mark(view, "public", lambda: None)


def guests_only(view: View) -> View:
    """Who is signed in already is sent to Головна."""
    return mark(view, "guests", lambda: go("landing.home") if current_person() else None)


def signed_in_required(view: View) -> View:
    """Anybody with a cabinet or a desk."""
    return mark(view, "signed_in", _ask_to_sign_in)


def consumer_required(view: View) -> View:
    """A consumer; those who work at the desk have no accounts of their own here."""
    return mark(view, "consumer", lambda: _ask_to_sign_in() or _only("consumer"))


def staff_required(view: View) -> View:
    """An operator or a supervisor."""
    return mark(view, "staff", lambda: _ask_to_sign_in() or _only("operator", "supervisor"))


def supervisor_required(view: View) -> View:
    """A supervisor: operators' accounts, announcements, the audit log."""
    return mark(view, "supervisor", lambda: _ask_to_sign_in() or _only("supervisor"))


def _ask_to_sign_in() -> Response | None:
    return None if current_user.is_authenticated else cast(Response, login_manager.unauthorized())


def _only(*roles: str) -> Response | None:
    """To others the address does not exist."""
    return None if the_person().role in roles else abort(404)


def request_id() -> str:
    """The id that the logs of this request carry."""
    return cast(str, g.get("request_id", ""))
