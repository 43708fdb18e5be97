"""The history as files: for spreadsheets (CSV, XLSX) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.domain.metering.export import csv, json, xlsx
from portal.domain.metering.history import History
from portal.models import Account


@dataclass(frozen=True)
class Format:
    """``write`` makes the bytes of all periods, meters and registers."""

    type: str
    write: Callable[[History, Account], bytes]


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", csv.write),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write),
    "json": Format("application/json", json.write),
}
