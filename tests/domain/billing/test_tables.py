"""CSV in whatever shape: every row comes back as it was written, or the file is broken as a whole."""

from __future__ import annotations

import csv
import io
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.billing import tables
from portal.domain.billing.formats import Wrong
from portal.domain.billing.report import Report
from portal.domain.billing.tables import Broken

# All that UTF-8 can carry, with more of what CSV has to take care of.
_LETTERS = st.one_of(
    st.sampled_from("\";\r\n\ufeff'\\, іЇ"), st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
)
CELL = st.text(_LETTERS, max_size=12)
ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), CELL, CELL), max_size=20)


def written(rows: list[tuple[str, ...]], end: str = "\n", *, quoted: bool = False) -> str:
    target = io.StringIO(newline="")
    # Python's writer leaves a lone CR bare unless it is a part of the end of lines.
    has_cr = any("\r" in cell for row in rows for cell in row)
    style = csv.QUOTE_ALL if quoted or has_cr else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=";", lineterminator=end, quoting=style).writerows([("key", "x", "y"), *rows])
    return target.getvalue()


def read(content: bytes, size: int) -> tuple[list[int], list[list[str]], list[list[list[str]]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        batches = list(tables.check(path).batches(size, "key"))
    lines = [line for part, _rows in batches for line in part]
    return lines, [row for _lines, part in batches for row in part], [part for _lines, part in batches]


@given(ROWS, st.integers(1, 7), st.booleans(), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_comes_back(
    rows: list[tuple[str, ...]], size: int, mark: bool, quoted: bool, end: str
) -> None:
    text = ("\ufeff" if mark else "") + written(rows, end, quoted=quoted)
    lines, found, batches = read(text.encode(), size)
    assert found == [list(row) for row in rows]
    assert lines == sorted(set(lines))
    assert len(lines) == len(rows)
    for earlier, later in pairwise(batches):
        assert earlier[-1][0] != later[0][0]


@given(ROWS, st.integers(1, 7))
def test_lines_are_those_that_rows_begin_in(rows: list[tuple[str, ...]], size: int) -> None:
    text = written(rows, quoted=True)
    lines, found, _batches = read(text.encode(), size)
    starts = io.StringIO(text, newline="").readlines()
    for line, row in zip(lines, found, strict=True):
        assert starts[line - 1].startswith(f'"{row[0]}";"')


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_rows_or_broken(noise: bytes) -> None:
    try:
        _lines, found, _batches = read(b"key;x;y\n" + noise, 3)
    except Broken:
        return
    assert b"\0" not in noise
    assert all(isinstance(row, list) for row in found)


@given(ROWS, st.sampled_from(["utf-16", "utf-16-le", "utf-32", "cp1251"]))
def test_other_encodings_are_told(rows: list[tuple[str, ...]], encoding: str) -> None:
    content = ("я" + written(rows)).encode(encoding, "replace")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            table = tables.check(path)
        except Broken:
            return
        # By chance the bytes may be UTF-8, but never a header that anybody knows.
        assert "key" not in table.header


@given(ROWS, st.integers(1, 30))
def test_a_file_that_is_cut_in_its_last_row_is_broken(rows: list[tuple[str, ...]], cut: int) -> None:
    tail = b"c;end;last\n"
    whole = written(rows).encode() + tail
    cut = min(cut, len(tail) - 1)
    part = whole[: len(whole) - cut]
    if part.endswith(b"\n") or part.count(b";", len(whole) - len(tail)) == 2:
        return
    try:
        read(part, 3)
    except Broken:
        return
    raise AssertionError(part)


@pytest.mark.parametrize("value", ["=1+1", " =1", "\u00a0=1", "\n=1", "＝1", "-1", "@x"])
def test_a_wrong_value_is_no_formula_in_the_report(tmp_path: Path, value: str) -> None:
    with Report(tmp_path / "a.wrong.csv") as report:
        report.add([Wrong(1, "number", value, "…")])
    with (tmp_path / "a.wrong.csv").open(encoding="utf-8-sig", newline="") as opened:
        [_header, row] = csv.reader(opened, delimiter=";")
    assert row[2] == f"'{value}"
