"""Bytes and requests of the first and the later visit, and when the page is drawn on two lines."""

from __future__ import annotations

import statistics
from dataclasses import asdict
from typing import Any

from portal import assets
from tests.benchmarks import report, visits
from tests.benchmarks.browser import Line

ROUNDS = 5
SLOW = Line(kbit_s=400, latency_ms=400)
FOURTH_GENERATION = Line(kbit_s=1600, latency_ms=150)
OWN_SCRIPTS = ("js/",)
# Loaded at the desk alone; consumers get none of it.
DESK_SCRIPT = "js/desk.js"
# Loaded in the background, after the page.
WORKER = "js/sw.js"
APART = (DESK_SCRIPT, WORKER)
HTMX = "vendor/htmx.min.js"


def run() -> None:
    """Measure, print, and write the part."""
    figures: dict[str, dict[str, Any] | None] = {}
    with visits.opened() as place:
        for page in visits.PAGES:
            figures[page] = {
                **asdict(visits.cost(place, page)),
                "lcp_slow_s": _largest_paint_s(place, page, SLOW),
                "lcp_4g_s": _largest_paint_s(place, page, FOURTH_GENERATION),
            }
        background = visits.background_bytes(place)
    keys = list(figures["signin"] or {})
    rows = [[page, *(found or {}).values()] for page, found in figures.items()]
    report.show(f"Pages ({report.machine()})", ["", *keys], rows)
    print(
        f"\nIn the background of the first visit (worker, manifest, icons, cache): {background} bytes", flush=True
    )
    scripts = script_bytes()
    report.show("Scripts, brotli", ["", "bytes"], list(scripts.items()))
    report.write("pages", {**figures, "background_bytes": background})


def script_bytes() -> dict[str, int]:
    """How much JavaScript there is, as it is sent: ours and htmx."""
    sizes = {name: _brotli_size(built) for name, built in assets.load_manifest().items() if name.endswith(".js")}
    return {
        "ours": sum(size for name, size in sizes.items() if name.startswith(OWN_SCRIPTS) and name not in APART),
        "desk": sizes[DESK_SCRIPT],
        "worker": sizes[WORKER],
        "htmx": sizes[HTMX],
    }


def _brotli_size(built: str) -> int:
    return (assets.TARGET / f"{built}.br").stat().st_size


def _largest_paint_s(place: visits.Place, page: str, line: Line) -> float | None:
    """The middle one of several first visits; null if the browser did not tell each time."""
    drawn = []
    for _round in range(ROUNDS):
        with place.shop.phone(place.cookie_for(page), line) as phone:
            drawn.append(phone.largest_paint_s(visits.PAGES[page]))
    return None if None in drawn else round(statistics.median(filter(None, drawn)), 3)
