"""Those who tell of light, killed in the middle: everybody is told, and nobody twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.domain.outages import telling, watching
from portal.models import Message, OutageSource, SubqueueDay
from tests import factories
from tests.conftest import NOW
from tests.tasks.mail_server import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 1_200
LATER = NOW + timedelta(minutes=10)
# As the errand does, at the time of the test.
TELL = f"""
from datetime import datetime
from portal.domain.outages import telling
from tasks import light
from tasks.queue import open_database
open_database()
light._alone("light-changes.lock", lambda: telling.tell_changes(datetime.fromisoformat({LATER.isoformat()!r})))
"""

pytestmark = pytest.mark.usefixtures("database")


def say(off: int) -> None:
    """Today's schedule: no light from this minute on, for an hour."""
    source, _made = OutageSource.get_or_create(name="ztoe-json", defaults={"good_at": NOW})
    spans = [[0, off, "on"], [off, off + 60, "off"], [off + 60, 1440, "on"]]
    SubqueueDay.insert(
        subqueue="3.2", day=date(2026, 11, 30), spans=spans, changed_at=NOW, source=source
    ).on_conflict(conflict_target=[SubqueueDay.subqueue, SubqueueDay.day], preserve=[SubqueueDay.spans]).execute()


def test_killed_in_the_middle_it_tells_everybody_once(environment: dict[str, str]) -> None:
    _user, account, _meter = factories.make_home()
    account.subqueue = "3.2"
    account.save()
    for number in range(PEOPLE):
        user = factories.make_user(f"reader{number}@example.com")
        factories.link(user, account)
        watching.choose({"changes": True}, actor=user)
    say(1200)
    assert telling.tell_changes(NOW) == 0
    say(1260)

    process = subprocess.Popen([sys.executable, "-c", TELL], cwd=ROOT, env=environment)
    wait_for(lambda: Message.select().count() >= 5, "some were told")
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    assert Message.select().count() < PEOPLE, "it was in the middle"

    subprocess.run([sys.executable, "-c", TELL], cwd=ROOT, env=environment, check=True, timeout=60)
    assert Message.select().count() == PEOPLE
    assert len({mail.recipient for mail in Message.select(Message.recipient)}) == PEOPLE


QUEUED = """
from tasks import light, messages, queue
rang = [task.name for task in queue.huey.pending()]
light._alone("none.lock", lambda: 0)
assert [task.name for task in queue.huey.pending()] == rang
light._alone("some.lock", lambda: 2)
print(*sorted(task.name for task in queue.huey.pending()))
"""


def test_what_is_told_goes_out_at_once(environment: dict[str, str]) -> None:
    """Not with the next sweep: within a minute the light may be off."""
    done = subprocess.run(
        [sys.executable, "-c", QUEUED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["deliver", "push"]
