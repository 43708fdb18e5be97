"""Is the portal alive, and is it ready: for the machines that watch over it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from peewee import PeeweeException

from portal import clock, migrating
from portal.access import public
from portal.database import db
from portal.domain import outbox
from portal.extensions import limiter

bp = Blueprint("health", __name__)

# Mail that waits longer than this means that nobody is delivering it.
LONGEST_WAIT_SECONDS = 15 * 60


@bp.get("/healthz")
@public
@limiter.exempt
def alive() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
@limiter.exempt
def ready() -> Response:
    """Database, migrations, age of the queue, last mail; 503 unless the portal can serve people."""
    try:
        pending = migrating.pending(db.obj)
        waiting = outbox.oldest_waiting(clock.now()).total_seconds()
        last = outbox.last_sent()
        database = "ok"
    except PeeweeException:
        pending, waiting, last, database = [], 0.0, None, "away"
    fit = database == "ok" and not pending
    answer = jsonify(
        status="ready" if fit else "not ready",
        database=database,
        pending_migrations=pending,
        queue_age_seconds=round(waiting),
        queue="late" if waiting > LONGEST_WAIT_SECONDS else "ok",
        last_mail_at=last.isoformat() if last else None,
    )
    answer.status_code = 200 if fit else 503
    return answer
