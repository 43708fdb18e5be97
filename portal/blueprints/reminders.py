"""The end of reminders of readings, by the link of a mail."""

from __future__ import annotations

from flask import Blueprint, Response

from portal.access import public
from portal.domain.readings import reminders
from portal.rendering import page

bp = Blueprint("reminders", __name__, url_prefix="/readings/reminders")


@bp.get("/stop/<ref>")
@public
def ask_to_stop(ref: str) -> Response:
    """It asks, as programs that look through mails open links, too."""
    return page("readings/stop_reminders.html", ref=ref)


@bp.post("/stop/<ref>")
@public
def stop(ref: str) -> Response:
    """From that page, or from the mail program by itself, which has no token of ours (RFC 8058)."""
    reminders.stop(ref)
    return page("readings/reminders_stopped.html")
