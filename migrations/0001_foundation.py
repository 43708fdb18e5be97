"""The foundation: every table that the data model names, the status lists, and journals that only grow.

These are frozen copies of the models: what they become later is a matter of later migrations.
"""

import json
from functools import partial

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
    UUIDField,
)
from peewee import JSONField as PeeweeJSONField

JSONField = partial(PeeweeJSONField, dumps=partial(json.dumps, ensure_ascii=False))


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class Rem(Table):
    source_id = IntegerField(unique=True)
    name = CharField(unique=True)


class Settlement(Table):
    katottg = CharField(max_length=19, unique=True)
    name = CharField(index=True)
    category = CharField(max_length=1)
    community = CharField()
    rem = ForeignKeyField(Rem, null=True)


OPERATORS = ("zhytomyroblenergo", "ukrzaliznytsia")


class Account(Table):
    ref = CharField(max_length=22, unique=True)
    digits = CharField(max_length=10, unique=True, constraints=[Check("length(digits) BETWEEN 8 AND 10")])
    number_shown = CharField(max_length=32)
    contract_number = CharField(max_length=32)
    eic = CharField(max_length=16, unique=True, null=True)
    holder_name = TextField()
    holder_folded = CharField(index=True)
    holder_tax_number = TextField(null=True)
    holder_tax_hash = CharField(max_length=64, null=True, index=True)
    settlement = ForeignKeyField(Settlement)
    street = TextField(default="")
    house = TextField(default="")
    flat = TextField(default="")
    rem = ForeignKeyField(Rem)
    operator = CharField(max_length=32, default=OPERATORS[0], constraints=[Check(f"operator IN {OPERATORS}")])
    supplier = TextField(default="")
    power_w = IntegerField(null=True, constraints=[Check("power_w > 0")])
    subqueue = CharField(max_length=4, null=True)


ROLES = ("consumer", "operator", "supervisor")


class User(Table):
    email = CharField(unique=True)
    password_hash = CharField(null=True)
    surname = TextField(default="")
    given_name = TextField(default="")
    patronymic = TextField(default="")
    phone = CharField(default="")
    role = CharField(max_length=16, default="consumer", constraints=[Check(f"role IN {ROLES}")])
    rem = ForeignKeyField(Rem, null=True)
    totp_secret = TextField(null=True)
    confirmed_at = MomentField(null=True)
    chosen_account = ForeignKeyField(Account, null=True)
    settings = JSONField(default=dict)
    created_at = MomentField()
    deletion_due = MomentField(null=True)

    class Meta:
        table_name = "users"


class Identity(Table):
    user = ForeignKeyField(User, backref="identities", on_delete="CASCADE")
    provider = CharField(max_length=32)
    subject = CharField()

    class Meta:
        indexes = ((("provider", "subject"), True),)


class Session(Table):
    ref = CharField(max_length=22, unique=True)
    token_hash = CharField(max_length=64, unique=True)
    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    remembered = BooleanField(default=False)
    device = TextField(default="")
    created_at = MomentField()
    seen_at = MomentField()
    expires_at = MomentField(index=True)


class MailLink(Table):
    ref = CharField(max_length=22, unique=True)
    purpose = CharField(max_length=32)
    user = ForeignKeyField(User, null=True, on_delete="CASCADE")
    email = CharField()
    created_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)


class Consent(Table):
    user = ForeignKeyField(User, backref="consents")
    subject = CharField(max_length=32)
    wording = TextField()
    given_at = MomentField()


class LinkingAttempt(Table):
    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    digits = CharField(max_length=32)
    at = MomentField()

    class Meta:
        indexes = ((("user", "at"), False), (("digits", "at"), False))


class TotpUse(Table):
    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    step = IntegerField()

    class Meta:
        indexes = ((("user", "step"), True),)


class AccountLink(Table):
    user = ForeignKeyField(User, index=False, backref="links")
    account = ForeignKeyField(Account, backref="links")
    proof = CharField(max_length=16)
    linked_at = MomentField()
    unlinked_at = MomentField(null=True)


AccountLink.add_index(
    AccountLink.index(
        AccountLink.user,
        AccountLink.account,
        unique=True,
        where=SQL("unlinked_at IS NULL"),
        name="account_link_live",
    )
)


FROM_GRID = "A+"
INTO_GRID = "A-"


class Meter(Table):
    account = ForeignKeyField(Account, backref="meters")
    number = CharField(max_length=32)
    installed_on = DateField()
    removed_on = DateField(null=True)


