"""A black-out: open pages that ask each minute for what changes, beside readings that are sent meanwhile."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from portal import clock
from portal.database import db
from portal.demo import bulk
from portal.demo.imitations import ztoe
from portal.domain.outages import polling, prepared, spans
from portal.models import OutageSource, SubqueueDay
from tests.benchmarks import client, people, report, requests, serving
from tests.benchmarks.client import Client, Fired
from tests.benchmarks.reading import SEE_OTHER, percentile

SEED = 2026
PAGES_PER_SUBQUEUE = 50
MINUTES = 30
# After these minutes the operator changes the schedule of this many of the twelve subqueues.
CHANGES = {7: 4, 15: 12, 22: 2}
WARMING = 3
READINGS_A_MINUTE = 100
# Accounts of the two bases that polls are compared over, and polls over each.
SMALL, LARGE = 10_000, 600_000
POLLS = 15
SOURCE = "bench"
ANSWERED = b"HTTP/1.1 "
NOT_MODIFIED = 304
_ETAG = re.compile(rb"\r\netag: ([^\r]+)\r\n", re.IGNORECASE)


@dataclass
class Asked:
    """All minutes: how fast the fragment came, how often it was unchanged, and the readings sent between."""

    fragments: list[Fired] = field(default_factory=list)
    readings: list[Fired] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rps(self) -> float:
        return statistics.median(one.rps for one in self.fragments)

    @property
    def not_modified_share(self) -> float:
        return self.statuses[NOT_MODIFIED] / self.statuses.total()


def run() -> None:
    """Measure, print, and write the part."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        run_dir = Path(folder)
        how_many = (WARMING + MINUTES) * READINGS_A_MINUTE
        people.fill(run_dir, how_many)
        homes = people.sign_in(run_dir, how_many)
        _plan(run_dir, spans.SUBQUEUES, random.Random(SEED))
        with ExitStack() as open_ones:
            server = open_ones.enter_context(serving.portal(run_dir))
            shooter = open_ones.enter_context(client.started())
            asked = _minutes(shooter, server, run_dir, homes)
    readings_rps = statistics.median(one.rps for one in asked.readings)
    few, many = _polls_s()
    figures = {
        "rps": round(asked.rps, 1),
        "ratio_to_reading": round(asked.rps / readings_rps, 2),
        "not_modified_share": round(asked.not_modified_share, 4),
        "poll_s": round(many, 3),
        "poll_growth_ratio": round(many / few, 2),
    }
    p99 = 1000 * statistics.median(percentile(one.each, 99) for one in asked.fragments)
    rows = [
        *([key, value] for key, value in figures.items()),
        ["readings between, rps", round(readings_rps, 1)],
        ["fragment, p99 ms", round(p99, 2)],
    ]
    report.show(f"Outages ({report.machine()})", ["", "measured"], rows)
    report.write("outages", figures)


def _polls_s() -> tuple[float, float]:
    """Seconds of a poll that changes everything, over few accounts and over many: the middle ones, by turns.

    The operator is the imitation on loopback: what is measured is our side, with the twelve questions.
    """
    took: dict[int, list[float]] = {SMALL: [], LARGE: []}
    with TemporaryDirectory(prefix="portal-bench-") as folder, ztoe.running({}) as site:
        for accounts in took:
            print(f"Seeding {accounts} accounts …", flush=True)
            with people.app_on(Path(folder) / str(accounts)):
                bulk.fill(accounts, clock.now(), history=False)
        for number in range(WARMING + POLLS):
            site.options["seed"] = str(number + 1)
            # By turns who is first: whoever comes second finds the processor warm.
            for accounts in (SMALL, LARGE) if number % 2 else (LARGE, SMALL):
                with people.app_on(Path(folder) / str(accounts)):
                    took[accounts].append(_changing_poll_s(site, number))
    few, many = (statistics.median(took[accounts][WARMING:]) for accounts in (SMALL, LARGE))
    return few, many


