"""What a schedule means at a moment: pure functions of days, spans and the clock in Kyiv.

A day is given as spans [from, to, state] in minutes of the wall clock, 0 to 1440; no spans at all mean that no
schedule applies to it, None that nothing is known of it. On the two days of a year with 23 or 25 hours the hour
that is not there has no moments, and the one that comes twice has its state both times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.clock import KYIV, kyiv_date
from portal.domain.outages.spans import DAY, STATES

ON, OFF, MAYBE = STATES
# What is neither of them: no schedule applies, or nothing is known.
NONE, UNKNOWN = "none", "unknown"
MINUTES = DAY
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
# How far a change may lie ahead to be looked for: today and tomorrow are all that sources know.
DAYS_AHEAD = 3

Spans = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Stretch:
    """A piece of time in one state; moments are aware."""

    begins: datetime
    ends: datetime
    state: str

    @property
    def lasts(self) -> timedelta:
        return self.ends - self.begins


@dataclass(frozen=True)
class Outlook:
    """The state at a moment, until when it lasts (None: further than is known), and what comes then."""

    state: str
    until: datetime | None
    following: Stretch | None

    @property
    def is_light_due(self) -> bool:
        """Whether light comes next by what is known: not after what may be, or is not known."""
        return self.following is not None and self.following.state in (ON, NONE)


def outlook(days: Mapping[date, Spans | None], now: datetime) -> Outlook:
    """What holds now and what comes next, over midnight as well."""
    today = kyiv_date(now)
    pieces = list(_joined(_pieces(days, today, DAYS_AHEAD)))
    for number, piece in enumerate(pieces):
        if piece.begins <= now < piece.ends:
            rest = pieces[number + 1 :]
            if not rest:
                return Outlook(piece.state, None, None)
            is_known = rest[0].state != UNKNOWN
            return Outlook(piece.state, piece.ends if is_known else None, rest[0] if is_known else None)
    return Outlook(UNKNOWN, None, None)


def next_off(days: Mapping[date, Spans | None], now: datetime) -> Stretch | None:
    """The next time without light that has not begun yet."""
    pieces = _joined(_pieces(days, kyiv_date(now), DAYS_AHEAD))
    return next((piece for piece in pieces if piece.state == OFF and piece.begins > now), None)


def of_day(day: date, spans: Spans | None) -> list[Stretch]:
    """The pieces of one day, from its midnight to the next."""
    return list(_joined(_pieces({day: spans}, day, 1)))


def moment_of(day: date, minute: int) -> datetime:
    """The moment of a minute of the wall clock; 1440 is the next midnight. Of an hour that comes twice it is the
    first, of one that is left out the moment when the clock jumps."""
    if minute >= MINUTES:
        return moment_of(day + ONE_DAY, minute - MINUTES)
    local = datetime.combine(day, time(minute // 60, minute % 60), KYIV)
    moment = local.astimezone(UTC)
    if moment.astimezone(KYIV).replace(fold=0) == local:
        return moment
    # Left out: from the last minute that there was, the clock jumps.
    return moment_of(day, minute - 1) if _is_left_out(day, minute - 1) else moment_of(day, minute - 1) + ONE_MINUTE


def _is_left_out(day: date, minute: int) -> bool:
    local = datetime.combine(day, time(minute // 60, minute % 60), KYIV)
    return local.astimezone(UTC).astimezone(KYIV).replace(fold=0) != local


def _pieces(days: Mapping[date, Spans | None], first: date, count: int) -> Iterator[Stretch]:
    for number in range(count):
        day = first + number * ONE_DAY
        begins, ends = moment_of(day, 0), moment_of(day, MINUTES)
        spans = days.get(day)
        if not spans:
            yield Stretch(begins, ends, UNKNOWN if spans is None else NONE)
            continue
        at = begins
        for start, stop, state in spans:
            piece_begins, piece_ends = moment_of(day, int(str(start))), moment_of(day, int(str(stop)))
            if piece_begins > at:
                yield Stretch(at, piece_begins, UNKNOWN)
            if piece_ends > max(at, piece_begins):
                yield Stretch(max(at, piece_begins), piece_ends, str(state))
            at = max(at, piece_ends)
        if at < ends:
            yield Stretch(at, ends, UNKNOWN)


def _joined(pieces: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one state as one."""
    last: Stretch | None = None
    for piece in pieces:
        if last is not None and last.state == piece.state and last.ends == piece.begins:
            last = Stretch(last.begins, piece.ends, last.state)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
