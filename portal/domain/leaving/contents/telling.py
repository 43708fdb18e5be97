"""What they wanted to be told, what they were told, and what they told of their light."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.domain.identity import notifications
from portal.domain.leaving.contents.source import Source, in_batches, moment
from portal.domain.outages import watching
from portal.domain.readings import reminders
from portal.models import Account, Message, NoLightReport, OutageNotice


def wishes(source: Source) -> Iterator[dict[str, Any]]:
    """One entry: what they chose on the page «Сповіщення»."""
    user = source.user
    yield {**notifications.chosen(user), **reminders.chosen(user), "light": watching.chosen(user)}


def outages(source: Source) -> Iterator[dict[str, Any]]:
    """Changes that they were told of, and «У мене немає світла»."""
    notices = OutageNotice.select(OutageNotice, Account).join(Account).where(OutageNotice.user == source.user)
    for one in in_batches(notices):
        yield {"what": "told", "account": one.account.number_shown, "change": one.change, "at": moment(one.at)}
    reports = NoLightReport.select(NoLightReport, Account).join(Account).where(NoLightReport.user == source.user)
    for one in in_batches(reports):
        yield {"what": "no_light", "account": one.account.number_shown, "at": moment(one.at)}


def mails(source: Source) -> Iterator[dict[str, Any]]:
    """What was sent to them in the last months; texts are not kept once a mail has gone."""
    for one in in_batches(Message.select().where(Message.user == source.user)):
        yield {
            "channel": one.channel,
            "to": one.recipient,
            "about": one.template,
            "created_at": moment(one.created_at),
            "sent_at": moment(one.sent_at),
        }
