"""What nobody needs any more goes at night, whatever part of it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.config import Settings
from portal.models import LinkingAttempt, Message
from tests import factories
from tests.tasks.test_files import ENVIRONMENT

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Any:
    """The module of the errands, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import housekeeping

    monkeypatch.setattr(housekeeping, "settings", replace(settings))
    return housekeeping


def test_one_part_that_fails_keeps_none_of_the_others_up(
    errand: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fail again every night, and what it keeps up would grow for good."""
    long_ago = now - timedelta(days=400)
    LinkingAttempt.create(user=factories.make_user(), digits="01010101", at=long_ago)
    Message.create(
        key="old",
        channel="mail",
        recipient="x@example.com",
        template="x",
        created_at=long_ago,
        next_at=long_ago,
        sent_at=long_ago,
    )

    def fail(_now: datetime) -> int:
        raise RuntimeError("out of order")

    monkeypatch.setitem(errand._STEPS, "linking_attempts", fail)
    errand.tidy.call_local()
    assert (LinkingAttempt.select().count(), Message.select().count()) == (1, 0)
    monkeypatch.undo()
