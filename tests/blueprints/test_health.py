"""What the machines that watch over the portal are told."""

from __future__ import annotations

from datetime import timedelta

from portal import migrating
from portal.database import db
from portal.domain import outbox
from portal.models import Message
from tests.conftest import NOW
from tests.page import PageClient


def test_alive(client: PageClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready(client: PageClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["database"] == "ok"
    assert answer.json["pending_migrations"] == []
    assert answer.json["last_mail_at"] is None


def test_mail_that_waits_is_seen(client: PageClient) -> None:
    outbox.post("reading_received", "ivan@example.com", key="one", at=NOW - timedelta(hours=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["queue"], answer.json["queue_age_seconds"]) == (200, "late", 3600)
    outbox.mark_sent(Message.get(), NOW)
    assert client.get("/readyz").json["last_mail_at"] == NOW.isoformat()


def test_not_ready_without_migrations(client: PageClient) -> None:
    migrating.migrate_back(db.obj)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
