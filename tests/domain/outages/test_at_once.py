"""Several at the same moment: two presses of a button, two tabs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from portal import database
from portal.domain.errors import TooMany
from portal.domain.outages import reports, watching
from portal.models import LightWatch, NoLightReport
from tests import factories
from tests.conftest import NOW

THREADS = 6


def at_once(act: Callable[[], object]) -> list[type[Exception]]:
    """What was raised."""
    gate, raised = threading.Barrier(THREADS), []

    def run() -> None:
        gate.wait(10)
        try:
            act()
        except Exception as error:
            raised.append(type(error))
        finally:
            database.release()

    threads = [threading.Thread(target=run) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_one_report(app: Flask) -> None:
    user, account, _meter = factories.make_home()
    raised = at_once(lambda: reports.report(account, "1.1", actor=user, now=NOW))
    assert raised == [TooMany] * (THREADS - 1)
    assert NoLightReport.select().count() == 1


def test_one_row_of_wishes(app: Flask) -> None:
    user = factories.make_user()
    assert at_once(lambda: watching.choose({"changes": True, "before": 15}, actor=user)) == []
    assert LightWatch.select().count() == 1
