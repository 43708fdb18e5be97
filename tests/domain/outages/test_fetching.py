"""Every way in which a server can misbehave ends soon, small, and with a reason."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from portal.demo.imitations import ztoe, ztoe_pages
from portal.domain.outages.fetching import Answer, Limits, SourceAway, Visit
from tests.domain.outages.conftest import SHORT

PAGE = "unhooking-search.php"


def get(site: ztoe.Ztoe, failure: str, limits: Limits = SHORT) -> Answer:
    site.options["fail"] = failure
    visit = Visit(site.url, limits)
    try:
        return visit.get(PAGE)
    finally:
        visit.close()


def reason(site: ztoe.Ztoe, failure: str, limits: Limits = SHORT) -> str:
    with pytest.raises(SourceAway) as caught:
        get(site, failure, limits)
    return str(caught.value)


def test_the_charset_of_the_page_itself(site: ztoe.Ztoe) -> None:
    answer = get(site, "")
    assert answer.charset == "windows-1251"
    assert "Дата оновлення інформації" in answer.text


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("500", "HTTP 500"),
        ("huge", "more than 262144 bytes"),
        ("bomb", "more than 262144 bytes"),
        ("cut", "broken off"),
        ("redirect", "redirects elsewhere"),
        ("private", "redirects elsewhere"),
        ("loop", "redirects for ever"),
    ],
)
def test_misbehaviour(site: ztoe.Ztoe, failure: str, words: str) -> None:
    assert words in reason(site, failure)


@pytest.mark.parametrize("failure", ["slow", "slow-head", "hang"])
def test_what_takes_too_long_is_ended(site: ztoe.Ztoe, failure: str) -> None:
    begun = time.monotonic()
    assert reason(site, failure, replace(SHORT, total=0.2)) == "too slow"
    assert time.monotonic() - begun < 5


def test_many_answers_that_take_long_are_ended_too(site: ztoe.Ztoe) -> None:
    visit = Visit(site.url, replace(SHORT, visit=0.3))
    assert visit.get(PAGE).body
    site.options["fail"] = "hang"
    for _question in range(2):
        with pytest.raises(SourceAway, match="too slow"):
            visit.get(PAGE)
    assert len(site.requests) == 2
    visit.close()


def test_silence_is_no_answer_in_time(site: ztoe.Ztoe) -> None:
    assert reason(site, "hang", replace(SHORT, read=0.1)) == "no answer in time"


def test_an_end_that_we_made_is_not_taken_for_the_end_of_the_answer(site: ztoe.Ztoe) -> None:
    """Without a stated length a closed connection is how an answer ends."""
    site.options["pace"] = "0"
    assert get(site, "cut-quietly").body  # nobody can tell: the reader of it has to
    site.options["pace"] = "0.01"
    assert reason(site, "slow", replace(SHORT, total=0.1)) == "too slow"


def test_nobody_is_there() -> None:
    with pytest.raises(SourceAway, match="no connection"):
        Visit("http://127.0.0.1:1/", SHORT).get(PAGE)


def test_nobody_is_left_behind(site: ztoe.Ztoe) -> None:
    """Each visit has a watch of its own, which ends with it."""

    def watches() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if isinstance(one, threading.Timer)]

    before = watches()
    for _visit in range(5):
        get(site, "")
    for watch in watches():
        watch.join(1)
    assert watches() == before == []


def test_a_redirect_within_the_site_is_followed(site: ztoe.Ztoe) -> None:
    site.options.update(fail="redirect", to="/fail=/unhooking-search.php")
    assert "Дата оновлення" in Visit(site.url, SHORT).get(PAGE).text


def test_only_what_has_changed_is_sent_again(site: ztoe.Ztoe) -> None:
    first = Visit(site.url, SHORT)
    assert first.get(PAGE, rem_id=7).body
    second = Visit(site.url, SHORT, first.validators)
    assert second.get(PAGE, rem_id=7).body is None
    assert second.validators == first.validators
    assert second.get(PAGE, conditional=False, rem_id=7).body
    site.options["seed"] = "2"
    assert Visit(site.url, SHORT, first.validators).get(PAGE, rem_id=7).body
    assert [status for _path, status in site.requests] == [200, 304, 200, 200]


def test_a_form(site: ztoe.Ztoe) -> None:
    answer = Visit(site.url, SHORT).post(PAGE, rem_id=7, naspunkt_id=15647, vulica_id=1234, all=1)
    assert "вул. Вільський Шлях" in answer.text
    assert "непобутові (юридичні) споживачі" in answer.text


def test_the_samples_are_those_that_came() -> None:
    assert len(ztoe_pages.SAMPLE_2024.read_bytes()) == 67_750
