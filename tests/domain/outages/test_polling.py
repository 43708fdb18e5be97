"""A poll: the JSON first, the page when it fails, only changes kept, each failure told once."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from portal.demo.imitations import ztoe
from portal.domain import turns
from portal.domain.outages import keeping, polling, spans, standing
from portal.domain.outages.polling import Poll
from portal.domain.outages.sources.base import Reading
from portal.models import Event, OutageSource, SubqueueDay
from tests import factories
from tests.conftest import NOW
from tests.domain.outages.conftest import SHORT
from tests.domain.outages.days import is_whole
from tests.queries import recorded

pytestmark = pytest.mark.usefixtures("database")

TODAY = date(2026, 11, 30)
TOMORROW = TODAY + timedelta(days=1)
SOON = timedelta(minutes=10)


def poll(site: ztoe.Ztoe, now: datetime = NOW, *, is_forced: bool = False, total: float = 10) -> Poll:
    limits = replace(SHORT, total=total)
    return polling.poll(polling.ztoe(site.url), now, limits=limits, is_forced=is_forced)


def rows() -> dict[tuple[str, date], list[list[object]]]:
    return {(row.subqueue, row.day): row.spans for row in SubqueueDay.select()}


def told() -> list[str]:
    return [event.name for event in Event.select().order_by(Event.id)]


def source(name: str) -> OutageSource:
    found: OutageSource = OutageSource.get(OutageSource.name == name)
    return found


def test_the_json_is_kept(site: ztoe.Ztoe) -> None:
    outcome = poll(site)
    assert outcome.source == "ztoe-json"
    assert set(rows()) == {(subqueue, day) for subqueue in spans.SUBQUEUES for day in (TODAY, TOMORROW)}
    assert len(outcome.changes) == 24
    assert all(change.before is None for change in outcome.changes)
    assert all(is_whole(change.after) for change in outcome.changes)
    assert "буде застосовано" in outcome.notices[0]
    assert source("ztoe-json").good_at == source("ztoe-json").checked_at == NOW
    assert {row.source.name for row in SubqueueDay.select()} == {"ztoe-json"}
    assert told() == []


def test_twice_changes_nothing_and_asks_for_changes_only(site: ztoe.Ztoe) -> None:
    poll(site)
    kept = rows()
    site.requests.clear()
    again = poll(site, NOW + SOON)
    assert (again.source, again.changes, rows()) == ("ztoe-json", [], kept)
    assert {status for _path, status in site.requests} == {304}
    assert source("ztoe-json").good_at == NOW + SOON
    assert {row.changed_at for row in SubqueueDay.select()} == {NOW}


def test_what_changed_is_told_with_what_it_was(site: ztoe.Ztoe) -> None:
    before = {(change.subqueue, change.day): change.after for change in poll(site).changes}
    site.options["seed"] = "2"
    outcome = poll(site, NOW + SOON)
    assert outcome.changes
    for change in outcome.changes:
        assert change.before == before[(change.subqueue, change.day)] != change.after
    changed = {(change.subqueue, change.day) for change in outcome.changes}
    for row in SubqueueDay.select():
        assert row.changed_at == (NOW + SOON if (row.subqueue, row.day) in changed else NOW)


def test_the_page_says_the_same_when_the_json_fails(site: ztoe.Ztoe) -> None:
    poll(site)
    kept = rows()
    site.options["json"] = "500"
    outcome = poll(site, NOW + SOON)
    assert (outcome.source, outcome.changes, outcome.failures) == ("ztoe-html", [], {"ztoe-json": "HTTP 500"})
    assert rows() == kept
    # How old the days are is told by the source that has confirmed them last.
    assert {row.source.name for row in SubqueueDay.select()} == {"ztoe-html"}
    assert {row.changed_at for row in SubqueueDay.select()} == {NOW}


@pytest.mark.parametrize("failure", [*ztoe.FAILURES])
def test_every_failure_keeps_the_last_good_data(site: ztoe.Ztoe, failure: str) -> None:
    poll(site)
    kept = rows()
    site.options["fail"] = failure
    outcome = poll(site, NOW + SOON, total=0.3 if failure in ("slow", "slow-head", "hang") else 10)
    assert (outcome.source, outcome.changes) == (None, [])
    assert set(outcome.failures) == {"ztoe-json", "ztoe-html"}
    assert rows() == kept
    failing = source("ztoe-json")
    assert (failing.good_at, failing.failing_since) == (NOW, NOW + SOON)
    assert failing.failure == outcome.failures["ztoe-json"] != ""


def test_a_failure_is_told_once_and_its_end_once(site: ztoe.Ztoe) -> None:
    poll(site)
    site.options["fail"] = "500"
    now = NOW
    for _hour in range(5):
        now += timedelta(hours=1)
        first = poll(site, now)
        assert first.newly_failing == (["ztoe-json", "ztoe-html"] if now == NOW + timedelta(hours=1) else [])
    assert told() == ["source_failed"] * 2
    assert source("ztoe-json").failing_since == NOW + timedelta(hours=1)
    site.options["fail"] = ""
    for _hour in range(3):
        now += timedelta(hours=1)
        poll(site, now)
    assert told() == ["source_failed"] * 2 + ["source_returned"] * 2
    assert source("ztoe-html").failing_since is None
    assert Event.get(Event.name == "source_failed").details == {"reason": "HTTP 500"}


def test_pauses_double_up_to_an_hour(site: ztoe.Ztoe) -> None:
    site.options["json"] = "500"
    asked = []
    for number in range(40):
        now = NOW + number * SOON
        if "ztoe-json" in poll(site, now).failures:
            asked.append(number * 10)
    assert asked == [0, 10, 20, 40, 80, 140, 200, 260, 320, 380]
    assert source("ztoe-html").good_at == now


def test_somebody_who_waits_is_not_kept_waiting(site: ztoe.Ztoe) -> None:
    site.options["fail"] = "500"
    poll(site)
    assert poll(site, NOW + timedelta(seconds=1)).failures == {}
    assert set(poll(site, NOW + timedelta(seconds=2), is_forced=True).failures) == {"ztoe-json", "ztoe-html"}


def test_a_clock_that_was_ahead_stops_nobody(site: ztoe.Ztoe) -> None:
    site.options["fail"] = "500"
    poll(site, NOW + timedelta(days=2))
    site.options["fail"] = ""
    assert poll(site, NOW).source == "ztoe-json"


def test_what_another_source_has_said_since_is_asked_for_anew(site: ztoe.Ztoe) -> None:
    """The JSON has not changed, but what is kept has: «not modified» would leave the other's word."""
    poll(site)
    kept = rows()
    site.options.update(json="500", seed="2")
    assert poll(site, NOW + SOON).changes
    site.options.update(json="", seed="1")
    assert poll(site, NOW + 2 * SOON).source == "ztoe-json"
    assert rows() == kept


