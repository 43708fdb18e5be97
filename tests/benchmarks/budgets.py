"""The budgets of bytes and requests, held or broken; no timings, so that it may stop a build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import brotli

from portal import clock
from portal.demo.people import CITY_FLAT
from tests.benchmarks import client, pages, people, report, requests, visits

FRAGMENT_BYTES = 2_000


@dataclass(frozen=True)
class Budget:
    """A figure and the most that it may be."""

    what: str
    measured: int
    most: int

    @property
    def is_held(self) -> bool:
        return self.measured <= self.most


def run() -> bool:
    """Measure and print; whether all budgets are held."""
    found = measure()
    rows = [[one.what, one.measured, one.most, "ok" if one.is_held else "BROKEN"] for one in found]
    report.show("Budgets, bytes over the wire with headers (brotli)", ["", "measured", "at most", ""], rows)
    broken = [one.what for one in found if not one.is_held]
    if broken:
        print(f"\nBroken: {', '.join(broken)}", flush=True)
    return not broken


def measure() -> list[Budget]:
    """Every budget with what it is now."""
    scripts = pages.script_bytes()
    found = [
        Budget("our JavaScript", scripts["ours"], 14_000),
        Budget("the worker, in the background", scripts["worker"], 1_500),
        Budget("desk_js_bytes", scripts["desk"], 5_000),
    ]
    with visits.opened() as place:
        for page in visits.PAGES:
            cost = visits.cost(place, page)
            found.append(Budget(f"{page}: HTML and CSS", cost.first_paint_bytes, 14_000))
            found.append(Budget(f"{page}: first visit", cost.first_bytes, 40_000))
            found.append(Budget(f"{page}: requests", cost.first_requests, 6))
            found.append(Budget(f"{page}: later visit", cost.later_bytes, 6_000))
        found += [Budget(what, size, FRAGMENT_BYTES) for what, size in _fragments(place).items()]
        found.append(Budget("sending a reading, up and down", visits.post_bytes(place), 3_000))
    return found


def _fragments(place: visits.Place) -> dict[str, int]:
    """What htmx gets in answer, without the page around it."""
    page = _text(_answer(place, requests.get("/readings", place.cookie)))
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*type="hidden"[^>]*value="([^"]*)"', page))
    fields["csrf_token"] = place.csrf_token
    typed = {f"taken_{zone}": value + people.USED_SINCE for zone, value in enumerate(CITY_FLAT.newest, 1)}
    asked = {
        "meaning while typing": _post(place, "/readings/preview", {**fields, **typed}),
        "form with an error": _post(place, "/readings", {**fields, "taken_1": "0x10"}),
        "form of a correction": _get(place, _first(r"/readings/[0-9a-f-]{36}/correction", page)),
        "whether there is light": _get(place, f"/outages/places/q{CITY_FLAT.subqueue.replace('.', '-')}/now"),
        "another year of use": _get(place, f"/metering/history?year={clock.today().year - 1}"),
        "older readings": _get(place, _first(r"/readings\?[^\"]*after=[^\"]*", page)),
    }
    return {f"fragment: {what}": len(_answer(place, request)) for what, request in asked.items()}


def _get(place: visits.Place, path: str) -> bytes:
    return requests.get(path, place.cookie, requests.HTMX)


def _post(place: visits.Place, path: str, fields: dict[str, object]) -> bytes:
    return requests.post(path, place.cookie, urlencode(fields), requests.HTMX)


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if not found:
        raise RuntimeError(f"the readings page has no address like {pattern}")
    return found[0].replace("&amp;", "&")


def _answer(place: visits.Place, request: bytes) -> bytes:
    return client.exchange(place.server.port, request)


def _text(answer: bytes) -> str:
    return brotli.decompress(answer.partition(b"\r\n\r\n")[2]).decode()
