"""The operator's JSON: a question for each subqueue, half-hour rows of one to three days in each answer.

Seen in the wild: objects without the brackets of a list, spans with and without colons.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.domain.outages import spans
from portal.domain.outages.fetching import Answer, SourceAway, Visit
from portal.domain.outages.sources.base import (
    Days,
    Reading,
    Unreadable,
    state_of,
    without_schedules,
)
from portal.domain.outages.spans import Span, Spans

API = "gpv/api/"
_SPAN = re.compile(r"(\d{1,2}):?(\d\d)\s*[-–—]\s*(\d{1,2}):?(\d\d)")
_BETWEEN = re.compile(r"[\s,]*")
_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True)
class ZtoeJson:
    """The API of АТ «Житомиробленерго»; ``url`` is the address of their site."""

    url: str
    name: str = "ztoe-json"

    def ask(self, visit: Visit, today: date) -> Reading | None:
        """As :class:`portal.domain.outages.sources.base.Source` says."""
        answers = {subqueue: _schedule(visit, subqueue) for subqueue in spans.SUBQUEUES}
        notices = _notices(visit)
        if all(answer.body is None for answer in answers.values()):
            return None if notices is None else Reading(notices=notices)
        days: Days = {}
        for subqueue, answer in answers.items():
            # Whether a schedule applies to a day is seen from all of them together.
            whole = answer if answer.body is not None else _schedule(visit, subqueue, conditional=False)
            days.update({(subqueue, day): said for day, said in schedule(whole.body or b"").items()})
        if not days:
            raise Unreadable("no day of any subqueue")
        return Reading(without_schedules(days), notices)


def schedule(body: bytes) -> dict[date, Spans]:
    """The days in an answer about one subqueue; without rows there are none.

    Raises:
        Unreadable: it is no such answer, or rows contradict each other.
    """
    by_day: dict[date, list[Span]] = defaultdict(list)
    for row in rows(body):
        begin, end = _minutes(row.get("span"))
        colour = row.get("color")
        state = state_of([colour] if isinstance(colour, str) else [])
        by_day[_date(row.get("date"))].append(Span(begin, end, state))
    try:
        return {day: spans.normalise(parts) for day, parts in by_day.items()}
    except ValueError as error:
        raise Unreadable(str(error)) from error


def messages(body: bytes) -> tuple[str, ...]:
    """The notices for people, as plain text: entities in it are read, and spaces are spaces.

    Raises:
        Unreadable: it is no such answer.
    """
    texts = (html.unescape(text) for row in rows(body) if isinstance(text := row.get("text"), str))
    plain = (" ".join(_TAG.sub(" ", text).split()) for text in texts)
    return tuple(text for text in plain if text)


def rows(body: bytes) -> list[dict[str, Any]]:
    """The objects of an answer, in a list, in no list, or none.

    Raises:
        Unreadable: it is not JSON, cut off, or something else than objects.
    """
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise Unreadable("not in UTF-8") from error
    if text.startswith("<"):
        raise Unreadable("HTML instead of JSON")
    try:
        found = list(_values(text))
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON, or cut off") from error
    if len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    found = [] if found == [None] else found
    if not all(isinstance(one, dict) for one in found):
        raise Unreadable("something else than objects")
    return found


def _values(text: str) -> Iterator[Any]:
    """JSON values one after the other, with or without commas between; a comma at the end is a cut."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
    if text.endswith(","):
        raise ValueError("cut off")


def _schedule(visit: Visit, subqueue: str, *, conditional: bool = True) -> Answer:
    queue, part = subqueue.split(".")
    return visit.get(f"{API}api-schedule.php", conditional=conditional, cherga_id=queue, pidcherga_id=part)


def _notices(visit: Visit) -> tuple[str, ...] | None:
    """None if they are as they were, or can't be had now: schedules are worth having without them."""
    try:
        body = visit.get(f"{API}api-message.php").body
        return None if body is None else messages(body)
    except (SourceAway, Unreadable):
        return None


def _minutes(text: object) -> tuple[int, int]:
    found = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise Unreadable(f"no span: {text!r:.60}")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    if begin_minute > 59 or end_minute > 59:
        raise Unreadable(f"no span: {text!r:.60}")
    begin, end = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    return begin, end if end or not begin else spans.DAY


def _date(text: object) -> date:
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(str(text).strip(), shape).date()  # noqa: DTZ007 - only its date is taken
        except ValueError:
            continue
    raise Unreadable(f"no date: {text!r:.60}")
