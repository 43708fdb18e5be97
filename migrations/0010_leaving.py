"""Taking out one's data, deletion of the cabinet, and who wants to be reminded of readings."""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    CharField,
    Check,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
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


class TakeOut(Table):
    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    state = CharField(
        max_length=8, default="waiting", constraints=[Check("state IN ('waiting', 'ready', 'failed')")]
    )
    asked_at = MomentField()
    done = IntegerField(default=0, constraints=[Check("done >= 0")])
    total = IntegerField(default=0)
    attempts = IntegerField(default=0)
    next_at = MomentField()
    storage_key = CharField(unique=True)
    size = BigIntegerField(null=True)
    expires_at = MomentField(null=True)


TakeOut.add_index(
    TakeOut.index(TakeOut.user, unique=True, where=SQL("state = 'waiting'"), name="take_out_one_waiting")
)


class ReadingReminder(Table):
    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, unique=True, on_delete="CASCADE")


TABLES = [TakeOut, ReadingReminder]


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    db.execute_sql("ALTER TABLE users ADD COLUMN deleted_at TIMESTAMPTZ")
    db.execute_sql("CREATE INDEX account_link_user_id ON account_link (user_id)")
    db.execute_sql("CREATE INDEX user_leaving ON users (deletion_due) WHERE deletion_due IS NOT NULL")


def down(migrator, db):
    db.execute_sql("DROP INDEX user_leaving")
    db.execute_sql("DROP INDEX account_link_user_id")
    migrator.migrate(migrator.drop_column("users", "deleted_at"))
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES[::-1])
