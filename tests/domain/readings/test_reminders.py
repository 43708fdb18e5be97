"""Who is reminded of readings, when, and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal import mailing
from portal.config import Settings
from portal.domain.readings import reminders
from portal.models import Account, AccountLink, Message, ReadingReminder, User
from tests import factories, queries
from tests.conftest import NOW

# Ten in the morning in Kyiv.
COMING = datetime(2026, 11, 27, 8, tzinfo=UTC)
LAST = datetime(2026, 12, 3, 8, tzinfo=UTC)
FIRST = date(2026, 12, 1)

pytestmark = pytest.mark.usefixtures("database")


def wants(user: User) -> User:
    reminders.choose({reminders.NAME: True}, actor=user)
    return user


def mails() -> list[tuple[str, str, list[str]]]:
    return [
        (one.template, one.recipient, [number for number, _address in one.data["accounts"]])
        for one in Message.select().order_by(Message.id)
    ]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-11-26", None),
        ("2026-11-27", "reading_window_opens"),
        ("2026-11-28", None),
        ("2026-11-29", None),
        ("2026-12-01", None),
        ("2026-12-02", None),
        ("2026-12-03", "reading_window_closes"),
        ("2026-12-04", None),
        ("2026-12-28", "reading_window_opens"),
        ("2027-02-25", "reading_window_opens"),
        ("2028-02-26", "reading_window_opens"),
    ],
)
def test_two_days_of_each_month(day: str, wanted: str | None) -> None:
    found = reminders.due(date.fromisoformat(day))
    assert (found[0] if found else None) == wanted


@pytest.mark.parametrize(("hour", "is_due"), [(6, False), (7, True), (18, True), (19, False), (22, False)])
def test_by_day_in_kyiv(hour: int, is_due: bool) -> None:
    user, _account, _meter = factories.make_home()
    wants(user)
    assert reminders.remind(LAST.replace(hour=hour)) == is_due


def test_the_day_is_that_of_kyiv(monkeypatch: pytest.MonkeyPatch) -> None:
    user, _account, _meter = factories.make_home()
    wants(user)
    night = datetime(2026, 12, 2, 22, 30, tzinfo=UTC)
    assert reminders.remind(night) == 0, "nobody is woken"
    monkeypatch.setattr(reminders, "FROM", time.min)
    monkeypatch.setattr(reminders, "UNTIL", time.max)
    assert reminders.remind(night) == 1, "in Kyiv the third has begun"


def test_only_those_who_want_it_and_once() -> None:
    user, account, _meter = factories.make_home()
    factories.make_home()
    assert reminders.chosen(user) == {"reading_reminders": False}
    wants(user)
    wants(user)
    assert reminders.chosen(user) == {"reading_reminders": True}
    for moment, posted in ((COMING, 1), (COMING + timedelta(hours=3), 0), (LAST, 1), (LAST, 0)):
        assert reminders.remind(moment) == posted
    assert mails() == [
        ("reading_window_opens", user.email, [account.number_shown]),
        ("reading_window_closes", user.email, [account.number_shown]),
    ]


def test_one_mail_for_all_accounts_that_nothing_has_come_for() -> None:
    user, first, meter = factories.make_home()
    homes = [factories.make_home(user) for _number in range(4)]
    wants(user)
    factories.make_submission(meter, FIRST, 100, status="new")
    factories.make_submission(homes[0][2], FIRST, 100, status="accepted")
    factories.make_submission(homes[1][2], FIRST, 100, status="rejected")
    factories.make_submission(homes[2][2], date(2026, 11, 1), 100)
    Account.update(operator="ukrzaliznytsia").where(Account.id == homes[3][1].id).execute()
    factories.link(user, factories.make_account())  # without a meter nothing can be sent
    reminders.remind(LAST)
    assert mails() == [("reading_window_closes", user.email, [home[1].number_shown for home in homes[1:3]])]
    assert first.number_shown not in str(mails())


def test_what_somebody_else_has_sent_counts_and_what_was_unlinked_does_not_matter() -> None:
    user, account, meter = factories.make_home()
    wants(user)
    factories.make_submission(meter, FIRST, 100, status="new")
    former = factories.link(user, factories.make_account())
    factories.make_meter(former)
    AccountLink.update(unlinked_at=NOW).where(AccountLink.account == former).execute()
    assert account
    assert reminders.remind(LAST) == 0


def test_who_thinks_of_leaving_is_reminded_still() -> None:
    user, _account, _meter = factories.make_home()
    User.update(deletion_due=LAST + timedelta(days=3)).where(User.id == user.id).execute()
    wants(user)
    assert reminders.remind(LAST) == 1


def test_cost_grows_with_those_who_asked() -> None:
    """As many questions for ten who want it among many as for one."""
    counts = []
    for number in (1, 9):
        for _one in range(number):
            wants(factories.make_home()[0])
        with queries.recorded() as statements:
            reminders.remind(COMING)
        counts.append(len(queries.selects(statements)))
        Message.delete().execute()
    assert counts[0] == counts[1]


def test_the_mail_ends_by_one_click(settings: Settings) -> None:
    user, account, _meter = factories.make_home()
    wants(user)
    for moment in (COMING, LAST):
        reminders.remind(moment)
    ref = ReadingReminder.get().ref
    for message in Message.select():
        mail = mailing.render(message, settings)
        assert mail["List-Unsubscribe"] == f"<http://localhost/readings/reminders/stop/{ref}>"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for kind in ("plain", "html"):
            text = mail.get_body((kind,)).get_content().replace("\xa0", " ")
            assert account.number_shown in text
            assert f"/readings?account={account.ref}" in text
            assert "1 грудня" in text
            assert ref in text
    reminders.stop(ref)
    assert reminders.chosen(user) == {"reading_reminders": False}
