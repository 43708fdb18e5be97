"""What went to and fro between the portal and the billing base.

An accepted reading knows in which export it was given out: those that know none are found by a partial index, so
that one whose transaction ends late is not passed over, as it would be by a mark of time.
"""

from peewee import (
    BigAutoField,
    CharField,
    Field,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SqliteDatabase,
    TextField,
)


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class User(Table):
    class Meta:
        table_name = "users"


class BillingImport(Table):
    ref = CharField(max_length=22, unique=True)
    at = MomentField()
    actor = ForeignKeyField(User, null=True, index=False)
    name = TextField()
    kind = CharField(max_length=24)
    sha256 = CharField(max_length=64)
    state = CharField(max_length=8)
    rows = IntegerField(default=0)
    changed = IntegerField(default=0)
    wrong = IntegerField(default=0)
    first_wrong = JSONField()
    wrong_key = CharField(null=True)
    kept_key = CharField(null=True)

    class Meta:
        indexes = ((("kind", "id"), False),)


class BillingExport(Table):
    ref = CharField(max_length=22, unique=True)
    began_at = MomentField()
    ended_at = MomentField(null=True)
    actor = ForeignKeyField(User, null=True, index=False)
    rows = IntegerField(default=0)
    file_key = CharField(null=True)


TABLES = [BillingImport, BillingExport]
INDEXES = {
    "submission_to_export": "(id) WHERE status = 'accepted' AND exported_in_id IS NULL AND way <> 'import'",
    "submission_exported": "(exported_in_id, id) WHERE exported_in_id IS NOT NULL",
}


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    number = "INTEGER" if isinstance(db, SqliteDatabase) else "BIGINT"
    db.execute_sql(f"ALTER TABLE submission ADD COLUMN exported_in_id {number} REFERENCES billing_export (id)")
    for name, of in INDEXES.items():
        db.execute_sql(f"CREATE INDEX {name} ON submission {of}")


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f"DROP INDEX {name}")
    migrator.migrate(migrator.drop_column("submission", "exported_in_id"))
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES[::-1])