class Register(Table):
    meter = ForeignKeyField(Meter, index=False, backref="registers")
    direction = CharField(max_length=2, constraints=[Check("direction IN ('A+', 'A-')")])
    zone = SmallIntegerField(constraints=[Check("zone BETWEEN 1 AND 3")])
    zones = SmallIntegerField(constraints=[Check("zones BETWEEN 1 AND 3")])
    digits = SmallIntegerField(constraints=[Check("digits BETWEEN 3 AND 9")])

    class Meta:
        indexes = ((("meter", "direction", "zone"), True),)


class Consumption(Table):
    account = ForeignKeyField(Account, index=False)
    meter_number = CharField(max_length=32)
    direction = CharField(max_length=2, constraints=[Check("direction IN ('A+', 'A-')")])
    zone = SmallIntegerField(constraints=[Check("zone BETWEEN 1 AND 3")])
    period = DateField()
    wh = BigIntegerField(constraints=[Check("wh >= 0")])

    class Meta:
        indexes = ((("account", "period", "meter_number", "direction", "zone"), True),)


SUBMISSION_STATUSES = ("new", "accepted", "rejected", "replaced", "withdrawn")


class SubmissionStatus(Table):
    id = None
    name = CharField(max_length=24, primary_key=True)


class Submission(Table):
    uuid = UUIDField(unique=True)
    content_hash = CharField(max_length=64)
    account = ForeignKeyField(Account, index=False)
    meter = ForeignKeyField(Meter, index=False)
    user = ForeignKeyField(User, null=True)
    taken_at = MomentField()
    received_at = MomentField()
    reading_date = DateField()
    status = ForeignKeyField(
        SubmissionStatus, column_name="status", object_id_name="status_name", default="new", index=False
    )
    in_window = BooleanField()
    warnings = JSONField(default=list)
    way = CharField(max_length=8, default="web")
    reason = TextField(default="")
    replaced_by = ForeignKeyField("self", null=True)

    class Meta:
        indexes = (
            (("meter", "reading_date"), False),
            (("account", "reading_date", "id"), False),
        )


Submission.add_index(
    Submission.index(
        Submission.meter,
        Submission.reading_date,
        unique=True,
        where=SQL("status = 'new'"),
        name="submission_one_new",
    )
)


class Reading(Table):
    submission = ForeignKeyField(Submission, index=False, backref="readings")
    register = ForeignKeyField(Register, index=False)
    value = BigIntegerField(constraints=[Check("value >= 0")])

    class Meta:
        indexes = ((("submission", "register"), True),)


class Upload(Table):
    uuid = UUIDField(unique=True)
    user = ForeignKeyField(User)
    length = BigIntegerField(constraints=[Check("length >= 0")])
    offset = BigIntegerField(default=0, constraints=[Check('"offset" BETWEEN 0 AND length')])
    checksum = CharField(max_length=64, null=True)
    expires_at = MomentField(index=True)


class File(Table):
    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, null=True)
    sha256 = CharField(max_length=64, index=True)
    size = BigIntegerField(constraints=[Check("size >= 0")])
    type = CharField(max_length=64)
    storage_key = CharField(unique=True)
    name = TextField()
    taken_at = MomentField(null=True)
    created_at = MomentField()


class SubmissionFile(Table):
    submission = ForeignKeyField(Submission, index=False, backref="files")
    file = ForeignKeyField(File)

    class Meta:
        indexes = ((("submission", "file"), True),)


ORDER_STATUSES = (
    "draft",
    "awaiting_signature",
    "submitted",
    "registered",
    "invoiced",
    "paid",
    "scheduled",
    "done",
    "clarification",
    "withdrawn",
    "refused",
)


class OrderStatus(Table):
    id = None
    name = CharField(max_length=24, primary_key=True)


class Order(Table):
    uuid = UUIDField(unique=True)
    ref = CharField(max_length=22, unique=True)
    number = CharField(max_length=16, unique=True)
    kind = CharField(max_length=40)
    definition_version = SmallIntegerField()
    account = ForeignKeyField(Account, null=True)
    rem = ForeignKeyField(Rem, null=True, index=False)
    user = ForeignKeyField(User, index=False)
    status = ForeignKeyField(
        OrderStatus, column_name="status", object_id_name="status_name", default="draft", index=False
    )
    answers = JSONField(default=list)
    created_at = MomentField()
    submitted_at = MomentField(null=True)
    due_on = DateField(null=True)
    registration_number = CharField(max_length=32, null=True)
    invoice = ForeignKeyField(File, null=True)
    paid_on = DateField(null=True)
    scheduled_on = DateField(null=True)

    class Meta:
        table_name = "orders"
        indexes = ((("user", "id"), False), (("rem", "status", "due_on"), False))


