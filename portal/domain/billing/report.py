"""The rows that were left out, as a CSV file for whoever mends them; it appears when it is whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from portal.domain.billing.formats import Wrong
from portal.domain.billing.recorded import FIRST_WRONG
from portal.domain.spreadsheets import plain

HEADER = ("line", "column", "value", "reason")


def beside(path: Path) -> Path:
    """Where the report about a file lies."""
    return path.with_name(f"{path.stem}.wrong.csv")


def is_one(path: Path) -> bool:
    """Whether a file is such a report, by its name."""
    return path.name.endswith(".wrong.csv")


class Report:
    """Takes wrong rows; an import without any leaves no file, and none of an earlier one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.first: list[Wrong] = []
        self._unfinished = path.with_name(f"{path.name}.part")

    def __enter__(self) -> Report:
        # With a mark of the encoding, which spreadsheets want.
        self._opened = self._unfinished.open("w", encoding="utf-8-sig", newline="")
        self._writer: Any = csv.writer(self._opened, delimiter=";", lineterminator="\n")
        self._writer.writerow(HEADER)
        return self

    def add(self, wrong: Iterable[Wrong]) -> None:
        for one in sorted(wrong, key=lambda one: one.line):
            self._writer.writerow((one.line, one.column, plain(one.value), one.reason))
            self.count += 1
            if len(self.first) < FIRST_WRONG:
                self.first.append(one)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()
        if error is None and self.count:
            self._unfinished.replace(self.path)
        else:
            self._unfinished.unlink(missing_ok=True)
        if error is None and not self.count:
            self.path.unlink(missing_ok=True)
