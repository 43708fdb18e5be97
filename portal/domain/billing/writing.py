"""Many rows into a table at once, by its key: new ones are added, changed ones changed, all others left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from portal.database import db, is_sqlite
from portal.models import Table

Rows = Sequence[tuple[Any, ...]]


def upsert(
    model: type[Table], columns: Sequence[str], key: Sequence[str], rows: Rows, *, all_new: bool = False
) -> int:
    """Write the rows; returns how many were new or changed. Call it in a transaction, with each key only once.

    The columns that are not of the key are brought up to date. Where the caller knows that they are ``all_new``,
    nothing has to be looked for.
    """
    if not rows:
        return 0
    if all_new:
        insert(model, columns, rows)
        return len(rows)
    write = _upsert_sqlite if is_sqlite() else _upsert_postgresql
    return write(str(model._meta.table_name), columns, key, rows)


def insert(model: type[Table], columns: Sequence[str], rows: Rows) -> None:
    """Add rows that are not there."""
    if not rows:
        return
    table = model._meta.table_name
    if is_sqlite():
        marks = ", ".join("?" * len(columns))
        _cursor().executemany(f"INSERT INTO {table} ({_names(columns)}) VALUES ({marks})", rows)  # noqa: S608
    else:
        _copy(table, columns, rows)


def _upsert_sqlite(table: str, columns: Sequence[str], key: Sequence[str], rows: Rows) -> int:
    changed = [column for column in columns if column not in key]
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in changed)
    differs = " OR ".join(f'{table}."{column}" IS NOT excluded."{column}"' for column in changed)
    statement = (
        f"INSERT INTO {table} ({_names(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608
        f"ON CONFLICT ({_names(key)}) DO UPDATE SET {sets} WHERE {differs}"
    )
    connection = db.connection()
    before = connection.total_changes
    connection.cursor().executemany(statement, rows)
    return int(connection.total_changes - before)


def _upsert_postgresql(table: str, columns: Sequence[str], key: Sequence[str], rows: Rows) -> int:
    """By way of a temporary table. Rows that stay as they are must not even be locked: that is a write as well."""
    changed = [column for column in columns if column not in key]
    names, waiting = _names(columns), f"billing_{table}"
    cursor = _cursor()
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {waiting} "  # noqa: S608
        f"ON COMMIT DELETE ROWS AS SELECT {names} FROM {table} WHERE false"
    )
    cursor.execute(f"DELETE FROM {waiting}")  # noqa: S608
    _copy(waiting, columns, rows)
    same = " AND ".join(f'known."{column}" = waiting."{column}"' for column in key)
    alike = " AND ".join(f'known."{column}" IS NOT DISTINCT FROM waiting."{column}"' for column in changed)
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in changed)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {waiting} AS waiting "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS known WHERE {same} AND {alike}) "
        f"ON CONFLICT ({_names(key)}) DO UPDATE SET {sets}"
    )
    return int(cursor.rowcount)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with _cursor().copy(f"COPY {table} ({_names(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _cursor() -> Any:
    return db.connection().cursor()


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
