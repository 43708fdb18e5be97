"""Those who work at the desk may be switched off, and find people by the beginning of a surname.

On PostgreSQL the folded names are kept in the order of their bytes: by the order of a language an index can't be
asked for a beginning. SQLite knows no other order.
"""

from peewee import SqliteDatabase

FOLDED = [("account", "holder_folded"), ("orders", "applicant_folded")]


def up(migrator, db):
    db.execute_sql("ALTER TABLE users ADD COLUMN disabled_at TIMESTAMPTZ")
    if not isinstance(db, SqliteDatabase):
        for table, column in FOLDED:
            db.execute_sql(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR(255) COLLATE "C"')


def down(migrator, db):
    if not isinstance(db, SqliteDatabase):
        for table, column in FOLDED:
            db.execute_sql(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR(255) COLLATE "default"')
    migrator.migrate(migrator.drop_column("users", "disabled_at"))
