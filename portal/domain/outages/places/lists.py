"""The source's own lists of addresses, asked for when somebody needs them, and no more than once a week.

Whoever reads a source gives an object with the three methods of :class:`Lists`; nothing else of it is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from portal.domain.outages.places import keeping
from portal.domain.outages.places.listed import Group, Named
from portal.models import Rem, SourceCity, SourceStreet

log = structlog.get_logger("portal.outages")

REFRESH = timedelta(days=7)
# After a failure; until then people get what is kept.
AGAIN = timedelta(minutes=10)


class NotAsked(OSError):
    """Too many ask already, or it did not answer just now: whoever comes next may ask."""


class Lists(Protocol):
    """What can be asked of a source, by ids of its own, in seconds rather than minutes.

    Raises:
        NotAsked: it is not to be asked right now.
        OSError: it did not answer.
        ValueError: it did, but not with a list.
    """

    def cities(self, rem_id: str) -> Sequence[Named]: ...

    def streets(self, city_id: str) -> Sequence[Named]: ...

    def addresses(self, street_id: str) -> Sequence[Group]: ...


def load_cities(rem: Rem, lists: Lists | None, *, now: datetime) -> None:
    """Bring the settlements of a РЕМ up to date if that is due; when the source fails, what is kept stays."""
    _load(rem, lists, now, lambda source: keeping.keep_cities(rem, source.cities(str(rem.source_id))))


def load_streets(city: SourceCity, lists: Lists | None, *, now: datetime) -> None:
    """The same for the streets of a settlement."""
    _load(city, lists, now, lambda source: keeping.keep_streets(city, source.streets(str(city.source_id))))


def load_street(street: SourceStreet, lists: Lists | None, *, now: datetime) -> None:
    """The same for the houses of a street."""
    _load(street, lists, now, lambda source: keeping.keep_places(street, source.addresses(street.source_id)))


def _load(parent: Any, lists: Lists | None, now: datetime, bring: Callable[[Lists], None]) -> None:
    """Ask if it is due. ``asked_at`` is taken before the question, so that one of many visitors asks, and a source
    that hangs holds up one of them; after a failure it is set so that the next one asks in ten minutes."""
    model, before = type(parent), parent.asked_at
    if lists is None or (before is not None and before > now - REFRESH):
        return
    is_due = model.asked_at.is_null() if before is None else (model.asked_at == before)
    if not model.update(asked_at=now).where(model.id == parent.id, is_due).execute():
        return
    parent.asked_at = now
    try:
        bring(lists)
    except NotAsked:
        parent.asked_at = before
        model.update(asked_at=before).where(model.id == parent.id).execute()
    except (OSError, ValueError) as error:
        log.warning("outage_list_failed", list=model.__name__, reason=type(error).__name__)
        parent.asked_at = now - REFRESH + AGAIN
        model.update(asked_at=parent.asked_at).where(model.id == parent.id).execute()
