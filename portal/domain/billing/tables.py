"""CSV files: whether one is whole, and its rows in batches. Memory stays the same however large the file is."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from portal.domain.errors import DomainError
from portal.language import gettext as _

BLOCK = 1 << 20
CHECKED_AT_ONCE = 50_000
# An account may have so many rows more than a batch; then even what belongs together is torn.
LONGEST_TAIL = 2_000

_LINE_END = re.compile(r"\r\n|\r|\n")

Advanced = Callable[[int], object]


class Broken(DomainError):
    """The file as a whole is no good; nothing of it was taken."""

    code = "broken_file"


@dataclass(frozen=True)
class Table:
    """A whole file: its header, casefolded, how many lines it has, and the hash of its bytes."""

    path: Path
    header: tuple[str, ...]
    lines: int
    sha256: str

    def batches(self, size: int, together: str) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """(lines in the file, rows) of about ``size`` rows each."""
        column = self.header.index(together)
        with _opened(self.path) as source:
            reader = _reader(source)
            next(reader)
            ahead: list[list[str]] = []
            first = reader.line_num + 1
            while rows := ahead + list(islice(reader, size - len(ahead))):
                last, ahead = _rest_of_group(reader, rows, column)
                yield _lines(rows, first, last), rows
                first = last + 1


def check(path: Path, advanced: Advanced = lambda lines: None) -> Table:
    """Look through the whole file, before anything of it is written.

    Raises:
        Broken: it is not UTF-8, no CSV with «;», empty, or cut off in the middle of a row.
    """
    try:
        sha256, ends_a_line = _check_encoding(path)
        with _opened(path) as source:
            reader = _reader(source)
            header = tuple(name.strip().casefold() for name in next(reader, []))
            last = _last_row(reader, advanced)
            lines = reader.line_num
    except OSError as error:
        raise Broken(_("Файл не вдалося прочитати: %(why)s", why=error.strerror or error)) from error
    except csv.Error as error:
        raise Broken(_("Це не CSV, рядок %(line)s: незакриті або зайві лапки", line=_line_of(path))) from error
    if not any(header):
        raise Broken(_("Файл порожній"))
    if last and len(last) < len(header) and not ends_a_line:
        raise Broken(_("Файл обрізано: останній рядок неповний"))
    return Table(path, header, lines, sha256)


def _check_encoding(path: Path) -> tuple[str, bool]:
    """(the hash of the bytes, whether they end with the end of a line)."""
    digest = hashlib.sha256()
    decode = codecs.getincrementaldecoder("utf-8")().decode
    last = b""
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            try:
                decode(block)
            except UnicodeDecodeError:
                raise Broken(_("Файл не в кодуванні UTF-8")) from None
            if b"\0" in block:
                raise Broken(_("У файлі є нульові байти"))
            digest.update(block)
            last = block
    try:
        decode(b"", final=True)
    except UnicodeDecodeError:
        raise Broken(_("Файл обрізано посеред літери")) from None
    return digest.hexdigest(), last.endswith((b"\n", b"\r"))


def _last_row(reader: Any, advanced: Advanced) -> list[str]:
    last: list[str] = []
    while found := deque(islice(reader, CHECKED_AT_ONCE), maxlen=1):
        last = found[0]
        advanced(reader.line_num)
    return last


def _line_of(path: Path) -> int:
    """Where the reader stumbles."""
    with _opened(path) as source:
        reader = _reader(source)
        with suppress(csv.Error):
            deque(reader, maxlen=0)
        return int(reader.line_num)


def _rest_of_group(reader: Any, rows: list[list[str]], column: int) -> tuple[int, list[list[str]]]:
    """Add to ``rows`` what goes on with the last one's value; (their last line, the row read after them)."""
    last = reader.line_num
    for row in islice(reader, LONGEST_TAIL):
        if len(row) <= column or len(rows[-1]) <= column or row[column] != rows[-1][column]:
            return last, [row]
        rows.append(row)
        last = reader.line_num
    return last, []


def _lines(rows: list[list[str]], first: int, last: int) -> Sequence[int]:
    """The line that each row begins in; a cell may hold ends of lines of its own."""
    if last - first + 1 == len(rows):
        return range(first, last + 1)
    lines, line = [], first
    for row in rows:
        lines.append(line)
        line += 1 + sum(len(_LINE_END.findall(cell)) for cell in row)
    return lines


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="")


def _reader(source: TextIO) -> Any:
    return csv.reader(source, delimiter=";", strict=True)
