"""The errands about outages: one at a time, safe to ring twice, told once, never at the same second everywhere."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog

from portal.config import Settings
from portal.demo.imitations import ztoe
from portal.domain.accounts import linking
from portal.domain.outages import prepared
from portal.models import Account, Event, SubqueueDay, Works
from tests import factories
from tests.conftest import NOW
from tests.tasks.test_files import ENVIRONMENT

LATER = NOW + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("database", "now")


@pytest.fixture
def site() -> Iterator[ztoe.Ztoe]:
    with ztoe.running({"date": "2026-11-30"}) as server:
        yield server


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, site: ztoe.Ztoe) -> Any:
    """The module of the errands, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(settings.run_dir)}.items():
        monkeypatch.setenv(name, value)
    from tasks import outages

    monkeypatch.setattr(outages, "settings", replace(settings, outages_ztoe_url=site.url))
    return outages


def test_twice_is_once(errand: Any) -> None:
    errand.poll_outages.call_local()
    kept = list(SubqueueDay.select().dicts())
    errand.poll_outages.call_local()
    assert len(kept) == 24
    assert list(SubqueueDay.select().dicts()) == kept


def test_what_is_prepared_is_made_anew_after_a_change(errand: Any, site: ztoe.Ztoe, settings: Settings) -> None:
    errand.poll_outages.call_local()
    folder = settings.run_dir / "outages"
    prepared.get(folder, "q1-1", lambda: ("<p>old</p>", LATER), now=NOW)
    errand.poll_outages.call_local()
    assert prepared.get(folder, "q1-1", lambda: ("new", LATER), now=NOW).html == b"<p>old</p>"
    site.options["seed"] = "2"
    errand.poll_outages.call_local()
    assert prepared.get(folder, "q1-1", lambda: ("<p>new</p>", LATER), now=NOW).html == b"<p>new</p>"


def test_works_too(errand: Any, settings: Settings) -> None:
    factories.make_rem()
    stamp = prepared.stamp(settings.run_dir / prepared.FOLDER)
    errand.poll_works.call_local()
    changed = prepared.stamp(settings.run_dir / prepared.FOLDER)
    errand.poll_works.call_local()
    assert Works.select().count() == 6
    assert stamp != changed, "they are in what is prepared"
    assert prepared.stamp(settings.run_dir / prepared.FOLDER) == changed


@pytest.mark.parametrize(("errand_name", "lock"), [("poll_outages", "outages.lock"), ("poll_works", "works.lock")])
def test_only_one_at_a_time_on_a_machine(
    errand: Any, site: ztoe.Ztoe, settings: Settings, errand_name: str, lock: str
) -> None:
    factories.make_rem()
    with (settings.run_dir / lock).open("w") as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        getattr(errand, errand_name).call_local()
        assert site.requests == []
    getattr(errand, errand_name).call_local()
    assert site.requests


def test_a_failing_source_is_told_once_in_the_log(
    errand: Any, site: ztoe.Ztoe, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = structlog.testing.CapturingLogger()
    monkeypatch.setattr(errand, "log", logger)
    site.options["json"] = "html"
    for _ring in range(3):
        errand.poll_outages.call_local()
    told = [(call.args, call.kwargs) for call in logger.calls if call.method_name == "warning"]
    assert told == [(("outage_source_failed",), {"source": "ztoe-json", "reason": "HTML instead of JSON"})]


def test_the_ring_comes_at_a_moment_of_its_own(errand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    delays: list[int] = []
    for name in ("poll_outages", "poll_works"):
        monkeypatch.setattr(getattr(errand, name), "schedule", lambda delay: delays.append(delay))
    for _ring in range(20):
        errand.ring_for_outages.call_local()
        errand.ring_for_works.call_local()
    assert len(delays) == 40
    assert all(0 <= delay < errand.JITTER for delay in delays)
    assert len(set(delays)) > 1


def test_an_account_that_comes_into_a_cabinet_is_looked_for(errand: Any) -> None:
    home = factories.make_account(
        "02-020202", "Петренко Марія Василівна", street="вул. Вільський Шлях", house="14"
    )
    rung: list[object] = []

    def listen(sender: object) -> None:
        rung.append(sender)

    with linking.account_linked.connected_to(listen):
        linking.link("02-020202", "Петренко", actor=factories.make_user(), now=NOW)
    assert len(rung) == 1
    for _ring in range(2):
        errand.match_linked.call_local()
    assert Account.get_by_id(home.id).subqueue_in_force == "5.2"
    assert Event.select().where(Event.name == "account_place_matched").count() == 1
