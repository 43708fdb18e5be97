"""Ask the sources what the schedules are: the preferred one first, the next when it fails.

What costs time, the questions, happens outside of the transaction; keeping what was said and how the sources stand
is one. The last good data stay as they are while nobody answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal import clock
from portal.database import db
from portal.domain.outages import keeping, standing
from portal.domain.outages.fetching import Limits, SourceAway, Visit
from portal.domain.outages.keeping import Change
from portal.domain.outages.sources.base import Reading, Source, Unreadable
from portal.domain.outages.sources.ztoe_html import ZtoeHtml
from portal.domain.outages.sources.ztoe_json import ZtoeJson
from portal.models import OutageSource

LIMITS = Limits()
# Of whoever polls, in the folder of the installation: one at a time.
LOCK = "outages.lock"


@dataclass
class Poll:
    """What a poll brought. ``source`` is the name of the one that answered, None when none did."""

    source: str | None = None
    changes: list[Change] = field(default_factory=list)
    notices: tuple[str, ...] | None = ()
    unread: tuple[str, ...] = ()
    # {name of a source: why it did not answer}, of those that were asked.
    failures: dict[str, str] = field(default_factory=dict)
    # Of them, what has just begun or ended: told once.
    newly_failing: list[str] = field(default_factory=list)
    newly_back: list[str] = field(default_factory=list)
    # Whether the notices are others than before.
    is_said_anew: bool = False

    @property
    def is_news(self) -> bool:
        """Whether people are to be shown something else than before."""
        return bool(self.changes) or self.is_said_anew


@dataclass(frozen=True)
class _Said:
    """The outcome of asking one source: nothing changed when there is no reading and no failure."""

    reading: Reading | None
    validators: dict[str, object]
    failure: str | None = None


def ztoe(url: str) -> list[Source]:
    """The ways to АТ «Житомиробленерго», the preferred one first."""
    return [ZtoeJson(url), ZtoeHtml(url)]


def poll(sources: Sequence[Source], now: datetime, *, limits: Limits = LIMITS, is_forced: bool = False) -> Poll:
    """Ask until one answers, keep what changed, and return it.

    One that fails is asked as seldom as ``standing`` says, but even when another has answered: otherwise nobody
    would notice that it is back.
    ``is_forced``: without pauses, for somebody who is waiting at a terminal.
    """
    today = clock.kyiv_date(now)
    outcome = Poll()
    good: str | None = None
    said: dict[str, _Said] = {}
    for source in sources:
        row = standing.of(source.name)
        if good and row.failing_since is None:
            continue
        if not is_forced and not standing.is_due(row, now):
            continue
        said[source.name] = _ask(source, row, today, limits)
        if said[source.name].failure is None and not good:
            good = source.name
    with db.atomic():
        for name, one in said.items():
            _note(name, one, outcome, is_used=good == name, now=now)
        if good:
            outcome.source, reading = good, said[good].reading
            standing.forget_validators(source.name for source in sources if source.name != good)
            if reading:
                outcome.changes = keeping.keep(reading.days, standing.of(good), now)
                outcome.notices, outcome.unread = reading.notices, reading.unread
                if reading.notices is not None:
                    outcome.is_said_anew = standing.keep_notices(standing.of(good), reading.notices)
        keeping.forget_old(now)
    return outcome


def _ask(source: Source, row: OutageSource, today: date, limits: Limits) -> _Said:
    visit = Visit(source.url, limits, standing.answers(row, source.url, today))
    try:
        reading = source.ask(visit, today)
    except (SourceAway, Unreadable) as error:
        return _Said(None, {}, str(error))
    finally:
        visit.close()
    return _Said(reading, standing.validators(visit.validators, source.url, today))


def _note(name: str, said: _Said, outcome: Poll, *, is_used: bool, now: datetime) -> None:
    row = standing.of(name)
    if said.failure is not None:
        outcome.failures[name] = said.failure
        if standing.failed(row, said.failure, now):
            outcome.newly_failing.append(name)
    elif standing.answered(row, said.validators if is_used else {}, now):
        outcome.newly_back.append(name)
