"""Browsers that notices are pushed to, what more people may choose about their light, and notices of a source.

The version before this one leaves the new columns at what they meant before: no word before the light is back, and
all by mail. The outbox is looked through by channel: a mail server that is away does not hold up what is pushed.
"""

from peewee import BigAutoField, CharField, Field, ForeignKeyField, JSONField, Model, SqliteDatabase, TextField


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class Session(Table):
    pass


class PushDevice(Table):
    ref = CharField(max_length=22, unique=True)
    session = ForeignKeyField(Session, unique=True, on_delete="CASCADE")
    endpoint = TextField()
    endpoint_hash = CharField(max_length=64, unique=True)
    keys = JSONField()
    created_at = MomentField()


COLUMNS = [
    ("light_watch", "back", "{small} NOT NULL DEFAULT 0 CHECK (back BETWEEN 0 AND 60)"),
    ("outage_source", "notices", "{json} NOT NULL DEFAULT '[]'"),
    ("light_watch", "by_mail", "{boolean} NOT NULL DEFAULT TRUE"),
    ("account_link", "is_watched", "{boolean} NOT NULL DEFAULT TRUE"),
]
SQLITE = {"small": "INTEGER", "boolean": "INTEGER", "json": "TEXT"}
POSTGRES = {"small": "SMALLINT", "boolean": "BOOLEAN", "json": "JSONB"}
WAITING = (
    "CREATE INDEX message_waiting ON message ({}urgent DESC, next_at) WHERE sent_at IS NULL AND failed IS NULL"
)


def up(migrator, db):
    with db.bind_ctx([PushDevice]):
        db.create_tables([PushDevice], safe=False)
    kinds = SQLITE if isinstance(db, SqliteDatabase) else POSTGRES
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(**kinds)}")
    db.execute_sql("DROP INDEX message_waiting")
    db.execute_sql(WAITING.format("channel, "))


def down(migrator, db):
    db.execute_sql("DROP INDEX message_waiting")
    db.execute_sql(WAITING.format(""))
    for table, column, _kind in reversed(COLUMNS):
        migrator.migrate(migrator.drop_column(table, column))
    with db.bind_ctx([PushDevice]):
        db.drop_tables([PushDevice])