class OrderFile(Table):
    order = ForeignKeyField(Order, index=False, backref="files")
    file = ForeignKeyField(File)
    purpose = CharField(max_length=40)

    class Meta:
        indexes = ((("order", "file"), True),)


class Event(Table):
    subject_kind = CharField(max_length=24)
    subject_id = BigIntegerField()
    name = CharField(max_length=48)
    actor = ForeignKeyField(User, null=True, index=False)
    at = MomentField()
    details = JSONField(default=dict)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "id"), False),)


class Audit(Table):
    actor = ForeignKeyField(User, null=True, index=False)
    actor_label = CharField()
    action = CharField(max_length=48)
    subject_kind = CharField(max_length=24)
    subject_id = BigIntegerField()
    at = MomentField()
    details = JSONField(default=dict)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "id"), False), (("actor", "id"), False))


class Message(Table):
    key = CharField(unique=True)
    channel = CharField(max_length=16)
    user = ForeignKeyField(User, null=True)
    recipient = CharField()
    template = CharField(max_length=48)
    data = JSONField(default=dict)
    urgent = BooleanField(default=False)
    created_at = MomentField()
    attempts = IntegerField(default=0, constraints=[Check("attempts >= 0")])
    next_at = MomentField()
    lease_until = MomentField(null=True)
    sent_at = MomentField(null=True, index=True)
    failed = TextField(null=True)


Message.add_index(
    Message.index(
        Message.urgent.desc(),
        Message.next_at,
        where=SQL("sent_at IS NULL AND failed IS NULL"),
        name="message_waiting",
    )
)


class OutageSource(Table):
    name = CharField(max_length=32, unique=True)
    checked_at = MomentField(null=True)
    good_at = MomentField(null=True)
    failing_since = MomentField(null=True)
    failure = TextField(default="")
    validators = JSONField(default=dict)


class SubqueueDay(Table):
    subqueue = CharField(max_length=4)
    day = DateField()
    spans = JSONField(default=list)
    changed_at = MomentField()
    source = ForeignKeyField(OutageSource)

    class Meta:
        indexes = ((("subqueue", "day"), True),)


class Works(Table):
    rem = ForeignKeyField(Rem, index=False)
    kind = CharField(max_length=16)
    settlement = TextField()
    houses = JSONField(default=list)
    reason = TextField(default="")
    starts_at = MomentField()
    ends_at = MomentField(null=True)
    source = ForeignKeyField(OutageSource)
    original = TextField(default="")

    class Meta:
        indexes = ((("rem", "starts_at"), False),)


class OutageNotice(Table):
    user = ForeignKeyField(User, index=False)
    account = ForeignKeyField(Account)
    change = CharField(max_length=64)
    at = MomentField()

    class Meta:
        indexes = ((("user", "account", "change"), True),)


class NoLightReport(Table):
    user = ForeignKeyField(User)
    account = ForeignKeyField(Account)
    subqueue = CharField(max_length=4, null=True)
    at = MomentField(index=True)


TABLES = [
    Rem,
    Settlement,
    Account,
    User,
    Identity,
    Session,
    MailLink,
    Consent,
    LinkingAttempt,
    TotpUse,
    AccountLink,
    Meter,
    Register,
    Consumption,
    SubmissionStatus,
    Submission,
    Reading,
    Upload,
    File,
    SubmissionFile,
    OrderStatus,
    Order,
    OrderFile,
    Event,
    Audit,
    Message,
    OutageSource,
    SubqueueDay,
    Works,
    OutageNotice,
    NoLightReport,
]

JOURNALS = ["event", "audit"]


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
        SubmissionStatus.insert_many([{"name": name} for name in SUBMISSION_STATUSES]).execute()
        OrderStatus.insert_many([{"name": name} for name in ORDER_STATUSES]).execute()
    for journal in JOURNALS:
        protect(db, journal)


def protect(db, journal):
    """Make the database itself refuse to change or delete a row of a journal."""
    if isinstance(db, SqliteDatabase):
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER {journal}_no_{verb.lower()} BEFORE {verb} ON {journal} "
                f"BEGIN SELECT RAISE(ABORT, '{journal} only grows'); END"
            )
        return
    db.execute_sql(
        "CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% only grows', TG_TABLE_NAME; END $$"
    )
    db.execute_sql(
        f"CREATE TRIGGER {journal}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {journal} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
    )


def down(migrator, db):
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
    if not isinstance(db, SqliteDatabase):
        db.execute_sql("DROP FUNCTION journal_only_grows()")
