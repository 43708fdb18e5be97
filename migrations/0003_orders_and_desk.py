"""Orders to their end, and the desk: numbers, drafts, what was remembered; queues by РЕМ; announcements, handouts.

Columns that the version before this one does not fill have defaults or may be empty. A submission without a
``rem`` is one that it took in meanwhile: an errand gives it the РЕМ of its account.
"""

from peewee import (
    SQL,
    BigAutoField,
    BooleanField,
    CharField,
    Check,
    Field,
    ForeignKeyField,
    IntegerField,
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


class File(Table):
    pass


class OrderCounter(Table):
    month = CharField(max_length=4, unique=True)
    last = IntegerField(default=0)


class Remembered(Table):
    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    field = CharField(max_length=40)
    value = TextField()
    sealed = BooleanField(default=False)
    at = MomentField()

    class Meta:
        indexes = ((("user", "field"), True),)


TONES = ("info", "warning")


class Announcement(Table):
    ref = CharField(max_length=22, unique=True)
    title = TextField()
    text = TextField(default="")
    tone = CharField(max_length=8, default="info", constraints=[Check(f"tone IN {TONES}")])
    starts_at = MomentField()
    ends_at = MomentField(null=True)
    author = ForeignKeyField(User, index=False)
    created_at = MomentField()
    withdrawn_at = MomentField(null=True)


Announcement.add_index(
    Announcement.index(Announcement.starts_at, where=SQL("withdrawn_at IS NULL"), name="announcement_live")
)


class Handout(Table):
    slug = CharField(max_length=40)
    file = ForeignKeyField(File)
    actor = ForeignKeyField(User, index=False)
    at = MomentField()

    class Meta:
        indexes = ((("slug", "id"), False),)


TABLES = [OrderCounter, Remembered, Announcement, Handout]
COLUMNS = [
    ("orders", "filled", "{json} NOT NULL DEFAULT '{{}}'"),
    ("orders", "saved_at", "TIMESTAMPTZ"),
    ("orders", "applicant", "TEXT NOT NULL DEFAULT ''"),
    ("orders", "applicant_folded", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("orders", "revision", "INTEGER NOT NULL DEFAULT 0"),
    ("orders", "seen_revision", "INTEGER NOT NULL DEFAULT 0"),
    ("orders", "queue_on", "DATE"),
    ("orders", "resumes", "VARCHAR(24)"),
    ("orders", "question", "TEXT NOT NULL DEFAULT ''"),
    ("orders", "asked_on", "DATE"),
    ("orders", "reply", "TEXT NOT NULL DEFAULT ''"),
    ("orders", "extended", "{boolean} NOT NULL DEFAULT {false}"),
    ("orders", "stood", "INTEGER NOT NULL DEFAULT 0"),
    ("orders", "invoice_amount", "{row} CHECK (invoice_amount > 0)"),
    ("orders", "invoiced_at", "TIMESTAMPTZ"),
    ("orders", "document_id", "{row} REFERENCES file (id)"),
    ("orders", "closed_at", "TIMESTAMPTZ"),
    ("submission", "rem_id", "{row} REFERENCES rem (id)"),
    ("submission", "attention", "{boolean} NOT NULL DEFAULT {false}"),
]
OPEN = (
    "status IN ('awaiting_signature', 'submitted', 'registered', 'invoiced', 'paid', 'scheduled', 'clarification')"
)
TO_DO = "status IN ('submitted', 'registered', 'paid', 'scheduled')"
CLOSED = "status IN ('done', 'withdrawn', 'refused') AND rem_id IS NOT NULL"
INDEXES = [
    ("orders_document_id", "INDEX", "orders (document_id)"),
    ("orders_rem_id_applicant_folded", "INDEX", "orders (rem_id, applicant_folded)"),
    ("order_queue", "INDEX", f"orders (rem_id, queue_on, id) WHERE {OPEN}"),
    ("order_queue_all", "INDEX", f"orders (queue_on, id) WHERE {OPEN}"),
    ("order_to_do", "INDEX", f"orders (rem_id, id) WHERE {TO_DO}"),
    ("order_closed", "INDEX", f"orders (rem_id, id) WHERE {CLOSED}"),
    ("order_without_document", "INDEX", "orders (id) WHERE document_id IS NULL AND rem_id IS NOT NULL"),
    ("account_rem_id_holder_folded", "INDEX", "account (rem_id, holder_folded)"),
    ("submission_queue", "INDEX", "submission (rem_id, id) WHERE status = 'new'"),
    ("submission_attention", "INDEX", "submission (rem_id, id) WHERE status = 'new' AND attention"),
    ("submission_new", "INDEX", "submission (id) WHERE status = 'new'"),
    ("submission_unplaced", "INDEX", "submission (id) WHERE rem_id IS NULL"),
    ("order_file_order_id_purpose_file_id", "UNIQUE INDEX", "order_file (order_id, purpose, file_id)"),
]
BEFORE = ("order_file_order_id_file_id", "UNIQUE INDEX", "order_file (order_id, file_id)")


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    kinds = {
        "row": "INTEGER" if sqlite else "BIGINT",
        "json": "TEXT" if sqlite else "JSONB",
        "boolean": "INTEGER" if sqlite else "BOOLEAN",
        "false": "0" if sqlite else "FALSE",
    }
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    for table, column, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind.format(**kinds)}')
    db.execute_sql("UPDATE submission SET rem_id = (SELECT rem_id FROM account WHERE id = account_id)")
    db.execute_sql(
        "UPDATE submission SET attention = (1 = 1) WHERE status = 'new' AND CAST(warnings AS TEXT) <> '[]'"
    )
    # Orders that were there in a shape of this migration before, which was taken back.
    db.execute_sql("UPDATE orders SET queue_on = COALESCE(due_on, '9999-12-31') WHERE status <> 'draft'")
    db.execute_sql(f"DROP INDEX {BEFORE[0]}")
    for name, kind, over in INDEXES:
        db.execute_sql(f"CREATE {kind} {name} ON {over}")


def down(migrator, db):
    for name, _kind, _over in INDEXES:
        db.execute_sql(f"DROP INDEX {name}")
    # One file in two places of an order was not possible before: the later place loses it.
    db.execute_sql(
        "DELETE FROM order_file WHERE id NOT IN (SELECT MIN(id) FROM order_file GROUP BY order_id, file_id)"
    )
    name, kind, over = BEFORE
    db.execute_sql(f"CREATE {kind} {name} ON {over}")
    for table, column, _kind in reversed(COLUMNS):
        migrator.migrate(migrator.drop_column(table, column))
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
