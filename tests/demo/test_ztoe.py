"""The imitated operator: answers as the samples, the same for a seed and a date, every switch in an address."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from portal.demo.imitations import ztoe, ztoe_pages

SAMPLE = json.loads((ztoe_pages.DATA / "gpv-api-shapes.json").read_text("utf-8"))


@pytest.fixture
def site() -> Iterator[ztoe.Ztoe]:
    with ztoe.running({"date": "2026-02-10"}) as server:
        yield server


def get(url: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return bytes(answer.read())


def api(site: ztoe.Ztoe, path: str) -> Any:
    return json.loads(get(f"{site.url}gpv/api/{path}"))


@pytest.mark.parametrize("path", [path for path in SAMPLE if ".php" in path])
def test_it_answers_in_the_shape_of_the_sample(site: ztoe.Ztoe, path: str) -> None:
    answer = api(site, path)
    assert isinstance(answer, list)
    for row in answer:
        assert set(row) == set(SAMPLE[path][0])
        ids = [row[name] for name in row if name.endswith("id") and path != "api-message.php"]
        assert all(isinstance(one, str) for one in ids)


def test_from_a_rem_to_the_schedule_of_a_house(site: ztoe.Ztoe) -> None:
    rem = next(one for one in api(site, "api-rem.php") if one["name"] == "Житомирський")
    city = next(one for one in api(site, f"api-city.php?rem_id={rem['id']}") if one["name"] == "місто Житомир")
    street = next(one for one in api(site, f"api-street.php?city_id={city['id']}") if "Вільський" in one["name"])
    house = next(one for one in api(site, f"api-address.php?street_id={street['id']}") if one["name"] == "14, 15")
    query = f"cherga_id={house['cherga_id']}&pidcherga_id={house['pidcherga_id']}"
    rows = api(site, f"api-schedule.php?{query}")
    assert (rem["id"], city["id"], street["id"], query) == ("7", "15647", "1234", "cherga_id=5&pidcherga_id=2")
    assert len(rows) == 96
    assert rows == api(site, f"api-schedule.php?{query}")
    assert rows[47]["span"] == "23:30-24:00"


def test_switches_in_the_address(site: ztoe.Ztoe) -> None:
    assert get(f"{site.url}page=2024/unhooking-search.php") == ztoe_pages.SAMPLE_2024.read_bytes()
    with pytest.raises(urllib.error.HTTPError):
        get(f"{site.url}json=500/gpv/api/api-rem.php")
    assert get(f"{site.url}json=500/unhooking-search.php")
    assert "не надходило" in get(f"{site.url}fail=white/unhooking-search.php").decode("windows-1251")
    with pytest.raises(urllib.error.HTTPError):
        get(f"{site.url}nowhere.php")


def test_as_a_program() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.demo.imitations.ztoe", "date=2026-02-10"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        assert "10.02.2026" in get(f"http://127.0.0.1:{port}/unhooking-search.php").decode("windows-1251")
    finally:
        process.terminate()
        assert process.wait(10) == 0
