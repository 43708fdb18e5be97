"""What was found out about signatures of applications; those that were taken before wait to be looked at."""

from peewee import SQL, BigAutoField, CharField, Check, Field, ForeignKeyField, JSONField, Model


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class Order(Table):
    class Meta:
        table_name = "orders"


class File(Table):
    pass


class Judgement(Table):
    order = ForeignKeyField(Order, index=False, on_delete="CASCADE")
    file = ForeignKeyField(File, index=False, on_delete="CASCADE")
    outcome = CharField(
        max_length=8,
        default="waiting",
        constraints=[Check("outcome IN ('waiting', 'accepted', 'marked', 'refused')")],
    )
    reason = CharField(max_length=40, default="")
    report = JSONField(default=dict)
    trust_issued = MomentField(null=True)
    judged_at = MomentField(null=True)

    class Meta:
        indexes = ((("order", "file"), True),)


Judgement.add_index(Judgement.index(Judgement.id, where=SQL("outcome = 'waiting'"), name="judgement_waiting"))
BEFORE = """
    INSERT INTO judgement (order_id, file_id, outcome, reason, report)
    SELECT order_file.order_id, order_file.file_id, 'waiting', '', '{}'
    FROM order_file JOIN orders ON orders.id = order_file.order_id
    WHERE order_file.purpose = 'signed' AND orders.status = 'submitted'
"""


def up(migrator, db):
    with db.bind_ctx([Judgement]):
        db.create_tables([Judgement], safe=False)
    db.execute_sql(BEFORE)


def down(migrator, db):
    with db.bind_ctx([Judgement]):
        db.drop_tables([Judgement])
