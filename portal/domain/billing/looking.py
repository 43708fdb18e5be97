"""Look up many rows by a key at once: one statement with one parameter, however many values there are.

To write thousands of parameters into a statement takes longer than to answer it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from portal.database import db, is_sqlite
from portal.models import Table


def rows(
    model: type[Table],
    columns: Sequence[str],
    key: str,
    values: Iterable[Any],
    between: tuple[str, Any, Any] | None = None,
    most: int | None = None,
) -> list[tuple[Any, ...]]:
    """These columns of the rows whose ``key`` is among the values, as the database's driver gives them.

    ``between`` narrows it down by a column, its least and its greatest value; ``most`` is how many are enough.
    """
    wanted = sorted(set(values))
    if not wanted:
        return []
    names = ", ".join(f'"{column}"' for column in columns)
    among, parameter = (
        ("IN (SELECT value FROM json_each(?))", json.dumps(wanted)) if is_sqlite() else ("= ANY(%s)", wanted)
    )
    statement = f'SELECT {names} FROM {model._meta.table_name} WHERE "{key}" {among}'  # noqa: S608
    parameters = [parameter]
    if between:
        mark = "?" if is_sqlite() else "%s"
        statement += f' AND "{between[0]}" BETWEEN {mark} AND {mark}'
        parameters += between[1:]
    if most:
        statement += f" LIMIT {most}"
    return list(db.execute_sql(statement, parameters).fetchall())


def of_dates(meters: Sequence[tuple[int, date]]) -> list[tuple[Any, ...]]:
    """(meter, date, register, value, submission, status, way) of the readings of these meters on these dates that
    were accepted or wait."""
    if not meters:
        return []
    pairs = sorted(meters)
    if is_sqlite():
        parameters: list[Any] = [json.dumps([(meter, day.isoformat()) for meter, day in pairs])]
        among = (
            "(SELECT json_extract(value, '$[0]') AS meter, json_extract(value, '$[1]') AS day FROM json_each(?)) "
            "AS wanted CROSS JOIN submission ON "
        )
    else:
        parameters = [[meter for meter, _day in pairs], [day for _meter, day in pairs]]
        among = "unnest(%s::bigint[], %s::date[]) AS wanted (meter, day) JOIN submission ON "
    statement = (
        "SELECT submission.meter_id, submission.reading_date, reading.register_id, reading.value, "  # noqa: S608
        "submission.id, submission.status, submission.way "
        f"FROM {among} submission.meter_id = wanted.meter AND submission.reading_date = wanted.day "
        "JOIN reading ON reading.submission_id = submission.id WHERE submission.status IN ('accepted', 'new')"
    )
    return list(db.execute_sql(statement, parameters).fetchall())
