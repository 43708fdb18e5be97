"""What became of readings that are not new any more, for whoever comes second."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from portal.domain.readings import wording
from portal.language import gettext as _
from portal.models import Account, Event, Submission, User

# What those of the desk do with a reading; the rest is the consumer's own doing.
DECISIONS = ("reading_accepted", "reading_rejected")


@dataclass(frozen=True)
class Earlier:
    """A submission that somebody else had processed before: its account's number, its status now, and by whom
    (empty where it was the consumer, who corrected or withdrew it)."""

    number_shown: str
    status: str
    by: str


def earlier(ids: Collection[int]) -> list[Earlier]:
    """What became of submissions that are not new any more, and whose doing it was; by account number."""
    if not ids:
        return []
    decisions: dict[int, Any] = {
        event.subject_id: event.actor
        for event in Event.select(Event.subject_id, Event.actor, User)
        .join(User)
        .where(Event.subject_kind == "submission", Event.subject_id.in_(ids), Event.name.in_(DECISIONS))
    }
    rows = Submission.select(Submission, Account).join(Account).where(Submission.id.in_(ids))
    return [
        Earlier(
            one.account.number_shown,
            wording.status(one.status_name),
            decisions[one.id].short_name if one.id in decisions else "",
        )
        for one in rows.order_by(Account.digits)
    ]


def told(one: Earlier) -> str:
    """What became of it meanwhile, in a sentence."""
    if not one.by:
        return _("%(number)s: споживач тим часом змінив покази", number=one.number_shown)
    said = {"number": one.number_shown, "status": one.status, "by": one.by}
    return _("%(number)s: статус уже «%(status)s», опрацьовано: %(by)s", **said)
