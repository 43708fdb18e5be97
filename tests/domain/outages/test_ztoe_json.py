"""The operator's JSON: in every shape that was seen, and spoilt in every way."""

from __future__ import annotations

import contextlib
import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.demo.imitations import ztoe_pages, ztoe_schedules
from portal.domain.outages.sources import ztoe_json
from portal.domain.outages.sources.base import Unreadable
from portal.domain.outages.spans import Span
from tests.domain.outages.days import is_whole, state_at

DAY = date(2026, 2, 10)
SAMPLE = json.loads((ztoe_pages.DATA / "gpv-api-shapes.json").read_text("utf-8"))
ROWS = SAMPLE["api-schedule.php?cherga_id=5&pidcherga_id=2"]
# Two days with every colour in them.
COLOURS = {DAY + timedelta(days=number): ztoe_schedules.colours(DAY, number) for number in range(2)}
WHOLE = ztoe_pages.schedule(COLOURS, "1.1")


def body(*rows: dict[str, object]) -> bytes:
    return json.dumps(rows).encode()


def row(span: str = "00:00-00:30", color: object = "white", day: str = "2026-02-10") -> dict[str, object]:
    return {"date": day, "span": span, "color": color, "text": None}


def truth(day: date, subqueue: str = "1.1") -> list[str]:
    """What the imitation meant, by half-hours."""
    states = {ztoe_schedules.WHITE: "on", ztoe_schedules.RED: "off", ztoe_schedules.YELLOW: "maybe"}
    return [states[colour] for colour in COLOURS[day][subqueue]]


def test_the_sample() -> None:
    assert ztoe_json.schedule(json.dumps(ROWS).encode()) == {DAY: (Span(0, 30, "on"), Span(30, 60, "off"))}
    assert ztoe_json.messages(json.dumps(SAMPLE["api-message.php"]).encode()) == (
        "УВАГА! ВАЖЛИВА ІНФОРМАЦІЯ! ...",
    )


def test_a_notice_is_plain_text() -> None:
    said = [{"text": "<b>УВАГА!</b><br>НЕК &quot;Укренерго&quot;\r\n &amp; інші"}, {"text": " "}, {"text": 5}, {}]
    assert ztoe_json.messages(json.dumps(said).encode()) == ('УВАГА! НЕК "Укренерго" & інші',)


@pytest.mark.parametrize("shape", ["list", "bare"])
@pytest.mark.parametrize("subqueue", ["1.1", "3.2", "6.2"])
def test_generated_days_in_both_shapes(shape: str, subqueue: str) -> None:
    said = ztoe_json.schedule(ztoe_pages.schedule(COLOURS, subqueue, shape))
    for day in COLOURS:
        assert [state_at(said[day], slot * 30) for slot in range(48)] == truth(day, subqueue)
        assert is_whole(said[day])


@pytest.mark.parametrize("between", ["", ",", "\n", " , \n"])
def test_objects_in_no_list(between: str) -> None:
    bare = between.join(json.dumps(one) for one in ROWS).encode()
    assert ztoe_json.schedule(b"\xef\xbb\xbf" + bare + b"\n") == ztoe_json.schedule(json.dumps(ROWS).encode())


@pytest.mark.parametrize(
    ("colour", "state"),
    [
        *[(colour, "off") for colour in ("red", "RED", "#ff3333", "#FF0000", "#ff0000", "#f00")],
        *[(colour, "on") for colour in ("white", "White", "green", "#ffffff", "#fff")],
        *[(colour, "maybe") for colour in ("yellow", "#ffff00", "", "grey", "whit", None, 0, ["white"], {"a": 1})],
    ],
)
def test_colours(colour: object, state: str) -> None:
    assert ztoe_json.schedule(body(row(color=colour))) == {DAY: (Span(0, 30, state),)}


@pytest.mark.parametrize(
    ("span", "begin", "end"),
    [
        ("00:00-00:30", 0, 30),
        ("0000-0030", 0, 30),
        ("9:30-10:00", 570, 600),
        ("23:30-24:00", 1410, 1440),
        ("23:30-00:00", 1410, 1440),
        ("2330-0000", 1410, 1440),
        (" 00:30 – 01:00 ", 30, 60),
    ],
)
def test_spans_as_they_are_written(span: str, begin: int, end: int) -> None:
    assert ztoe_json.schedule(body(row(span))) == {DAY: (Span(begin, end, "on"),)}


def test_a_missing_row_is_no_state() -> None:
    said = ztoe_json.schedule(body(row("00:00-00:30"), row("01:00-01:30", "red")))
    assert said == {DAY: (Span(0, 30, "on"), Span(60, 90, "off"))}


@pytest.mark.parametrize("nothing", [b"", b"[]", b" \n", b"null"])
def test_no_rows_are_no_days(nothing: bytes) -> None:
    assert ztoe_json.schedule(nothing) == {}


@pytest.mark.parametrize(
    "spoilt",
    [
        b"<html><body>Bad gateway</body></html>",
        b"<br />\n<b>Warning</b>: mysql_connect()",
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-1],
        b'{"date": "2026-02-10"},',
        b"\xff\xfe",
        b"[1, 2]",
        b'"text"',
        b'{"error": "no such queue"}',
        b"[" * 100_000,
        body(row("00:00")),
        body(row("00:00-00:00")),
        body(row("01:00-00:30")),
        body(row("24:00-24:30")),
        body(row("00:75-01:30")),
        body(row(day="yesterday")),
        body(row(day="2026-02-30")),
        body(row(), row(color="red")),
        body({"date": "2026-02-10", "color": "white"}),
        body({"span": "00:00-00:30", "color": "white"}),
    ],
)
def test_what_is_no_schedule_is_said(spoilt: bytes) -> None:
    with pytest.raises(Unreadable):
        ztoe_json.schedule(spoilt)


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_off_anywhere_it_is_unreadable_or_empty(at: int) -> None:
    with contextlib.suppress(Unreadable):
        assert ztoe_json.schedule(WHOLE[:at]) == {}


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=0, max_size=2))
def test_a_spoilt_byte_never_makes_on_of_off(at: int, instead: bytes) -> None:
    try:
        said = ztoe_json.schedule(WHOLE[:at] + instead + WHOLE[at + 1 :])
    except Unreadable:
        return
    for day in COLOURS:
        for slot, state in enumerate(truth(day)):
            assert state != "off" or state_at(said.get(day, ()), slot * 30) != "on"


@given(st.data())
def test_rows_in_any_order_dropped_and_doubled(data: st.DataObject) -> None:
    rows = json.loads(WHOLE)
    chosen = data.draw(st.lists(st.sampled_from(range(len(rows))), min_size=1, max_size=120))
    said = ztoe_json.schedule(json.dumps([rows[number] for number in chosen]).encode())
    for number in range(len(rows)):
        day, slot = list(COLOURS)[number // 48], number % 48
        expected = truth(day)[slot] if number in chosen else None
        assert state_at(said.get(day, ()), slot * 30) == expected