def test_another_address_is_another_site(site: ztoe.Ztoe) -> None:
    poll(site)
    with ztoe.running({"date": "2026-11-30"}) as other:
        poll(other, NOW + SOON)
        assert {status for _path, status in other.requests} == {200}


def test_no_schedule_is_a_day_without_spans(site: ztoe.Ztoe) -> None:
    site.options["fail"] = "white"
    poll(site)
    assert rows() == {(subqueue, day): [] for subqueue in spans.SUBQUEUES for day in (TODAY, TOMORROW)}
    site.options["json"] = "500"
    poll(site, NOW + SOON)
    assert source("ztoe-html").good_at == NOW + SOON
    assert set(map(str, rows().values())) == {"[]"}


def test_a_change_of_one_subqueue_is_seen_beside_the_others(site: ztoe.Ztoe) -> None:
    """A new day comes: some answers are new, and whether a schedule applies is seen from all of them."""
    site.options["days"] = "1"
    poll(site)
    site.options["days"] = "3"
    outcome = poll(site, NOW + SOON)
    assert {change.day for change in outcome.changes} == {TOMORROW, TOMORROW + timedelta(days=1)}


def test_old_days_are_history_for_forty_days(site: ztoe.Ztoe) -> None:
    poll(site)
    site.options["date"] = "2027-01-09"
    poll(site, NOW + timedelta(days=40))
    assert TODAY in {day for _subqueue, day in rows()}
    site.options["date"] = "2027-01-10"
    poll(site, NOW + timedelta(days=41))
    days = {day for _subqueue, day in rows()}
    assert TODAY not in days
    assert TOMORROW in days


