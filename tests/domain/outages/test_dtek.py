"""The feed of other operators: hours in halves, days by their midnight in Kyiv."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.domain.outages import spans
from portal.domain.outages.sources import dtek
from portal.domain.outages.sources.base import Unreadable, no_schedule
from portal.domain.outages.spans import Span

TODAY = date(2026, 11, 30)


def midnight(day: date) -> str:
    return str(int(datetime(day.year, day.month, day.day, tzinfo=clock.KYIV).timestamp()))


def hours(**said: str) -> dict[str, str]:
    return {**{str(number): "yes" for number in range(1, 25)}, **{name[1:]: state for name, state in said.items()}}


def body(data: Any, **more: Any) -> bytes:
    return json.dumps({"fact": {"data": data, **more}}).encode()


def test_hours_and_their_halves() -> None:
    said = hours(h1="no", h2="first", h3="second", h4="maybe", h5="mfirst", h6="msecond", h7="unheard of")
    days = dtek.read(body({midnight(TODAY): {"GPV1.1": said, "GPV6.2": hours(h24="no")}}), TODAY).days
    assert days[("1.1", TODAY)] == (
        Span(0, 90, "off"),
        Span(90, 150, "on"),
        Span(150, 180, "off"),
        Span(180, 270, "maybe"),
        Span(270, 330, "on"),
        Span(330, 420, "maybe"),
        Span(420, 1440, "on"),
    )
    assert days[("6.2", TODAY)] == (Span(0, 1380, "on"), Span(1380, 1440, "off"))


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 30), date(2026, 10, 26)])
def test_the_days_of_the_clock_change(day: date) -> None:
    days = dtek.read(body({midnight(day): {"GPV1.1": hours(h24="no")}}), TODAY).days
    assert days == {("1.1", day): (Span(0, 1380, "on"), Span(1380, 1440, "off"))}


def test_without_outages() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert dtek.read(body([]), TODAY).days == no_schedule(TODAY)
    assert dtek.read(body([], today=int(midnight(tomorrow))), TODAY).days == no_schedule(tomorrow)
    assert dtek.read(body({midnight(tomorrow): []}), TODAY).days == no_schedule(tomorrow)
    some = {midnight(TODAY): {"GPV1.1": [], "GPV1.2": hours(h1="no")}}
    assert dtek.read(body(some), TODAY).days[("1.1", TODAY)] == spans.ALL_ON


def test_a_missing_hour_is_no_state() -> None:
    said = hours(h3="no")
    del said["2"]
    days = dtek.read(body({midnight(TODAY): {"GPV1.1": said}}), TODAY).days
    assert days[("1.1", TODAY)] == (Span(0, 60, "on"), Span(120, 180, "off"), Span(180, 1440, "on"))


def test_the_object_of_the_page() -> None:
    told = json.dumps(
        {"DisconSchedule": {"fact": {"data": {midnight(TODAY): {"GPV2.1": hours(h1="no")}}}}}
    ).encode()
    assert ("2.1", TODAY) in dtek.read(told, TODAY).days


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"fact": []}',
        body(None),
        body(["x"]),
        body({"today": {"GPV1.1": hours()}}),
        body({str(int(midnight(TODAY)) + 3600): {"GPV1.1": hours()}}),
        body({"9" * 30: {"GPV1.1": hours()}}),
        body({midnight(TODAY): {"GPV9.9": hours()}}),
        body({midnight(TODAY): {"GPV1.1": {}}}),
        body({midnight(TODAY): {"GPV1.1": "no"}}),
        body({midnight(TODAY): "no"}),
        body({midnight(TODAY): {"GPV1.1": hours(h1="no")}})[:-3],
    ],
)
def test_what_is_no_feed_is_said(spoilt: bytes) -> None:
    with pytest.raises(Unreadable):
        dtek.read(spoilt, TODAY)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["GPV1.1", "1", "24", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_anything_is_read_or_refused(data: Any) -> None:
    for told in (body(data), body({midnight(TODAY): data})):
        try:
            dtek.read(told, TODAY)
        except Unreadable:
            continue
