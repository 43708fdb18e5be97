"""What is forgotten, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from portal.crypto import random_ref, random_token, token_hash
from portal.domain.identity import housekeeping
from portal.models import LinkingAttempt, MailLink, Session, Table, TotpUse, User
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("database")


def session(user: User, now: datetime, age: timedelta) -> Session:
    return Session.create(
        ref=random_ref(),
        token_hash=token_hash(random_token()),
        user=user,
        created_at=now,
        seen_at=now,
        expires_at=now - age,
    )


def mail_link(user: User, now: datetime, age: timedelta) -> MailLink:
    return MailLink.create(
        ref=random_ref(),
        purpose="reset_password",
        user=user,
        email=user.email,
        created_at=now,
        expires_at=now - age,
    )


def code(user: User, now: datetime, age: timedelta) -> TotpUse:
    return TotpUse.create(user=user, step=int((now - age).timestamp()) // 30)


def attempt(user: User, now: datetime, age: timedelta) -> LinkingAttempt:
    return LinkingAttempt.create(user=user, digits="02020202", at=now - age)


@pytest.mark.parametrize(
    ("make", "forget", "keeps"),
    [
        (session, housekeeping.forget_expired_sessions, timedelta(0)),
        (mail_link, housekeeping.forget_old_mail_links, timedelta(days=30)),
        (code, housekeeping.forget_used_codes, timedelta(days=1)),
        (attempt, housekeeping.forget_old_linking_attempts, timedelta(days=2)),
    ],
)
def test_only_what_is_over_goes(
    now: datetime,
    make: Callable[[User, datetime, timedelta], Table],
    forget: Callable[[datetime], int],
    keeps: timedelta,
) -> None:
    user = make_user()
    kept = make(user, now, keeps - timedelta(minutes=5))
    make(user, now, keeps + timedelta(minutes=5))
    assert forget(now) == 1
    assert [row.id for row in type(kept).select()] == [kept.id]
    assert forget(now) == 0
    assert User.select().count() == 1


def test_more_than_a_batch_goes(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 10)
    user = make_user()
    for _ in range(25):
        attempt(user, now, timedelta(days=9))
    assert housekeeping.forget_old_linking_attempts(now) == 25
    assert not LinkingAttempt.select().exists()


def test_registrations_that_nobody_confirmed_go_with_all_that_hangs_on_them(now: datetime) -> None:
    stale = make_user(confirmed_at=None, created_at=now - timedelta(days=31))
    mail_link(stale, now, timedelta(0))
    young = make_user(confirmed_at=None, created_at=now - timedelta(days=29))
    old = make_user(created_at=now - timedelta(days=400))
    assert housekeeping.forget_unconfirmed(now) == 1
    assert set(User.select()) == {young, old}
    assert MailLink.select().count() == 0
