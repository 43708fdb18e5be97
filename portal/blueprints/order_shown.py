"""What its person and the desk alike are shown of an order."""

from __future__ import annotations

from typing import Any

from portal import clock
from portal.access import the_person
from portal.domain.orders import (
    attachments,
    catalogue,
    deadlines,
    history,
    judging,
    submitting,
    wording,
)
from portal.extensions import calendar
from portal.models import Order


def deadline(order: Order) -> dict[str, Any]:
    """How much time there is, in words, and whether it runs out; nothing while the term stands or is over."""
    if order.due_on is None or order.status_name in deadlines.WITHOUT_A_TERM:
        return {"left": "", "is_urgent": False}
    term = submitting.term_of(order, catalogue.kind_of(order.kind))
    return {
        "left": deadlines.in_words(order.due_on, clock.today(), term, calendar()),
        "is_urgent": deadlines.is_urgent(order.due_on, clock.today(), calendar()),
    }


def whole(order: Order) -> dict[str, Any]:
    """All but its answers and what may be done with it."""
    judged = judging.of(order)
    return {
        "order": order,
        "kind": catalogue.kind_of(order.kind),
        "status_words": wording.status(order.status_name),
        "happenings": history.timeline(order, the_person()),
        "files": attachments.files_of(order),
        "label_of": attachments.label_of,
        "judged": judged,
        "signature": wording.signature(judged),
        "signature_in_full": wording.signature_in_full(judged),
        "another_name": wording.another_name(judged, order.applicant),
        "given": judging.of_given(order),
        "signature_of_given": wording.signature_of_given,
        "in_full": wording.signature_in_full,
        **deadline(order),
    }
