"""Who is told about their light: a row only for those who asked for it, so that nobody else costs anything."""

from peewee import BigAutoField, BooleanField, CharField, Check, ForeignKeyField, Model, SmallIntegerField


class Table(Model):
    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class User(Table):
    class Meta:
        table_name = "users"


class LightWatch(Table):
    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
    changes = BooleanField(default=False)
    before = SmallIntegerField(default=0, constraints=[Check("before BETWEEN 0 AND 60")])
    quiet_from = CharField(max_length=5, default="")
    quiet_until = CharField(max_length=5, default="")


def up(migrator, db):
    with db.bind_ctx([LightWatch]):
        db.create_tables([LightWatch], safe=False)


def down(migrator, db):
    with db.bind_ctx([LightWatch]):
        db.drop_tables([LightWatch])
