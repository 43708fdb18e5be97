"""CSV as a spreadsheet of the Ukrainian locale wants it: UTF-8 with its mark, `;`, a comma before decimals."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from portal.domain.metering.export import table
from portal.domain.metering.history import History
from portal.domain.spreadsheets import plain
from portal.models import Account


def write(history: History, account: Account) -> bytes:
    """All lines under their heads."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(head) for head in table.HEADS])
    for line in table.lines(history):
        writer.writerow(
            [
                f"{line.period:%d.%m.%Y}",
                plain(line.meter),
                number(line.kwh),
                plain(line.direction),
                plain(line.zone),
            ]
        )
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def number(kwh: Decimal) -> str:
    """«35,00», and the third digit where there is one: «35,125»."""
    digits = f"{kwh:.3f}".removesuffix("0")
    return digits.replace(".", ",")
