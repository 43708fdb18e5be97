"""The feed of the operators of the ДТЕК group, used by others across Ukraine too: the example of another operator.

``fact.data[<midnight in Kyiv, seconds since 1970>]["GPV1.1"]["1" … "24"]``: «1» is the hour from 00:00. An empty
list in the place of a day, or of all of them, says that no schedule applies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from portal import clock
from portal.domain.outages import spans
from portal.domain.outages.fetching import Visit
from portal.domain.outages.sources.base import Days, Reading, Unreadable, no_schedule, without_schedules
from portal.domain.outages.spans import MAYBE, OFF, ON, Span, Spans

# The first and the second half of an hour.
_HALVES = {
    "yes": (ON, ON),
    "no": (OFF, OFF),
    "maybe": (MAYBE, MAYBE),
    "first": (OFF, ON),
    "second": (ON, OFF),
    "mfirst": (MAYBE, ON),
    "msecond": (ON, MAYBE),
}
_QUEUE = re.compile(r"GPV([1-6]\.[12])")


@dataclass(frozen=True)
class Dtek:
    """A feed below ``url``, where the object of the page («DisconSchedule») is served as JSON."""

    url: str
    path: str
    name: str = "dtek"

    def ask(self, visit: Visit, today: date) -> Reading | None:
        """As :class:`portal.domain.outages.sources.base.Source` says."""
        answer = visit.get(self.path)
        return None if answer.body is None else read(answer.body, today)


def read(body: bytes, today: date) -> Reading:
    """What the feed says; ``today`` is the day of a feed without outages that does not name its own.

    Raises:
        Unreadable: it is not this feed, or cut off.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON, or cut off") from error
    told = told.get("DisconSchedule", told) if isinstance(told, dict) else told
    fact = told.get("fact") if isinstance(told, dict) else None
    if not isinstance(fact, dict) or not isinstance(fact.get("data"), dict | list):
        raise Unreadable("no fact.data")
    data = fact["data"]
    if isinstance(data, list):
        if data:
            raise Unreadable("fact.data is a list")
        return Reading(no_schedule(_day(fact["today"]) if "today" in fact else today))
    days: Days = {}
    for moment, queues in data.items():
        days.update(_read_day(_day(moment), queues))
    return Reading(without_schedules(days))


def _read_day(day: date, queues: Any) -> Days:
    if queues == []:
        return no_schedule(day)
    if not isinstance(queues, dict):
        raise Unreadable("a day that is no object")
    named = {name: _QUEUE.fullmatch(name) for name in queues}
    days = {(found[1], day): _read_hours(queues[name]) for name, found in named.items() if found}
    if not days:
        raise Unreadable("a day without queues that we know")
    return days


def _read_hours(hours: Any) -> Spans:
    if hours == []:
        return spans.ALL_ON
    if not isinstance(hours, dict):
        raise Unreadable("hours that are no object")
    halves: list[Span] = []
    for number in range(1, 25):
        said = hours.get(str(number))
        if said is None:
            continue
        states = _HALVES.get(said, (MAYBE, MAYBE)) if isinstance(said, str) else (MAYBE, MAYBE)
        begin = (number - 1) * 60
        halves += [Span(begin, begin + 30, states[0]), Span(begin + 30, begin + 60, states[1])]
    if not halves:
        raise Unreadable("a queue without hours")
    return spans.normalise(halves)


def _day(moment: object) -> date:
    try:
        told = datetime.fromtimestamp(int(str(moment)), UTC).astimezone(clock.KYIV)
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable(f"no moment: {moment!r:.40}") from error
    if told.time() != time(0):
        raise Unreadable(f"no midnight in Kyiv: {moment!r:.40}")
    return told.date()
