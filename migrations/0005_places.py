"""Settlements, streets and groups of houses as the outage source lists them, and which of them an account is at.

The version before this one knows nothing of them: what it writes leaves the new columns empty. On PostgreSQL
folded names are kept in the order of their bytes, as in 0004.
"""

from peewee import BigAutoField, CharField, Field, ForeignKeyField, Model, SqliteDatabase, TextField


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class Rem(Table):
    pass


class SourceCity(Table):
    rem = ForeignKeyField(Rem, index=False)
    source_id = CharField(max_length=16)
    name = TextField()
    folded = CharField()
    asked_at = MomentField(null=True)

    class Meta:
        indexes = ((("rem", "source_id"), True), (("rem", "folded"), False))


class SourceStreet(Table):
    city = ForeignKeyField(SourceCity, index=False)
    source_id = CharField(max_length=16)
    name = TextField()
    folded = CharField()
    asked_at = MomentField(null=True)

    class Meta:
        indexes = ((("city", "source_id"), True), (("city", "folded"), False))


class Place(Table):
    ref = CharField(max_length=22, unique=True)
    street = ForeignKeyField(SourceStreet, index=False)
    houses = TextField()
    houses_key = CharField(max_length=64)
    subqueue = CharField(max_length=4, null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("street", "houses_key"), True),)


TABLES = [SourceCity, SourceStreet, Place]
FOLDED = ["source_city", "source_street"]
COLUMNS = [
    ("rem", "asked_at", "TIMESTAMPTZ"),
    ("account", "place_id", "{row} REFERENCES place (id)"),
    ("account", "place_how", "VARCHAR(8) CHECK (place_how IN ('auto', 'chosen', 'none'))"),
]
INDEXES = [
    ("account_place_id", "account (place_id)"),
    ("account_place_missing", "account (rem_id, id) WHERE place_how = 'none'"),
]


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    if not sqlite:
        for table in FOLDED:
            db.execute_sql(f'ALTER TABLE {table} ALTER COLUMN folded TYPE VARCHAR(255) COLLATE "C"')
    for table, column, kind in COLUMNS:
        kind = kind.format(row="INTEGER" if sqlite else "BIGINT")
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    for name, over in INDEXES:
        db.execute_sql(f"CREATE INDEX {name} ON {over}")


def down(migrator, db):
    for name, _over in INDEXES:
        db.execute_sql(f"DROP INDEX {name}")
    for table, column, _kind in reversed(COLUMNS):
        migrator.migrate(migrator.drop_column(table, column))
    with db.bind_ctx(TABLES):
        db.drop_tables(list(reversed(TABLES)))
