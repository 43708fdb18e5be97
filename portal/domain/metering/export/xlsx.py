"""A workbook with real dates and numbers; what is text goes in as text, never as a formula or a link."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from xlsxwriter import Workbook

from portal.domain.metering.export import table
from portal.domain.metering.history import History
from portal.language import gettext as _
from portal.models import Account

WIDTHS = (22, 20, 16, 22, 12)
# Of no use to anybody, and the same history gives the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write(history: History, account: Account) -> bytes:
    """One sheet named by the account."""
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"title": _("Історичні дані комерційного обліку"), "created": CREATED})
        sheet = book.add_worksheet(f"№ {account.digits}")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        kwh = book.add_format({"num_format": "#,##0.00"})
        for column, (words, width) in enumerate(zip(table.HEADS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(words), head)
        row = 0
        for row, line in enumerate(table.lines(history), 1):
            sheet.write_datetime(row, 0, line.period, day)
            sheet.write_string(row, 1, line.meter)
            sheet.write_number(row, 2, float(line.kwh), kwh)
            sheet.write_string(row, 3, line.direction)
            sheet.write_string(row, 4, line.zone)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, row, len(WIDTHS) - 1)
    return written.getvalue()
