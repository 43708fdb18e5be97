"""Files of people: what becomes of them, whose account they are about, and what is known of an upload.

A person gets a ref: what their phone keeps for them is kept under it. It may be empty, as the version before
this one goes on adding people without it while a new one is put in place.
"""

from peewee import CharField, Model, SqliteDatabase

from portal.crypto import random_ref

COLUMNS = [
    ("users", "ref", "VARCHAR(22)"),
    ("file", "account_id", "{row} REFERENCES account (id)"),
    ("file", "state", "VARCHAR(8) NOT NULL DEFAULT 'ready' CHECK (state IN ('waiting', 'ready', 'refused'))"),
    ("file", "reason", "TEXT NOT NULL DEFAULT ''"),
    ("upload", "name", "TEXT NOT NULL DEFAULT ''"),
    ("upload", "taken_at", "TIMESTAMPTZ"),
    ("upload", "file_id", "{row} REFERENCES file (id)"),
]
INDEXES = [
    ("users_ref", "UNIQUE INDEX", "users (ref)"),
    ("file_account_id", "INDEX", "file (account_id)"),
    ("file_of_user", "UNIQUE INDEX", "file (user_id, sha256)"),
    ("file_waiting", "INDEX", "file (id) WHERE state = 'waiting'"),
    ("upload_file_id", "INDEX", "upload (file_id)"),
]


class User(Model):
    ref = CharField(max_length=22, null=True)

    class Meta:
        table_name = "users"


def up(migrator, db):
    row = "INTEGER" if isinstance(db, SqliteDatabase) else "BIGINT"
    for table, column, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind.format(row=row)}')
    with db.bind_ctx([User]):
        for (row,) in list(User.select(User.id).tuples()):
            User.update(ref=random_ref()).where(User.id == row).execute()
    for name, kind, over in INDEXES:
        db.execute_sql(f"CREATE {kind} {name} ON {over}")


def down(migrator, db):
    for name, _kind, _over in INDEXES:
        db.execute_sql(f"DROP INDEX {name}")
    for table, column, _kind in reversed(COLUMNS):
        migrator.migrate(migrator.drop_column(table, column))
