"""Prepared fragments: made once by one of those who ask, never half of one, and nothing outside their folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.domain.errors import NotFound
from portal.domain.outages import prepared

NOW = datetime(2026, 11, 30, 8, 10, tzinfo=UTC)
FAR = NOW + timedelta(days=1)


def made(html: str, until: datetime = FAR) -> Callable[[], tuple[str, datetime]]:
    return lambda: (html, until)


def test_it_is_made_once_and_holds_until_the_half_hour(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> tuple[str, datetime]:
        made.append("x")
        return f"<p>{len(made)}</p>", FAR

    first = prepared.get(tmp_path, "q3-2", make, now=NOW)
    assert prepared.get(tmp_path, "q3-2", make, now=NOW + timedelta(minutes=19)) == first
    later = prepared.get(tmp_path, "q3-2", make, now=NOW + timedelta(minutes=20))
    assert later.html == b"<p>2</p>"
    assert later.etag != first.etag
    assert len(made) == 2


def test_a_change_while_it_is_made_is_not_overlooked(tmp_path: Path) -> None:
    """Whoever makes it has looked at the data already; then comes the change."""
    looked, done = threading.Event(), threading.Event()

    def make() -> tuple[str, datetime]:
        looked.set()
        assert done.wait(10)
        return "before the change", FAR

    making = threading.Thread(target=lambda: prepared.get(tmp_path, "q3-2", make, now=NOW))
    making.start()
    assert looked.wait(10)
    prepared.forget(tmp_path)
    done.set()
    making.join(10)
    assert prepared.get(tmp_path, "q3-2", made("after it"), now=NOW).html == b"after it"


def test_making_and_forgetting_do_not_take_each_others_files(tmp_path: Path) -> None:
    errors: list[Exception] = []

    def again_and_again(act: Callable[[], object]) -> None:
        try:
            for _turn in range(300):
                act()
        except Exception as error:
            errors.append(error)

    acts = (
        lambda: prepared.forget(tmp_path),
        lambda: prepared.get(tmp_path, "q1-1", made("y" * 20_000), now=NOW),
    )
    threads = [threading.Thread(target=again_and_again, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


def test_the_same_content_has_the_same_etag(tmp_path: Path) -> None:
    etags = {
        prepared.get(tmp_path, "q1-1", made("<p>same</p>"), now=NOW + timedelta(hours=hour)).etag
        for hour in range(3)
    }
    assert len(etags) == 1


def test_it_holds_until_something_begins_or_ends(tmp_path: Path) -> None:
    soon = NOW + timedelta(minutes=5)
    prepared.get(tmp_path, "q3-2", made("before", soon), now=NOW)
    assert prepared.get(tmp_path, "q3-2", made("after"), now=soon - timedelta(seconds=1)).html == b"before"
    assert prepared.get(tmp_path, "q3-2", made("after"), now=soon).html == b"after"


def test_what_nobody_asks_for_is_swept(tmp_path: Path) -> None:
    assert prepared.sweep(tmp_path / "nothing", NOW) == 0
    prepared.get(tmp_path, "q3-2", made("old"), now=NOW)
    prepared.forget(tmp_path)
    later = datetime.now(UTC) + prepared.UNUSED + timedelta(minutes=1)
    assert prepared.sweep(tmp_path, later - timedelta(minutes=5)) == 0
    assert prepared.sweep(tmp_path, later) == 2
    assert prepared.read(tmp_path, "q3-2") is None
    assert prepared.stamp(tmp_path)


def test_what_has_changed_is_made_anew_at_once(tmp_path: Path) -> None:
    prepared.get(tmp_path, "q3-2", made("old"), now=NOW)
    prepared.forget(tmp_path)
    assert prepared.get(tmp_path, "q3-2", made("new"), now=NOW).html == b"new"


def test_while_one_makes_it_the_others_get_the_old_one(tmp_path: Path) -> None:
    prepared.get(tmp_path, "q3-2", made("old"), now=NOW - timedelta(hours=1))
    begun, done = threading.Event(), threading.Event()

    def slow() -> tuple[str, datetime]:
        begun.set()
        assert done.wait(10)
        return "new", FAR

    thread = threading.Thread(target=lambda: prepared.get(tmp_path, "q3-2", slow, now=NOW))
    thread.start()
    assert begun.wait(10)
    assert prepared.get(tmp_path, "q3-2", lambda: pytest.fail("made twice"), now=NOW).html == b"old"
    done.set()
    thread.join(10)
    assert prepared.get(tmp_path, "q3-2", lambda: pytest.fail("made again"), now=NOW).html == b"new"


@pytest.mark.parametrize("content", [b"", b"{}", b"no json\n<p>", b'{"etag": 1}\n', b"\xff\xfe"])
def test_what_can_not_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q3-2.html").write_bytes(content)
    assert prepared.read(tmp_path, "q3-2") is None
    assert prepared.get(tmp_path, "q3-2", made("new"), now=NOW).html == b"new"


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 41, "q3.2", "q3-2\n", "ї"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """Though there is something that could be read where it leads."""
    folder = tmp_path / "outages"
    good = prepared.get(folder, "q3-2", made("good"), now=NOW)
    assert good.html == b"good"
    planted = folder / f"{name}.html"
    planted.parent.mkdir(exist_ok=True)
    planted.write_bytes((folder / "q3-2.html").read_bytes())
    assert prepared.read(folder, name) is None
    with pytest.raises(NotFound):
        prepared.get(folder, name, lambda: pytest.fail("made"), now=NOW)
