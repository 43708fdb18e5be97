"""``flask outages``: what changed, and a subqueue's days as the portal knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from portal import create_app, database
from portal.config import Settings
from portal.demo.imitations import ztoe
from portal.domain import turns
from tests import factories
from tests.conftest import dispose


@pytest.fixture
def site() -> Iterator[ztoe.Ztoe]:
    with ztoe.running({"page": "2024", "date": "2026-11-30", "days": "1"}) as server:
        yield server


@pytest.fixture
def app(settings: Settings, now: datetime, site: ztoe.Ztoe) -> Iterator[Flask]:
    made = create_app(replace(settings, outages_ztoe_url=site.url))
    try:
        yield made
    finally:
        dispose(database.db.obj)


def run(app: Flask, *arguments: str) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["outages", *arguments])
    return result.exit_code, result.output.splitlines()


def test_a_poll_prints_what_changed(app: Flask, site: ztoe.Ztoe) -> None:
    code, lines = run(app, "poll")
    assert (code, len(lines)) == (0, 12)
    assert lines[0].startswith("1.1 2026-11-30 00:00-")
    assert run(app, "poll") == (0, ["nothing changed"])
    site.options["seed"] = "2"
    assert "  (was 00:00-" in run(app, "poll")[1][0]


def test_the_real_page_when_the_json_fails(app: Flask, site: ztoe.Ztoe) -> None:
    site.options["json"] = "500"
    code, lines = run(app, "poll")
    assert code == 0
    assert lines[0] == "ztoe-json failed: HTTP 500"
    assert lines[1] == "1.1 2024-11-20 00:00-14:00 on, 14:00-16:00 off, 16:00-24:00 on"
    assert run(app, "show", "1.1") == (
        0,
        ["2024-11-20 00:00 14:00 on", "2024-11-20 14:00 16:00 off", "2024-11-20 16:00 24:00 on"],
    )
    site.options["json"] = ""
    assert "ztoe-json is back" in run(app, "poll")[1]


def test_days_without_a_schedule(app: Flask, site: ztoe.Ztoe) -> None:
    site.options["fail"] = "white"
    assert "6.2 2026-11-30 no schedule" in run(app, "poll")[1]
    assert run(app, "show", "6.2") == (0, ["2026-11-30 00:00 24:00 none"])


def test_nobody_answers(app: Flask, site: ztoe.Ztoe) -> None:
    run(app, "poll")
    known = run(app, "show", "3.1")
    site.options["fail"] = "empty"
    code, lines = run(app, "poll")
    assert code == 1
    assert "Error: no source answered; what was known stays" in lines
    assert run(app, "show", "3.1") == known


def test_one_at_a_time(app: Flask, settings: Settings) -> None:
    with turns.taken(settings.run_dir / "outages.lock"):
        code, lines = run(app, "poll")
    assert (code, lines) == (1, ["Error: another poll is under way"])


@pytest.mark.parametrize("subqueue", ["7.1", "1.3", "1", "x"])
def test_a_subqueue_that_is_none(app: Flask, subqueue: str) -> None:
    assert run(app, "show", subqueue)[0] == 2
    assert run(app, "show", "1.1") == (0, [])


def test_planned_works_are_asked_for_as_well(app: Flask) -> None:
    factories.make_rem("Житомирський РЕМ", 7)
    lines = run(app, "poll")[1]
    assert re.fullmatch(r"planned works: [1-9]\d* new, 0 gone, \d+ not read", lines[-1])
    assert run(app, "poll") == (0, ["nothing changed"])
