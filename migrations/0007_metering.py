"""What billing keeps of a supply point besides its use: inspections, technical checks, documents."""

from peewee import BigAutoField, BigIntegerField, CharField, Check, DateField, ForeignKeyField, Model, TextField


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class Account(Table):
    pass


class File(Table):
    pass


class Inspection(Table):
    account = ForeignKeyField(Account, index=False)
    on = DateField()
    meter_number = CharField(max_length=32)
    zone_1 = BigIntegerField(null=True, constraints=[Check("zone_1 >= 0")])
    zone_2 = BigIntegerField(null=True, constraints=[Check("zone_2 >= 0")])
    zone_3 = BigIntegerField(null=True, constraints=[Check("zone_3 >= 0")])

    class Meta:
        indexes = ((("account", "on", "meter_number"), True),)


class TechnicalCheck(Table):
    ref = CharField(max_length=22, unique=True)
    account = ForeignKeyField(Account, index=False)
    on = DateField()
    file = ForeignKeyField(File, null=True)

    class Meta:
        indexes = ((("account", "on"), True),)


class PointDocument(Table):
    ref = CharField(max_length=22, unique=True)
    account = ForeignKeyField(Account, index=False)
    kind = CharField(
        max_length=16,
        constraints=[Check("kind IN ('passport', 'project', 'solution', 'commissioning', 'other')")],
    )
    title = TextField()
    issued_on = DateField()
    file = ForeignKeyField(File)

    class Meta:
        indexes = ((("account", "kind", "issued_on", "title"), True),)


TABLES = [Inspection, TechnicalCheck, PointDocument]


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator, db):
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES[::-1])
