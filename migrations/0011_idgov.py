"""Of people who come by id.gov.ua: the number that they are known by, and that their names are confirmed."""

COLUMNS = [
    ("users", "names_confirmed_at", "TIMESTAMPTZ"),
    ("identity", "number", "TEXT"),
    ("identity", "way", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("identity", "connected_at", "TIMESTAMPTZ"),
]


def up(migrator, db):
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def down(migrator, db):
    for table, column, _kind in reversed(COLUMNS):
        migrator.migrate(migrator.drop_column(table, column))
