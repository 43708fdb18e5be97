"""What the figures are worked out with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import client, processes, report
from tests.benchmarks.reading import percentile


def test_percentiles_are_values_that_were_measured() -> None:
    hundred = [float(number) for number in range(100, 0, -1)]
    assert percentile(hundred, 50) == 50
    assert percentile(hundred, 99) == 99
    assert percentile([7.0], 99) == 7
    assert percentile([1.0, 2.0, 3.0], 50) == 2


def test_an_answer_is_whole_when_its_length_is_there() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"
    assert client.missing(head) is None
    assert client.missing(head + b"\r\n") == 4
    assert client.missing(head + b"\r\nabc") == 1
    assert client.missing(head + b"\r\nabcd") == 0
    assert client.missing(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n") == 0, "it never has a body"
    with pytest.raises(client.Unexpected):
        client.missing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_names_of_processes_may_hold_spaces_and_brackets() -> None:
    assert processes.after_name("42 (a (b) c) S 7 1")[:2] == ["S", "7"]


def test_memory_is_the_proportional_share() -> None:
    assert processes.pss_kib("Rss:  900 kB\nPss:     512 kB\nPss_Dirty:  1 kB\n") == 512
    with pytest.raises(ValueError, match="Pss"):
        processes.pss_kib("Rss:  900 kB\n")


def test_a_part_is_written_beside_the_others(tmp_path: Path) -> None:
    target = tmp_path / "bench.json"
    report.write("pages", {"signin": None}, target)
    report.write("reading", {"rps": 1.5}, target)
    report.write("pages", {"signin": 2}, target)
    assert json.loads(target.read_text()) == {"pages": {"signin": 2}, "reading": {"rps": 1.5}}
    assert list(tmp_path.iterdir()) == [target]


def test_tables_show_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    report.show("Title", ["", "ms"], [["page", 1.5], ["other", None]])
    assert capsys.readouterr().out == "\nTitle\n          ms\n  page   1.5\n  other    –\n"