def _changing_poll_s(site: ztoe.Ztoe, number: int) -> float:
    """One poll, after the operator has changed everything."""
    began = time.perf_counter()
    outcome = polling.poll(polling.ztoe(site.url), clock.now(), is_forced=True)
    took = time.perf_counter() - began
    if not outcome.changes:
        raise RuntimeError(f"nothing was changed by poll {number}: {outcome.failures}")
    return took


def _minutes(shooter: Client, server: serving.Server, run_dir: Path, homes: list[people.Home]) -> Asked:
    """Each page asks once a minute and says what it has; readings are sent between."""
    chance = random.Random(SEED)
    # What each open page holds: nothing at first, as it was just opened.
    held: dict[str, bytes] = {}
    asked = Asked()
    for minute in range(WARMING + MINUTES):
        if minute - WARMING in CHANGES:
            _plan(run_dir, chance.sample(spans.SUBQUEUES, CHANGES[minute - WARMING]), chance)
        questions = [_question(subqueue, held) for subqueue in spans.SUBQUEUES] * PAGES_PER_SUBQUEUE
        chance.shuffle(questions)
        fired = shooter.fire(server.port, questions, ANSWERED)
        part = homes[minute * READINGS_A_MINUTE : (minute + 1) * READINGS_A_MINUTE]
        sent = shooter.fire(server.port, [home.sending() for home in part], SEE_OTHER)
        _catch_up(server, held)
        if minute >= WARMING:
            asked.fragments.append(fired)
            asked.readings.append(sent)
            asked.statuses.update(fired.statuses)
    return asked


def _question(subqueue: str, held: dict[str, bytes]) -> bytes:
    etag = held.get(subqueue)
    said = f"If-None-Match: {etag.decode()}\r\n" if etag else ""
    return requests.get(_address(subqueue), "", f"{requests.HTMX}{said}")


def _catch_up(server: serving.Server, held: dict[str, bytes]) -> None:
    """What the pages have got in this minute, they say in the next one."""
    for subqueue in spans.SUBQUEUES:
        found = _ETAG.search(client.exchange(server.port, requests.get(_address(subqueue), "", requests.HTMX)))
        if found is None:
            raise client.Unexpected(f"no ETag of {subqueue}")
        held[subqueue] = found.group(1)


def _address(subqueue: str) -> str:
    return f"/outages/places/q{subqueue.replace('.', '-')}/now"


def _plan(run_dir: Path, subqueues: Sequence[str], chance: random.Random) -> None:
    """A new schedule of today and tomorrow for these subqueues, as a poll writes it."""
    with people.app_on(run_dir):
        now, today = clock.now(), clock.today()
        with db.atomic():
            answered = {"good_at": now, "checked_at": now}
            OutageSource.insert(name=SOURCE, **answered).on_conflict_ignore().execute()
            OutageSource.update(answered).where(OutageSource.name == SOURCE).execute()
            source = OutageSource.get(OutageSource.name == SOURCE)
            for day in (today, today + timedelta(days=1)):
                SubqueueDay.delete().where(SubqueueDay.day == day, SubqueueDay.subqueue.in_(subqueues)).execute()
                rows = [
                    {"subqueue": one, "day": day, "spans": _spans(chance), "changed_at": now, "source": source}
                    for one in subqueues
                ]
                SubqueueDay.insert_many(rows).execute()
    prepared.forget(run_dir / "outages")


def _spans(chance: random.Random) -> list[list[object]]:
    """Four hours without light, an hour and a half with it, three and a half perhaps without; in minutes."""
    off = 60 * chance.randrange(0, 15)
    ends = [0, off, off + 240, off + 330, off + 540, 1440]
    states = ["on", "off", "on", "maybe", "on"]
    return [[begin, end, state] for begin, end, state in zip(ends, ends[1:], states, strict=False) if begin < end]