def test_a_day_long_past_that_a_source_still_shows_is_kept(site: ztoe.Ztoe) -> None:
    site.options.update(json="500", page="2024")
    poll(site)
    assert [row.day for row in keeping.days_of("1.1")] == [date(2024, 11, 20)]


def test_the_cost_does_not_depend_on_people(site: ztoe.Ztoe) -> None:
    poll(site)
    costs = []
    for number in range(2):
        for _person in range(number * 20):
            factories.make_home()
        site.options["seed"] = str(number + 2)
        site.requests.clear()
        with recorded() as statements:
            assert poll(site, NOW + (number + 1) * SOON).changes
        costs.append((len(statements), len(site.requests)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 15
    assert costs[0][1] <= 25


class Broken:
    """A source that has gone wrong in a way that nobody foresaw."""

    name = "broken"
    url = "http://127.0.0.1:1/"

    def ask(self, visit: object, today: date) -> Reading:
        raise RuntimeError


def test_an_unforeseen_error_is_loud_and_changes_nothing() -> None:
    with pytest.raises(RuntimeError):
        polling.poll([Broken()], NOW)
    assert source("broken").checked_at is None
    assert standing.is_due(source("broken"), NOW)


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from portal import database
from portal.domain import turns
from portal.domain.outages import keeping, polling
url, site, folder, now = sys.argv[1:]
database.bind(url)
def cut(now):
    print("in the middle", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
keeping.forget_old = cut
with turns.taken(Path(folder) / polling.LOCK):
    polling.poll(polling.ztoe(site), datetime.fromisoformat(now))
"""


def test_killed_in_the_middle_it_has_done_nothing_and_is_run_again(
    site: ztoe.Ztoe, database_url: str, tmp_path: Path
) -> None:
    arguments = [sys.executable, "-c", KILLED, database_url, site.url, str(tmp_path), NOW.isoformat()]
    killed = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "in the middle\n"), killed.stderr
    assert (rows(), told()) == ({}, [])
    assert all(one.good_at is None and not one.validators for one in OutageSource.select())
    with turns.taken(tmp_path / polling.LOCK) as is_ours:
        assert is_ours
    assert len(poll(site).changes) == len(rows()) > 0


def test_notices_are_kept_and_told_anew_when_they_change(site: ztoe.Ztoe) -> None:
    assert poll(site).is_news
    [notice] = source("ztoe-json").notices
    assert "УВАГА" in notice
    again = poll(site, NOW + SOON, is_forced=True)
    assert not again.is_news
    OutageSource.update(notices=["Інше", notice], validators={}).execute()
    site.options["seed"] = "2"
    changed = poll(site, NOW + 2 * SOON)
    assert changed.is_said_anew
    assert source("ztoe-json").notices == [notice]


def test_a_notice_is_news_though_no_schedule_has_changed(site: ztoe.Ztoe, monkeypatch: pytest.MonkeyPatch) -> None:
    poll(site)
    monkeypatch.setattr(ztoe.pages, "message", lambda _days: b'[{"text": "Today: none"}]')
    again = poll(site, NOW + SOON)
    assert (again.is_said_anew, again.changes) == (True, [])
    assert source("ztoe-json").notices == ["Today: none"]


@pytest.mark.parametrize("broken", [b"<html>", b"[{"])
def test_notices_that_can_not_be_had_stay(site: ztoe.Ztoe, monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    poll(site)
    [notice] = source("ztoe-json").notices
    site.options["seed"] = "2"
    monkeypatch.setattr(ztoe.pages, "message", lambda _days: broken)
    assert poll(site, NOW + SOON).changes
    assert source("ztoe-json").notices == [notice]
