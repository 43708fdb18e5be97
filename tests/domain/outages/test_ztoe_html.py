"""The operator's page: the real one of 2024, the grids of today, and what is made of spoilt ones."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.demo.imitations import ztoe_pages, ztoe_schedules
from portal.domain.outages import spans
from portal.domain.outages.sources import ztoe_html
from portal.domain.outages.sources.base import Days, Reading, Unreadable, no_schedule
from portal.domain.outages.spans import Span
from tests.domain.outages.days import is_whole, state_at

TODAY = date(2026, 11, 30)
OF_2024 = date(2024, 11, 20)
REAL = ztoe_pages.SAMPLE_2024.read_bytes().decode("windows-1251")
# Hours off of queues 1 to 6 on that day, as one sees them on the page.
OFF_IN_2024 = {
    1: [(14, 16)],
    2: [(16, 18)],
    3: [(6, 8), (18, 20)],
    4: [(8, 10), (20, 22)],
    5: [(10, 12)],
    6: [(12, 14)],
}
STATES = {ztoe_schedules.WHITE: "on", ztoe_schedules.RED: "off", ztoe_schedules.YELLOW: "maybe"}


def colours(first: date, count: int, seed: int = 1) -> dict[date, ztoe_schedules.Colours]:
    return {day: ztoe_schedules.colours(day, seed) for day in (first + timedelta(days=n) for n in range(count))}


def page(days: dict[date, ztoe_schedules.Colours], **options: int) -> str:
    return ztoe_pages.grid(days, **options).decode("windows-1251")  # type: ignore[arg-type]


def read(html: str) -> Reading:
    return ztoe_html.read(html, TODAY)


def states(days: Days, subqueue: str, day: date, cells: int = 48) -> list[str | None]:
    return [state_at(days.get((subqueue, day), ()), n * spans.DAY // cells) for n in range(cells)]


def test_the_real_page_of_2024() -> None:
    reading = read(REAL)
    assert set(reading.days) == {(subqueue, OF_2024) for subqueue in spans.SUBQUEUES}
    assert reading.unread == ()
    for (subqueue, _day), said in reading.days.items():
        off = [(span.begin // 60, span.end // 60) for span in said if span.state == "off"]
        assert off == OFF_IN_2024[int(subqueue[0])]
        assert is_whole(said)
        assert {span.state for span in said} == {"on", "off"}
    assert "буде застосовано" in reading.notices[0]


def test_the_moment_of_its_update_changes_nothing() -> None:
    assert read(REAL.replace("11:30 20.11.2024", "12:00 20.11.2024")).days == read(REAL).days


@pytest.mark.parametrize("count", [1, 2, 3])
def test_half_hour_cells_of_several_dates(count: int) -> None:
    days = colours(TODAY, count)
    reading = read(page(days))
    assert set(reading.days) == {(subqueue, day) for subqueue in spans.SUBQUEUES for day in days}
    for day, of_all in days.items():
        for subqueue, slots in of_all.items():
            assert states(reading.days, subqueue, day) == [STATES[colour] for colour in slots]


def test_hourly_cells() -> None:
    days = colours(TODAY, 2)
    reading = read(page(days, cells=24))
    for day, of_all in days.items():
        assert states(reading.days, "4.1", day, 24) == [STATES[colour] for colour in of_all["4.1"][::2]]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_of_23_and_25_hours_have_the_cells_of_any_day(day: date) -> None:
    days = colours(day, 1)
    said = read(page(days)).days
    assert states(said, "2.2", day) == [STATES[colour] for colour in days[day]["2.2"]]
    assert said[("2.2", day)][-1].end == spans.DAY


@pytest.mark.parametrize(
    ("style", "state"),
    [
        ("background: #ff3333", "off"),
        ("background-color:RED !important", "off"),
        ("background: #f00", "off"),
        ("background: white", "on"),
        ("background: #FFF", "on"),
        ("background: yellow", "maybe"),
        ("background: white; background: #ff0000", "off"),
        ("background: white; background: silver", "maybe"),
        ("", "maybe"),
    ],
)
def test_colours_of_a_cell(style: str, state: str) -> None:
    html = page(colours(TODAY, 1))
    first = re.search(r'(?<=<td style=")[^"]*(?="><a href="[^"]*">&nbsp;)', html)
    assert first
    said = read(html[: first.start()] + style + html[first.end() :])
    assert state_at(said.days[("1.1", TODAY)], 0) == state


def test_a_colour_by_attribute() -> None:
    html = page(colours(TODAY, 1)).replace(
        'style="border:1pt solid black; text-align:center; background: #ff3333"', 'bgcolor="#ff0000"'
    )
    assert read(html).days == read(page(colours(TODAY, 1))).days


@pytest.mark.parametrize("words", ["with", "without"])
def test_an_all_white_grid_is_no_schedule(words: str) -> None:
    white = {TODAY: ztoe_schedules.colours(TODAY, 1, is_white=True)}
    html = page(white) if words == "with" else page(white).replace("не надходило", "")
    assert read(html).days == no_schedule(TODAY)


def test_white_for_one_is_not_white_for_all() -> None:
    days = colours(TODAY, 1)
    days[TODAY]["1.1"] = [ztoe_schedules.WHITE] * 48
    assert read(page(days)).days[("1.1", TODAY)] == spans.ALL_ON


def test_no_grid_with_the_words() -> None:
    day = date(2026, 7, 17)
    assert read(ztoe_pages.no_grid(day).decode("windows-1251")).days == no_schedule(day)
    sample = (ztoe_pages.DATA / "address-result-table.html").read_text("utf-8")
    assert read(sample).days == no_schedule(day)
    assert read(sample.replace("На 17.07.2026 ", "")).days == no_schedule(TODAY)


def test_no_grid_and_no_words_on_a_whole_page() -> None:
    html = ztoe_pages.page(ztoe_pages.FORM).decode("windows-1251")
    assert read(html).days == no_schedule(TODAY)
    with pytest.raises(Unreadable):
        read(html[: html.index("</body>")])


@pytest.mark.parametrize(
    "html",
    [
        "",
        "plain words",
        '[{"date": "2026-02-10"}]',
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "<![if !x]><table>",
        "<table><tr><td colspan=999999>" + "<td rowspan=500>" * 500 + "</table>",
        REAL[: REAL.index("Графіки")],
        REAL[: len(REAL) // 2],
        REAL.replace('colspan="24"', 'colspan="23"'),
        REAL.replace('colspan="24"', ""),
        REAL.replace("20.11.2024", "завтра"),
        REAL.replace("20.11.2024", "31.11.2024"),
        REAL.replace(">00-01<", ">12-13<"),
        REAL.replace(">Черга<", ">Ряд<"),
        page(colours(TODAY, 1)).replace(f"<b>{TODAY:%d.%m.%Y}</b>", ""),
    ],
)
def test_what_is_no_schedule_is_said(html: str) -> None:
    with pytest.raises(Unreadable):
        read(html)


def test_names_of_rows_with_a_word_beside_them() -> None:
    html = page(colours(TODAY, 1))
    worded = re.sub(r"<b>(\d\.\d)</b>", r"<b>\1</b> підчерга", html)
    assert worded != html
    assert read(worded).days == read(html).days


def test_a_row_without_one_of_its_cells_is_left_out() -> None:
    html = page(colours(TODAY, 1))
    begin = html.index("<td", html.index("<b>1.1</b>"))
    end = html.index("</td>", begin) + len("</td>")
    reading = read(html[:begin] + html[end:])
    assert ("1.1", TODAY) not in reading.days
    assert ("1.2", TODAY) in reading.days
    assert "1.1" in reading.unread[0]


def test_dates_that_a_row_has_no_cells_for_yet() -> None:
    days = colours(TODAY, 2)
    tomorrow = TODAY + timedelta(days=1)
    html = page(days)
    begin = html.index("<b>1.1</b>")
    cells = list(re.finditer(r"<td>&nbsp;</td>", html[begin:]))
    end = html.index("</tr>", begin)
    reading = read(html[: begin + cells[1].start()] + html[end:])
    assert ("1.1", tomorrow) not in reading.days
    assert states(reading.days, "1.1", TODAY) == [STATES[colour] for colour in days[TODAY]["1.1"]]


def test_two_rows_that_have_run_together_are_left_out() -> None:
    days = colours(TODAY, 1)
    html = page(days)
    first, second = html.index("<b>1.1</b>"), html.index("<b>1.2</b>")
    cells = [[match.start() for match in re.finditer("<td style", html[at:])] for at in (first, second)]
    mixed = html[: first + cells[0][20]] + html[second + cells[1][20] :]
    assert ("1.1", TODAY) not in read(mixed).days


def test_a_subqueue_twice_must_say_the_same() -> None:
    days = colours(TODAY, 1)
    html = page(days)
    with pytest.raises(Unreadable, match="two rows"):
        read(html.replace("<b>1.2</b>", "<b>1.1</b>").replace("cherga_id=1&amp;pidcherga_id=2", ""))


DAYS = colours(TODAY, 2)
WHOLE = page(DAYS)
TRUTH = {
    (subqueue, day): [STATES[colour] for colour in slots]
    for day, of_all in DAYS.items()
    for subqueue, slots in of_all.items()
}


def never_on_where_off(html: str, expected: dict[tuple[str, date], list[str]], cells: int) -> None:
    try:
        days = read(html).days
    except Unreadable:
        return
    for (subqueue, day), slots in expected.items():
        if days.get((subqueue, day)) == spans.NO_SCHEDULE:
            raise AssertionError("a schedule applies")
        for said, state in zip(states(days, subqueue, day, cells), slots, strict=True):
            assert state != "off" or said != "on"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_pages_never_make_on_of_off(data: st.DataObject) -> None:
    """Cut at the end, a piece missing, a piece of rubbish: nothing crashes and nothing is promised wrongly."""
    at = data.draw(st.integers(0, len(WHOLE)))
    gap = data.draw(st.sampled_from([0, 1, 7, 60, 300, len(WHOLE)]))
    rubbish = data.draw(
        st.sampled_from(["", "<", "</table>", "<tr>", "<td>", "\x00", "<!--", '"', "&#x", "<table>"])
    )
    never_on_where_off(WHOLE[:at] + rubbish + WHOLE[at + gap :], TRUTH, 48)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(REAL)), st.integers(0, 400))
def test_the_real_page_spoilt(at: int, gap: int) -> None:
    expected = {
        (f"{queue}.{part}", OF_2024): [
            "off" if any(begin <= hour < end for begin, end in hours) else "on" for hour in range(24)
        ]
        for queue, hours in OFF_IN_2024.items()
        for part in (1, 2)
    }
    never_on_where_off(REAL[:at] + REAL[at + gap :], expected, 24)


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('<>/tabler dhcolspan="48"1.2&;!-[]'), max_size=200))
def test_anything_is_read_or_refused(html: str) -> None:
    with contextlib.suppress(Unreadable):
        read(html)


def test_spans_of_a_row() -> None:
    days = {TODAY: {one: [ztoe_schedules.WHITE] * 48 for one in spans.SUBQUEUES}}
    days[TODAY]["3.1"][4:6] = [ztoe_schedules.RED] * 2
    assert read(page(days)).days[("3.1", TODAY)] == (
        Span(0, 120, "on"),
        Span(120, 180, "off"),
        Span(180, 1440, "on"),
    )
