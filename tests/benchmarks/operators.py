"""An operator at work: a queue of new readings in one РЕМ, and a session to go through it. SQLite only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from peewee import fn

from portal import clock
from portal.database import db
from portal.domain.identity import sessions
from portal.domain.readings import window
from portal.models import Account, Submission, User
from tests.benchmarks import people, requests

# Of ten new readings one is worth a look.
ATTENTION_EVERY = 10
USED = 90
_SUBMISSIONS = """
INSERT INTO submission (uuid, content_hash, account_id, meter_id, taken_at, received_at, reading_date, status,
                        in_window, warnings, way, reason, rem_id, attention)
SELECT lower(hex(randomblob(16))), 'new', account.id, meter.id, ?, ?, ?, 'new', 1,
       CASE WHEN account.id % ? THEN '[]' ELSE '["jump"]' END, 'web', '', account.rem_id, account.id % ? = 0
FROM account JOIN meter ON meter.account_id = account.id
WHERE account.rem_id = ? ORDER BY account.id LIMIT ?
"""
_READINGS = """
INSERT INTO reading (submission_id, register_id, value)
SELECT fresh.id, reading.register_id, (reading.value + ?) % 100000
FROM submission fresh
JOIN submission before ON before.id = (
    SELECT id FROM submission WHERE meter_id = fresh.meter_id AND status = 'accepted'
    ORDER BY reading_date DESC LIMIT 1
)
JOIN reading ON reading.submission_id = before.id
WHERE fresh.content_hash = 'new'
"""


@dataclass(frozen=True)
class Desk:
    """A signed-in operator, and the uuids that wait for them, the oldest first."""

    cookie: str
    csrf_token: str
    waiting: list[str]

    def page(self) -> bytes:
        """Open the queue."""
        return requests.get("/desk/readings", self.cookie)

    def acceptance(self, uuids: list[str]) -> bytes:
        """Accept these at once, as the page does by htmx."""
        fields = [("csrf_token", self.csrf_token), *(("reading", uuid) for uuid in uuids)]
        return requests.post("/desk/readings/acceptance", self.cookie, urlencode(fields), requests.HTMX)


def at_work(run_dir: Path, queue: int, *, all_in_one: bool = False) -> Desk:
    """Put so many new readings into the fullest РЕМ; ``all_in_one`` moves every account there before."""
    with people.app_on(run_dir) as app:
        now = clock.now()
        rem = _fullest()
        if all_in_one:
            Account.update(rem=rem).execute()
        _queue_up(rem, queue)
        with db.atomic():
            user = User.create(
                email="operator@bench.example.com",
                surname="Савчук",
                given_name="Олена",
                role="operator",
                rem=rem,
                confirmed_at=now,
                created_at=now,
            )
            token = sessions.start(user, remembered=False, device="Firefox", now=now)
        waiting = Submission.select(Submission.uuid).where(Submission.status == "new").order_by(Submission.id)
        uuids = [str(uuid) for (uuid,) in waiting.tuples()]
        if len(uuids) != queue:
            raise ValueError(f"{len(uuids)} wait, {queue} were wanted")
        return Desk(*people.cookie_of(app, token), uuids)


def _fullest() -> int:
    counted = Account.select(Account.rem).group_by(Account.rem).order_by(fn.COUNT(Account.id).desc(), Account.rem)
    return int(counted.tuples().first()[0])


def _queue_up(rem: int, how_many: int) -> None:
    now = clock.now()
    at = Submission.received_at.db_value(now)
    day = window.reading_date(clock.kyiv_date(now - timedelta(minutes=1)))[0].isoformat()
    with db.atomic():
        db.execute_sql(_SUBMISSIONS, (at, at, day, ATTENTION_EVERY, ATTENTION_EVERY, rem, how_many))
        db.execute_sql(_READINGS, (USED,))
    db.execute_sql("ANALYZE")
